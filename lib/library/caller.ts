/** Where the program called this library. */
import { callStack } from '../autograd/call_stack.js';

export interface Place {
  readonly file: string;
  readonly line: number;
}

/** The innermost line that is not the library's own. */
export function caller(): Place {
  const [, file = '???', line = '0'] = /^at (?:.*\()?(?:file:\/\/)?(.*):(\d+):\d+\)?$/.exec(callStack()[0] ?? '') ?? [];
  return { file, line: Number(line) };
}
