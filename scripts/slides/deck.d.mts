export interface Slide {
  name: string;
  layout: string;
  title: string;
  body: string;
  answers: number;
  file: string;
  say: string;
  do: string;
  pictures: string[];
  values: string[];
}
/** The slides of the files of a folder; exercises/slides if none is given. */
export function readDeck(from?: string): Slide[];
export function strayNames(slides: readonly Slide[], made: { pictures: string[]; values: string[] }): string[];
export function strayTopics(slides: readonly Slide[], topics: readonly { topic: string; slides: string[] }[]): string[];
