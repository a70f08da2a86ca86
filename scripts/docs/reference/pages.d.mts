import type { Entry } from './read.mjs';

export interface Page {
  readonly kind: 'place' | 'class' | 'part';
  readonly title: string;
  readonly address: string;
  readonly entries: Entry[];
}

export function pagesOf(
  entries: readonly Entry[], paths: ReadonlyMap<string, string>, places: readonly string[],
): Page[];
export function addressesOf(pages: readonly Page[]): Map<string, { page: Page; address: string }>;
