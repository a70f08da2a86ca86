/** The keys of libtorch's dispatcher, and sets of them. */
import { inspect } from 'node:util';
import { dispatchKeys as native } from '../addon/doors.js';
import { kind, str, within } from '../arguments/kinds.js';
import { signature } from '../arguments/signature.js';
import { context, type Mode } from '../autograd/mode.js';
import { RuntimeError } from '../values/errors.js';
import { Enumerated } from '../python/enumeration.js';

const kinds = ['', 'Quantized', 'Sparse', 'SparseCsr', 'NestedTensor', 'Autograd'] as const;
const backends = ['CPU', 'CUDA', 'HIP', 'XLA', 'MPS', 'IPU', 'XPU', 'HPU', 'VE', 'Lazy', 'MTIA', 'MAIA', 'PrivateUse1',
  'PrivateUse2', 'PrivateUse3', 'Meta'] as const;
/** Those that are no device's. */
const single = [
  'Undefined', 'CompositeExplicitAutogradNonFunctional', 'CompositeExplicitAutograd',
  'CompositeImplicitAutogradNestedTensor', 'CompositeImplicitAutograd', 'AutogradNestedTensor', 'AutogradOther',
  'Autograd', 'Conjugate', 'ZeroTensor', 'Negative', 'BackendSelect', 'ADInplaceOrView', 'PythonTLSSnapshot', 'Python',
  'FuncTorchDynamicLayerFrontMode', 'FuncTorchDynamicLayerBackMode', 'FuncTorchBatchedDecomposition',
  'FuncTorchBatched', 'FuncTorchVmapMode', 'FuncTorchGradWrapper', 'PythonDispatcher', 'PreDispatch', 'Functionalize',
  'AutocastCPU', 'AutocastMPS', 'AutocastXPU', 'AutocastHPU', 'AutocastIPU', 'AutocastCUDA', 'AutocastPrivateUse1',
  'Dense', 'Quantized', 'Sparse', 'SparseCsr', 'NestedTensor', 'AutogradFunctionality',
] as const;

/** The names of the keys, as Python has them. */
export type DispatchKeyName = (typeof single)[number] | `${(typeof kinds)[number]}${(typeof backends)[number]}`;

class DispatchKeyImpl extends Enumerated {
  /** To the compiler another enum's member is none. */
  protected declare readonly isDispatchKey: true;
}
Object.defineProperty(DispatchKeyImpl, 'name', { value: 'DispatchKey' });

/** What an operator has kernels for: a device, or a layer such as autograd (`torch.DispatchKey`). */
export type DispatchKey = DispatchKeyImpl;

const wanted = new Set<string>([...single, ...kinds.flatMap((kind) => backends.map((each) => kind + each))]);
/** No key has a higher number. */
const end = 256;
const byNumber = new Map<number, DispatchKey>();

/** libtorch's numbers, asked when the first key is wanted. */
function keys(): ReadonlyMap<number, DispatchKey> {
  if (byNumber.size > 0) return byNumber;
  const found = new Set<string>();
  for (let i = 0; i < end && found.size < wanted.size; i++) {
    const name = native.dispatch_key_name(i);
    if (!wanted.has(name) || found.has(name)) continue;
    found.add(name);
    byNumber.set(i, new DispatchKeyImpl(name, i));
  }
  return byNumber;
}

/** The keys by name: `torch.DispatchKey.CPU` (`torch.DispatchKey`). */
export const DispatchKey = DispatchKeyImpl as unknown as
  { readonly prototype: DispatchKey } & Readonly<Record<DispatchKeyName, DispatchKey>>;
for (const name of wanted) {
  Object.defineProperty(DispatchKey, name, {
    get: () => [...keys().values()].find((key) => key.name === name), enumerable: true, configurable: true,
  });
}

const argumentKinds = {
  DispatchKey: kind((value) => value instanceof DispatchKeyImpl),
  DispatchKeyName: str,
  DispatchKeySet: kind((value) => value instanceof DispatchKeySet),
  raw: within(0n, 2n ** 64n - 1n),
};

const takes = {
  key: signature('DispatchKeySet(key: DispatchKey | DispatchKeyName)', argumentKinds),
  has: signature('DispatchKeySet.has(self, key: DispatchKey | DispatchKeyName) -> bool', argumentKinds),
  with: signature('DispatchKeySet.add(self, key: DispatchKey | DispatchKeyName) -> DispatchKeySet', argumentKinds),
  raw: signature('DispatchKeySet.from_raw_repr(raw: int | bigint) -> DispatchKeySet', argumentKinds),
  or: signature('DispatchKeySet.__or__(self, other: DispatchKeySet) -> DispatchKeySet', argumentKinds),
};

function numberOf(key: DispatchKey | DispatchKeyName): number {
  if (typeof key !== 'string') return key.value;
  if (wanted.has(key)) return DispatchKey[key].value;
  throw new RuntimeError(`could not parse dispatch key: ${String(key)}`);
}

/** A set of {@link DispatchKey}s, in the 64 bits of libtorch (`torch.DispatchKeySet`). */
export class DispatchKeySet {
  #raw: bigint;

  /** The set of one key, or of its name. */
  constructor(...args: typeof takes.key.args) {
    const [key] = takes.key.list(args);
    this.#raw = native.dispatch_key_set(numberOf(key));
  }

  /** The set of these bits. */
  static from_raw_repr(...args: typeof takes.raw.args): DispatchKeySet {
    const [raw] = takes.raw.list(args);
    const set = new DispatchKeySet(DispatchKey.Undefined);
    set.#raw = BigInt(raw);
    return set;
  }

  /** The bits. */
  raw_repr(): bigint {
    return this.#raw;
  }
  /** The key whose kernel is called first. */
  highestPriorityTypeId(): DispatchKey {
    const number = native.dispatch_key_set_highest(this.#raw);
    // What stands before the keys of devices is found where all bits are set.
    const isStart = number === DispatchKey.CPU.value - 1;
    return keys().get(number) ?? new DispatchKeyImpl(isStart ? 'StartOfDenseBackends' : '???', number);
  }
  /** Whether the key is in the set. */
  has(...args: typeof takes.has.args): boolean {
    return native.dispatch_key_set_has(this.#raw, numberOf(takes.has.list(args)[0]));
  }
  /** The set with a key more. */
  add(...args: typeof takes.with.args): DispatchKeySet {
    return this.or(new DispatchKeySet(takes.with.list(args)[0]));
  }
  /** The set without a key; what holds for all devices stays. */
  remove(...args: typeof takes.with.args): DispatchKeySet {
    const [key] = takes.with.list(args, 'DispatchKeySet.remove');
    return DispatchKeySet.from_raw_repr(native.dispatch_key_set_with(this.#raw, 'remove', numberOf(key)));
  }
  /** The keys of both (Python's `|`). */
  or(...args: typeof takes.or.args): DispatchKeySet {
    return this.#with('|', takes.or.list(args)[0]);
  }
  /** The keys that both have (Python's `&`). */
  and(...args: typeof takes.or.args): DispatchKeySet {
    return this.#with('&', takes.or.list(args, 'DispatchKeySet.__and__')[0]);
  }
  /** The keys that the other has not (Python's `-`). */
  sub(...args: typeof takes.or.args): DispatchKeySet {
    return this.#with('-', takes.or.list(args, 'DispatchKeySet.__sub__')[0]);
  }
  /** Whether both have the same keys (Python's `==`). */
  equals(other: unknown): boolean {
    return other instanceof DispatchKeySet && other.#raw === this.#raw;
  }

  #with(how: '|' | '&' | '-', other: DispatchKeySet): DispatchKeySet {
    return DispatchKeySet.from_raw_repr(native.dispatch_key_set_with(this.#raw, how, other.#raw));
  }

  toString(): string {
    return native.dispatch_key_set_text(this.#raw);
  }
  [inspect.custom](): string {
    return this.toString();
  }
}

const exclude = signature('ExcludeDispatchKeyGuard(keyset: DispatchKeySet, body: Body = None)', argumentKinds);

/**
 * Lets the calls of this thread pass over the kernels of these keys (`torch.ExcludeDispatchKeyGuard`): for `body`, or
 * with `using` for the rest of the block.
 */
export function ExcludeDispatchKeyGuard(keyset: DispatchKeySet): Mode;
export function ExcludeDispatchKeyGuard<T>(keyset: DispatchKeySet, body: () => T): T;
export function ExcludeDispatchKeyGuard(...args: unknown[]): unknown {
  const [keyset, body] = exclude.list(args);
  return context('ExcludeDispatchKeyGuard', () => {
    const excluded = native.dispatch_exclude(keyset.raw_repr());
    return () => native.dispatch_include(excluded);
  }, body);
}
