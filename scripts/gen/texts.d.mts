export interface Text {
  readonly sentence: string;
  readonly alias: string | null;
  readonly notes: Readonly<Record<string, string>>;
  readonly shapes: string;
  readonly throws: readonly string[];
}

/** Space -> name -> text. */
export type Texts = Record<string, Record<string, Text>>;

export function parseTexts(source: string, file: string): Record<string, Text>;
export function textOf(texts: Texts, space: string, name: string): Text | null;
export function complaints(texts: Texts, table: Record<string, Record<string, string[]>>): string[];
