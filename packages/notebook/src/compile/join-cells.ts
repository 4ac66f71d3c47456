import ts from 'typescript';
import type { NotebookPlace } from '../notebook-error';

/** The cells of a notebook as one module. */
export interface JoinedCells {
  /** Its text, in TypeScript. */
  readonly text: string;
  /** Which cell and line each line of the text came from; nothing for lines that join. */
  readonly places: readonly (NotebookPlace | undefined)[];
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Makes one module of the code cells: their imports on top, and the rest in one asynchronous function, so that `await` is
 * allowed and each cell sees what those before it declared. Every line stays a line, so that places can be told.
 *
 * @param cells - The code of each cell.
 */
export function joinCells(cells: readonly string[]): JoinedCells {
  const imports: string[] = [];
  const importPlaces: NotebookPlace[] = [];
  const body: string[] = [];
  const bodyPlaces: (NotebookPlace | undefined)[] = [];
  for (const [i, source] of cells.entries()) {
    const code = source.replaceAll('\r\n', '\n');
    const parsed = ts.createSourceFile('cell.ts', code, ts.ScriptTarget.ESNext, false);
    const importing = parsed.statements.filter(
      (statement) => ts.isImportDeclaration(statement) || ts.isImportEqualsDeclaration(statement),
    );
    for (const statement of importing) {
      const start = statement.getStart(parsed);
      const first = parsed.getLineAndCharacterOfPosition(start).line;
      const lines = code.slice(start, statement.end).split('\n');
      imports.push(...lines);
      importPlaces.push(...lines.map((_, at) => ({ cell: i + 1, line: first + at + 1 })));
    }
    const edits = importing.map((statement) => blank(code, statement.getStart(parsed), statement));
    const rest = edited(code, [...edits, ...showLast(parsed)]).split('\n');
    body.push(`;await __cell(${i});`, ...rest);
    bodyPlaces.push(undefined, ...rest.map((_, at) => ({ cell: i + 1, line: at + 1 })));
  }
  const head =
    'export async function run(__cell: (cell: number) => Promise<void>, __value: (value: unknown) => Promise<void>): Promise<void> {';
  return {
    text: [...imports, head, ...body, `;await __cell(${cells.length});`, '}', ''].join('\n'),
    places: [...importPlaces, undefined, ...bodyPlaces],
  };
}

/** Spaces instead of a statement; its ends of lines stay. */
function blank(code: string, start: number, { end }: ts.Statement): Edit {
  return { start, end, text: code.slice(start, end).replaceAll(/[^\n]/g, ' ') };
}

/** Hands the value of the last line on, if that is an expression. */
function showLast(cell: ts.SourceFile): readonly Edit[] {
  const last = cell.statements.at(-1);
  if (last === undefined || !ts.isExpressionStatement(last)) return [];
  const { expression } = last;
  const start = expression.getStart(cell);
  return [
    { start, end: start, text: ';await __value(' },
    { start: expression.end, end: expression.end, text: ')' },
  ];
}

function edited(code: string, edits: readonly Edit[]): string {
  // From the last to the first, so that the places of the others stay true.
  const backwards = [...edits].sort((a, b) => b.start - a.start);
  return backwards.reduce(
    (text, { start, end, text: replacement }) =>
      text.slice(0, start) + replacement + text.slice(end),
    code,
  );
}
