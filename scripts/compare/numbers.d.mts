export interface Found {
  text: string;
  line: string;
  excuse?: string;
}
export interface Rules {
  skip?: readonly RegExp[];
  excuses?: readonly { line?: RegExp; place?: number; places?: readonly number[]; why?: string }[];
}
export function numbersOf(text: string, rules?: Rules): Found[];
export function compareNumbers(theirs: readonly Found[], ours: readonly Found[]): {
  theirs: number;
  ours: number;
  identical: number;
  excused: number;
  why: string[];
  difference: { at: number; theirs: Found | null; ours: Found | null } | null;
};
