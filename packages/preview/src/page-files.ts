import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A file of the page. */
export interface PageFile {
  readonly type: string;
  readonly bytes: Uint8Array;
}

// Beside `src` and beside `dist`: the browser gets them as they are.
const FOLDER = join(__dirname, '..', 'page');

const FILES = [
  { path: '/', file: 'index.html', type: 'text/html; charset=utf-8' },
  { path: '/page.css', file: 'page.css', type: 'text/css; charset=utf-8' },
  { path: '/page.js', file: 'page.js', type: 'text/javascript; charset=utf-8' },
  { path: '/video-view.js', file: 'video-view.js', type: 'text/javascript; charset=utf-8' },
  { path: '/controls-view.js', file: 'controls-view.js', type: 'text/javascript; charset=utf-8' },
  { path: '/control-field.js', file: 'control-field.js', type: 'text/javascript; charset=utf-8' },
  { path: '/graph-view.js', file: 'graph-view.js', type: 'text/javascript; charset=utf-8' },
];

/** Reads the files of the page. A path of a request is only ever looked up among these: it never becomes the path of a file. */
export async function readPageFiles(): Promise<ReadonlyMap<string, PageFile>> {
  const entries = FILES.map(async ({ path, file, type }) => {
    const bytes = await readFile(join(FOLDER, file));
    return [path, { type, bytes }] as const;
  });
  return new Map(await Promise.all(entries));
}
