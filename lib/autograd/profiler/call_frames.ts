/** Where a program is, for the stacks of a profile. */
import { callStack } from '../call_stack.js';

/** Numbers for stacks: operators that are called in a loop have the same. */
export class CallFrames {
  readonly #numbers = new Map<string, number>();

  /** The number of what is on the stack now. */
  readonly capture = (): number => {
    const key = callStack().join('\n');
    let number = this.#numbers.get(key);
    if (number === undefined) this.#numbers.set(key, (number = this.#numbers.size));
    return number;
  };

  /** What the numbers stand for: `file(line): function`, the innermost first, as Python's profiles have it. */
  frames(): string[][] {
    return [...this.#numbers.keys()].map((key) => (key === '' ? [] : key.split('\n').map(frameOf)));
  }
}

/** `at work (file:///program.ts:3:5)` as `/program.ts(3): work`. */
function frameOf(line: string): string {
  const [, name = '<module>', place] = /^at (?:(?:async )?(.*?) \()?(.*?)\)?$/.exec(line) ?? [line, line, line];
  const [, file, number] = /^(?:file:\/\/)?(.*?):(\d+)(?::\d+)?$/.exec(place!) ?? [place, place, '0'];
  return `${file}(${number}): ${name}`;
}
