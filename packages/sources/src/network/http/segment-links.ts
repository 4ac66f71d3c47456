import type { PlaylistItem } from './playlist';

interface Generation {
  readonly pathOf: Map<string, string>;
  readonly urlOf: Map<string, URL>;
}

// Later versions of ffmpeg only take segments with such names, and compare them with what they hold.
const EXTENSION = /\.(ts|m2ts|mts|mp4|m4s|m4v|cmfv|mov|fmp4)$/i;

/**
 * Our paths for the addresses in a playlist. A live one is read again and again: what is in neither of its last two versions is
 * forgotten, and an address keeps its path.
 */
export class SegmentLinks {
  readonly #prefix: string;
  #count = 0;
  #last = generation();
  #now = generation();

  /** @param prefix - What all paths begin with. */
  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** A new version of the playlist begins. */
  renew(): void {
    this.#last = this.#now;
    this.#now = generation();
  }

  /**
   * Our path for an address.
   *
   * @param url - The address.
   * @param item - What it is of.
   */
  pathOf(url: URL, item: PlaylistItem): string {
    const { href, pathname } = url;
    let path = this.#now.pathOf.get(href) ?? this.#last.pathOf.get(href);
    if (path === undefined) {
      this.#count += 1;
      const usual = { segment: '.ts', fragment: '.m4s', key: '' }[item];
      const extension = item === 'key' ? '' : (EXTENSION.exec(pathname)?.[0] ?? usual);
      path = `${this.#prefix}${this.#count}${extension.toLowerCase()}`;
    }
    this.#now.pathOf.set(href, path);
    this.#now.urlOf.set(path, url);
    return path;
  }

  /**
   * The address of one of our paths.
   *
   * @param path - The path.
   */
  urlOf(path: string): URL | undefined {
    return this.#now.urlOf.get(path) ?? this.#last.urlOf.get(path);
  }
}

function generation(): Generation {
  return { pathOf: new Map(), urlOf: new Map() };
}
