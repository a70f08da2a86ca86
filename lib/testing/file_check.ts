import { inspect } from 'node:util';
import { file_check, type Check } from '../addon/dlpack.js';
import { signature } from '../arguments/signature.js';
import { callable } from '../python/callable.js';

const takes = {
  text: signature('FileCheck.check(self, text: str)'),
  count: signature('FileCheck.check_count(self, text: str, count: int, exactly: bool = False)'),
  run: signature('FileCheck.run(self, text: str, test_file: str = None)'),
};

/**
 * Looks for texts in a text, in order (`torch.testing.FileCheck`): `FileCheck().check('a').check_next('b').run(text)`.
 * Each `check` begins where the last one ended. Throws a RuntimeError for what is not found, or found where it must not
 * be.
 */
class Checks {
  readonly #checks: Check[] = [];
  #hasRun = false;

  #add(kind: string, args: typeof takes.text.args, count = 0, exactly = false): this {
    this.#checks.push([kind, takes.text.list(args, `FileCheck.${kind}`)[0], count, exactly]);
    return this;
  }

  /** The text occurs. */
  check(...args: typeof takes.text.args): this {
    return this.#add('check', args);
  }
  /** The text does not occur between the matches before and after. */
  check_not(...args: typeof takes.text.args): this {
    return this.#add('check_not', args);
  }
  /** The text occurs on the line of the last match. */
  check_same(...args: typeof takes.text.args): this {
    return this.#add('check_same', args);
  }
  /** The text occurs on the line after the last match. */
  check_next(...args: typeof takes.text.args): this {
    return this.#add('check_next', args);
  }
  /** The text occurs; those that follow one another do in any order. */
  check_dag(...args: typeof takes.text.args): this {
    return this.#add('check_dag', args);
  }
  /** The regular expression, of C++, matches. */
  check_regex(...args: typeof takes.text.args): this {
    return this.#add('check_regex', args);
  }
  /** The text occurs with a line of `~` below. */
  check_source_highlighted(...args: typeof takes.text.args): this {
    return this.#add('check_source_highlighted', args);
  }
  /** The text occurs so often, or with `exactly` not once more. */
  check_count(...args: typeof takes.count.args): this {
    const [text, count, exactly] = takes.count.list(args);
    return this.#add('check_count', [text], count, exactly);
  }

  /** Checks a text; or the second by the comments (`# CHECK: a`) in the first. */
  run(...args: typeof takes.run.args): void {
    const [text, test_file] = takes.run.list(args);
    this.#hasRun = true;
    if (test_file === null) file_check(this.#checks, text, null);
    else file_check([], test_file, text);
  }

  toString(): string {
    const first = this.#hasRun ? '' : 'You have not run this instance of FileCheck!\n';
    const lines = this.#checks.map(([kind, text, count]) => `\t${kindText(kind, count)}: ${text}\n`);
    return `${first}FileCheck checks:\n${lines.join('')}`;
  }
  [inspect.custom](): string {
    return this.toString();
  }
}

function kindText(kind: string, count: number): string {
  const name = kind.replaceAll('_', '-').toUpperCase();
  return kind === 'check_count' ? `${name}-${count}` : name;
}

/** What a text has to have, in order (`torch.testing.FileCheck`): `new FileCheck().check('a').run(text)`. */
export type FileCheck = Checks;
/** What a text has to have, in order (`torch.testing.FileCheck`): `new FileCheck().check('a').run(text)`. */
export const FileCheck = callable('FileCheck', Checks.prototype, () => new Checks());
