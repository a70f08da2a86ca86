import { op } from '../addon/call/op.js';
import * as dispatch_mode from '../addon/dispatch_mode.js';
import { dispatcher } from '../addon/doors.js';
import { identity, storage_identity } from '../addon/tensor_info.js';
import type { Tensor } from '../tensor/tensor.js';
import { is_tensor } from '../values/is_tensor.js';

/** Computes the outputs of a recording for other inputs. */
export type Replay = (inputs: readonly Tensor[]) => Tensor[];

type Id = number | bigint;

/** An operator that ran, with what it took and gave. */
interface Ran {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly results: readonly unknown[];
}

/** The place of a tensor that a replay computes. */
class Slot {
  readonly at: number;
  constructor(at: number) {
    this.at = at;
  }
}

/** An operator that a replay calls, with slots in place of tensors that it has computed before. */
interface Step {
  readonly call: (...args: unknown[]) => unknown;
  readonly args: readonly unknown[];
  readonly results: readonly (Slot | null)[];
}

/**
 * Runs `body`, writes down the operators below autograd that have to do with the memory of `inputs`, and gives what
 * calls those again for other inputs: everything else stays as it was. Null where a tensor is met that cannot be
 * followed: one without a storage, or a view that no operator made.
 */
export function recorded(inputs: readonly Tensor[], body: () => Tensor[]): Replay | null {
  const ran: Ran[] = [];
  const place = dispatch_mode.push(({ name, args, run }) => {
    const results = run();
    // Kept until the end, so that no tensor's place in memory becomes another's.
    ran.push({ name, args, results });
    return results;
  });
  let outputs: Tensor[];
  try {
    outputs = body();
  } finally {
    dispatch_mode.pop(place);
  }
  const storages = dependentStorages(inputs, ran);
  return storages === null ? null : replayOf(inputs, outputs, ran, storages);
}

const tensorsIn = (values: readonly unknown[]): Tensor[] =>
  values.flat(2).filter((each): each is Tensor => is_tensor(each));

/** The arguments that an operator writes to. */
function written({ name, args }: Ran): Tensor[] {
  const plans = dispatcher.schema(name).arguments;
  return tensorsIn(args.filter((_, i) => plans[i]!.alias?.endsWith('!') ?? false));
}

/** The storages of inputs, and of all that was computed of them or that they were written to. */
function dependentStorages(inputs: readonly Tensor[], ran: readonly Ran[]): ReadonlySet<Id> | null {
  const found = new Set<Id>(inputs.map(storage_identity));
  for (let before = -1; before !== found.size;) {
    before = found.size;
    for (const one of ran) {
      const results = tensorsIn(one.results);
      if (![...tensorsIn(one.args), ...results].some((each) => found.has(storage_identity(each)))) continue;
      for (const each of [...results, ...written(one)]) found.add(storage_identity(each));
    }
  }
  return found.has(0) ? null : found;
}

function replayOf(
  inputs: readonly Tensor[], outputs: readonly Tensor[], ran: readonly Ran[], storages: ReadonlySet<Id>,
): Replay | null {
  const slots = new Map<Id, Slot>();
  const slotFor = (tensor: Tensor): Slot => {
    const id = identity(tensor);
    let slot = slots.get(id);
    if (slot === undefined) slots.set(id, (slot = new Slot(slots.size)));
    return slot;
  };
  let lost = false;
  const depends = (tensor: Tensor): boolean => storages.has(storage_identity(tensor));
  const reference = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(reference);
    if (!is_tensor(value)) return value;
    const slot = slots.get(identity(value));
    if (slot === undefined && depends(value as Tensor)) lost = true;
    return slot ?? value;
  };
  inputs.forEach(slotFor);
  const steps: Step[] = [];
  for (const { name, args, results } of ran) {
    if (![...tensorsIn(args), ...tensorsIn(results)].some(depends)) continue;
    steps.push({
      call: op<unknown>(name),
      args: args.map(reference),
      results: results.flat(2).map((each) => (is_tensor(each) ? slotFor(each as Tensor) : null)),
    });
  }
  const wanted = outputs.map(reference) as (Slot | Tensor)[];
  return lost ? null : (given) => replay(steps, wanted, given);
}

function replay(steps: readonly Step[], wanted: readonly (Slot | Tensor)[], inputs: readonly Tensor[]): Tensor[] {
  const values: unknown[] = [...inputs];
  const valueOf = (reference: unknown): unknown => {
    if (reference instanceof Slot) return values[reference.at];
    return Array.isArray(reference) ? reference.map(valueOf) : reference;
  };
  for (const { call, args, results } of steps) {
    const result = call(...args.map(valueOf));
    const list = (Array.isArray(result) ? [...result as unknown[]] : [result]).flat(2);
    results.forEach((slot, i) => {
      if (slot !== null) values[slot.at] = list[i];
    });
  }
  return wanted.map((each) => valueOf(each) as Tensor);
}
