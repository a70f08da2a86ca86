export interface Text {
  readonly file: string;
  readonly section?: string;
  readonly page: string;
  readonly title: string;
  readonly group: string;
}

export const TEXTS: Text[];
export function sectionOf(text: string, heading: string): string;
export function slug(heading: string): string;
export function linkTo(
  target: string, file: string, page: string, texts?: readonly Text[], course?: boolean,
): string | undefined;
export function rewritten(text: string, file: string, page: string, texts?: readonly Text[], course?: boolean): string;
