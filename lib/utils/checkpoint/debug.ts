import * as dispatch_mode from '../../addon/dispatch_mode.js';
import { callStack } from '../../autograd/call_stack.js';
import { overloadOf } from '../../operators/ops.js';
import type { Tensor } from '../../tensor/tensor.js';
import { is_tensor } from '../../values/is_tensor.js';
import type { Context, ContextFn } from './contexts.js';
import { CheckpointError } from './errors.js';

/** As PyTorch's logs name dtypes. */
const abbreviations: Readonly<Record<string, string>> = {
  bfloat16: 'bf16', float64: 'f64', float32: 'f32', float16: 'f16', float8_e4m3fn: 'f8e4m3fn', float8_e5m2: 'f8e5m2',
  float8_e4m3fnuz: 'f8e4m3fnuz', float8_e5m2fnuz: 'f8e5m2fnuz', float8_e8m0fnu: 'f8e8m0fnu', complex32: 'c32',
  complex64: 'c64', complex128: 'c128', int8: 'i8', int16: 'i16', int32: 'i32', int64: 'i64', bool: 'b8', uint8: 'u8',
  uint16: 'u16', uint32: 'u32', uint64: 'u64', bits16: 'b16', bits1x8: 'b1x8',
};

function abbreviation(dtype: Tensor['dtype']): string {
  const name = String(dtype).replace('torch.', '');
  return abbreviations[name] ?? name;
}

/** What ran in one of the two runs: each operator in a line, and where it was called. */
interface Log {
  readonly lines: string[];
  readonly stacks: (readonly string[])[];
}

/** Contexts that write down what runs, and what makes of an error one that shows it. */
export function debugging(): { context_fn: ContextFn; explain: (error: CheckpointError) => CheckpointError } {
  const forward: Log = { lines: [], stacks: [] };
  const again: Log = { lines: [], stacks: [] };
  return {
    context_fn: () => [logging(forward), logging(again)],
    explain: (error) => new CheckpointError(explanation(forward, again), { cause: error }),
  };
}

function logging(log: Log): Context {
  return (body) => {
    log.lines.length = 0;
    log.stacks.length = 0;
    // The graph knows a tensor by another object than the function does: what lies in the same place is the same. All
    // are kept, so that no other can come to lie there.
    const known = new Map<unknown, { tensor: Tensor; number: number }[]>();
    let count = 0;
    const numberOf = (tensor: Tensor): number => {
      const place = tensor.data_ptr();
      let all = known.get(place);
      if (all === undefined) known.set(place, (all = []));
      let found = all.find((each) => each.tensor.is_set_to(tensor));
      if (found === undefined) all.push((found = { tensor, number: count++ }));
      return found.number;
    };
    const shown = (value: unknown, result: boolean): string => {
      if (Array.isArray(value)) return `[${value.map((each) => shown(each, result)).join(', ')}]`;
      if (value === null) return 'None';
      if (typeof value === 'boolean') return value ? 'True' : 'False';
      if (!is_tensor(value)) return typeof value === 'string' ? `'${value}'` : String(value);
      return result ? `$${numberOf(value)}: ${typeText(value)}` : `$${numberOf(value)}`;
    };
    const place = dispatch_mode.push(({ name, args, run }) => {
      const op = overloadOf(name)!;
      const positional = op.pythonArguments(args).map((each) =>
        (isNamed(each) ? Object.entries(each).map(([key, value]) => `${key}=${shown(value, false)}`).join(', ')
          : shown(each, false)));
      const results = run();
      const text = results.map((each) => shown(each, true)).join(', ');
      log.lines.push(`${text} = torch._ops.${String(op)}(${positional.join(', ')})`);
      log.stacks.push(callStack());
      return results;
    });
    try {
      return body();
    } finally {
      dispatch_mode.pop(place);
    }
  };
}

const isNamed = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

const typeText = (tensor: Tensor): string => `${abbreviation(tensor.dtype)}[${tensor.shape.join(', ')}]`;

function stacksOf({ lines, stacks }: Log, label: string): string {
  return lines.map((line, i) => {
    const at = stacks[i]!.map((each) => `${each}\n`).join('');
    return `${line}   (${i + 1} of ${lines.length} in ${label})\n\n${at}\n\n`;
  }).join('');
}

function explanation(forward: Log, again: Log): string {
  const box = (text: string): string => `|${text.padEnd(78)}|\n`;
  const top = `+${'~'.repeat(78)}+\n`;
  const line = `+${'-'.repeat(78)}+\n`;
  return ` \\
An error happened while unpacking tensors; dumping logs of latest computation
because you passed \`debug=True\` to \`torch.utils.checkpoint.checkpoint()\`.
Scroll all the way down for guidance on how to navigate these logs.

`.replace('\\\n', '') + top + box('        1. Stack traces of the operators that ran in the original forward') + line + `
${stacksOf(forward, 'original')}
` + top + box('        2. Stack traces of the operators that ran during recomputation') + line + `
${stacksOf(again, 'recompute')}
` + top + box('       3. Log of operators in the original forward and recomputation') + line +
`(Scroll up to correlate stack traces with each operation listed below. This
 helps identify their source in the code.)

IMPORTANT: Differences in "detach" calls between the original forward and the
           recomputation are expected. They are introduced by the checkpointing
           mechanism and can be ignored.

Operations executed during the original forward:

${forward.lines.join('\n')}

Operations executed during recomputation:

${again.lines.join('\n')}

${line} ERROR: Detected non-determinism while running activation checkpointing

 You are seeing this error because you passed \`debug=True\` to checkpoint and
 tensors to be saved during the original forward and differ between those saved
 during recomputation. This can happen if different operators were ran in the
 original forward and in the recomputation.

 To identify where the mismatch may be coming from, you can do the following:

 1) Compare the operators ran during original forward and recomputation to
    see where they differ. These operators are printed above in the order they
    were executed.

 2) Review the stack trace for each operator to locate its invocation source.
    Each operator's stack trace is printed in their execution order.

 Note that the logs can be quite long. Here's how they are structured:
 (Tip: you can Ctrl-f for these headers)

 1. Stack traces of the operators that ran in the original forward
 2. Stack traces of the operators that ran during recomputation
 3. Log of operators in the original forward and recomputation
 4. Error message                                             <--- You are here
${'-'.repeat(80)}
`;
}
