/** Reads the data files of the toy problems: lines of a label, a tab, and features with spaces between. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import * as random from './python_random.ts';

/** Who makes which file, for the reader who has not run that lesson yet. */
const makers: [pattern: RegExp, exercise: number][] = [
  [/^toy_problem_[12]_/, 410],
  [/^toy_problem_3_/, 610],
  [/^toy_problem_5_/, 910],
];

export class Data {
  readonly labels: number[] = [];
  readonly features: number[][] = [];

  /** Reads at most `count` lines of a file; a missing file or a line that is not data is an error that says which. */
  constructor(filename: string, count = 1000) {
    const lines = read(filename).split('\n').slice(0, count);
    for (const [i, line] of lines.entries()) {
      if (line.trim() === '') continue;
      const [label, features] = parse(line, `${filename}, line ${i + 1}`);
      const width = this.features[0]?.length ?? features.length;
      if (features.length !== width) {
        throw new Error(
          `${filename}, line ${i + 1}: ${features.length} features, where the lines before have ${width}`,
        );
      }
      this.labels.push(label);
      this.features.push(features);
    }
    if (this.labels.length === 0) throw new Error(`${filename} has no data lines${hint(filename)}`);
  }

  /** `count` lines drawn with replacement, as labels and features; draws from the shared `python_random`. */
  get_sample(count = 10): [labels: number[], features: number[][]] {
    const labels: number[] = [];
    const features: number[][] = [];
    for (let i = 0; i < count; i++) {
      const index = random.randint(0, this.labels.length - 1);
      labels.push(this.labels[index]);
      features.push(this.features[index]);
    }
    return [labels, features];
  }

  get_all(): [labels: number[], features: number[][]] {
    return [this.labels, this.features];
  }
}

function read(filename: string): string {
  try {
    return readFileSync(filename, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new Error(`there is no file ${filename}${hint(filename)}`, { cause: error });
    throw new Error(`cannot read ${filename}: ${message}`, { cause: error });
  }
}

function hint(filename: string): string {
  const maker = makers.find(([pattern]) => pattern.test(basename(filename)));
  return maker ? `: exercise ${maker[1]} makes it (npm start ${maker[1]})` : '';
}

function parse(line: string, where: string): [label: number, features: number[]] {
  const parts = line.trim().split('\t');
  if (parts.length !== 2) {
    throw new Error(`${where}: wanted 'label TAB features', got ${JSON.stringify(shortened(line))}`);
  }
  const integer = (text: string): number => {
    if (!/^[+-]?\d+$/.test(text)) throw new Error(`${where}: ${JSON.stringify(shortened(text))} is not an integer`);
    return Number(text);
  };
  const [label, features] = parts as [string, string];
  return [integer(label), features.split(' ').map(integer)];
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
