/** What an executed notebook shows. */
export function shownBy(file: string): {
  text: string;
  complaints: string;
  pictures: number;
  values: string[];
  verdict: string;
};
