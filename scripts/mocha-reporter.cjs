// Mocha's "spec" report, closed by one plain line with the figures: "12 passed, 0 failed, 1 skipped".
const { reporters } = require('mocha');

module.exports = class SpecWithTotals extends reporters.Spec {
  epilogue() {
    super.epilogue();
    const { passes, failures, pending } = this.stats;
    const skipped = pending > 0 ? `, ${pending} skipped` : '';
    reporters.Base.consoleLog(`${passes} passed, ${failures} failed${skipped}`);
  }
};
