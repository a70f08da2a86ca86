/** TORCH_LOGS: what is said of compiled functions on the error output, as `recompiles` and `graph_breaks` ask for. */
import type { GraphBreak } from './compiled_function.js';

const wanted = new Set((process.env['TORCH_LOGS'] ?? '').split(',').map((each) => each.trim().replace(/^\+/, '')));
const say = (kind: string, text: string): void => {
  if (wanted.has(kind)) process.stderr.write(`[__${kind}] ${text}\n`);
};

export const logs = {
  recompile(name: string, misfits: readonly string[]): void {
    say('recompiles', [`Recompiling function ${name}`, '    triggered by the following guard failure(s):',
      ...misfits.map((each, i) => `    - ${i}: ${each}`)].join('\n'));
  },
  isStatic(name: string, reason: string): void {
    say('dynamic', `Function ${name} has a recording for each shape: ${reason}`);
  },
  graphBreak(name: string, { reason, user_stack }: GraphBreak): void {
    const frames = user_stack.map((each) => `\n  ${each}`).join('');
    say('graph_breaks', `Graph break in ${name}\n  Reason: ${reason}${frames}`);
  },
};
