// A filter's page, as Markdown.

/** The page of one filter. */
export function pageOf(filter, hasPicture) {
  const parts = [
    `# ${filter.name}`,
    filter.text,
    hasPicture ? `![before and after](pictures/${filter.name}.png)` : '',
    filter.example,
    formsOf(filter),
    optionsOf(filter),
    listOf('Errors', filter.throws),
    listOf('See also', filter.see),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** The list of all pages. */
export function indexOf(filters) {
  const lines = filters.map(({ name, text, isOnArrays, isOnSets }) => {
    const [first] = text.split(/(?<=\.)\s/);
    const inputs = isOnArrays
      ? 'arrays, frames, streams'
      : isOnSets
        ? 'several frames, streams of sets'
        : 'streams';
    return `| [${name}](${name}.md) | ${cell(first)} | ${inputs} |`;
  });
  return [
    '# The filters',
    '',
    'Each page is made of the docstring in the code; its picture is made by the example on the page.',
    'Where numbers differ from SciPy: [differences](../guide/scipy-differences.md).',
    '',
    '| filter | what it does | works on |',
    '| --- | --- | --- |',
    ...lines,
    '',
  ].join('\n');
}

function formsOf({ name, isOnArrays, isOnSets, options }) {
  if (!isOnArrays && !isOnSets) return '';
  const isNeeded = options.some(({ isOptional }) => !isOptional);
  const given = isNeeded ? 'options' : 'options?';
  const head = ['| form | gives |', '| --- | --- |'];
  if (isOnSets) {
    return [
      ...head,
      `| \`${name}(${given})\` | an operator for streams of sets, such as \`syncByTime([a, b], …)\` |`,
      `| \`${name}([frame, …], ${given})\` | a frame, yours to release or to return from a filter |`,
    ].join('\n');
  }
  return [
    ...head,
    `| \`${name}(${given})\` | an operator for \`pipe()\`; \`.node()\` of it is a node for \`attach()\` |`,
    `| \`${name}(frame, ${given})\` | a frame, yours to release or to return from a filter |`,
    `| \`${name}(array, ${given})\` | an ndarray |`,
  ].join('\n');
}

function optionsOf({ options }) {
  if (options.length === 0) return '';
  const lines = options.map(({ name, isOptional, type, text, default: value }) => {
    const standard = value === undefined ? (isOptional ? '' : 'needed') : cell(value);
    return `| \`${name}\` | \`${type.replaceAll('|', '\\|')}\` | ${standard} | ${cell(text)} |`;
  });
  return [
    '## Options',
    '',
    '| option | type | default | meaning |',
    '| --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}

function listOf(title, items) {
  if (items.length === 0) return '';
  return [`## ${title}`, '', ...items.map((item) => `- ${item.replaceAll('\n', '\n  ')}`)].join(
    '\n',
  );
}

function cell(text) {
  return text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ');
}
