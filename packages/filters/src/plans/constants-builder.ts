/** Tables are aligned to this many bytes. */
const ALIGNMENT = 16;

/** Lays tables out one behind the other, for a plan's constants. */
export class ConstantsBuilder {
  readonly #tables: { readonly offset: number; readonly table: ArrayBufferView }[] = [];
  #length = 0;

  /**
   * Appends a table.
   *
   * @param table - Its values, in the type that the kernels read.
   * @returns Where it begins, in bytes from the beginning of the constants.
   */
  add(table: ArrayBufferView): number {
    const offset = this.#length;
    this.#tables.push({ offset, table });
    this.#length = Math.ceil((offset + table.byteLength) / ALIGNMENT) * ALIGNMENT;
    return offset;
  }

  /** All tables. */
  bytes(): Uint8Array {
    const bytes = new Uint8Array(Math.max(ALIGNMENT, this.#length));
    for (const { offset, table } of this.#tables) {
      bytes.set(new Uint8Array(table.buffer, table.byteOffset, table.byteLength), offset);
    }
    return bytes;
  }
}
