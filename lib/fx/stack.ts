/** The lines of the program that are running, as PyTorch writes stacks. */
import { callStack } from '../autograd/call_stack.js';

/** From the outermost `forward` on, the innermost line last; empty where there is none. */
export function programStack(): string {
  const frames = callStack().reverse().map((line) => {
    const [, name = '<module>', file, row] = /^at (?:(.*?) \()?(?:file:\/\/)?(.*?):(\d+):\d+\)?$/.exec(line) ?? [];
    return { name: name.replace(/^.*\./, ''), file, row };
  });
  const first = frames.findIndex(({ name }) => name === 'forward');
  if (first < 0) return '';
  return frames.slice(first).map(({ name, file, row }) => `  File "${file}", line ${row}, in ${name}`).join('\n').trim();
}
