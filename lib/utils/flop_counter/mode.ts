import * as dispatch_mode from '../../addon/dispatch_mode.js';
import type { Dispatched } from '../../addon/dispatch_mode.js';
import { signature } from '../../arguments/signature.js';
import { inBlock, Mode, runInMode } from '../../autograd/mode.js';
import { Counter } from '../../collections/counter.js';
import { watchHigherOrder, type HigherOrderOperator } from '../../operators/higher_order.js';
import { ops, overloadOf, type OpOverloadPacket } from '../../operators/ops.js';
import { isPlainObject } from '../../python/objects.js';
import { warn } from '../../python/warnings.js';
import { AssertionError } from '../../values/errors.js';
import { ModuleTracker } from '../module_tracker.js';
import type { Formula } from './formulas.js';
import { ofShapes, registry, type Count, type Counted } from './registry.js';
import { flopTable } from './table.js';

/** Formulas of one counter's own. */
export type CustomMapping = ReadonlyMap<OpOverloadPacket, Formula>;

const takes = {
  init: signature(`FlopCounterMode(mods: Module | Sequence[Module] | None = None, depth: int | None = 2,
    display: bool = True, custom_mapping: CustomMapping | None = None, skip_unsupported: bool = False)`),
  table: signature('FlopCounterMode.get_table(depth: int | None = None)'),
};

/** Questions about tensors, which count for nothing. */
const ignored = new Set([
  'aten::sym_is_contiguous', 'aten::is_contiguous', 'aten::is_contiguous.memory_format', 'aten::is_strides_like_format',
  'aten::is_non_overlapping_and_dense', 'aten::size', 'aten::sym_size', 'aten::stride', 'aten::sym_stride',
  'aten::storage_offset', 'aten::sym_storage_offset', 'aten::numel', 'aten::sym_numel', 'aten::dim', 'prim::layout',
]);

const packetOf = (name: string): OpOverloadPacket => {
  const [space, short] = name.split('.', 1)[0]!.split('::') as [string, string];
  return ops[space]![short]!;
};

/**
 * Counts the operations of the operators that run while it is on, forward and backward, by formulas over their shapes,
 * and by module (`torch.utils.flop_counter.FlopCounterMode`): with `using counter = new FlopCounterMode()` to the end
 * of the block, or while `counter.run(() => ...)` lasts. Unless `display` is false it prints a table at the end, of
 * modules down to `depth`. Operators without a formula count for nothing; `custom_mapping` has more formulas, of
 * shapes.
 */
export class FlopCounterMode {
  /** Operations by module, and there by operator. */
  flop_counts = new Map<string, Map<Counted, number>>();
  depth: number | null;
  display: boolean;
  skip_unsupported: boolean;
  /** Knows which modules run, for the counts by module. */
  readonly mod_tracker = new ModuleTracker();
  /** The formulas by operator, those of `custom_mapping` among them. */
  readonly flop_registry: ReadonlyMap<Counted, Count>;
  readonly #unsupported = new Counter<string>();
  #on = false;
  /** Whether an operator runs that takes functions. */
  #inside = false;

  constructor(...args: typeof takes.init.args) {
    const { mods, depth, display, custom_mapping, skip_unsupported } = takes.init.read(args);
    this.depth = depth;
    this.display = display;
    this.skip_unsupported = skip_unsupported;
    if (mods !== null) warn('UserWarning', 'mods argument is not needed anymore, you can stop passing it');
    const custom = Array.from(custom_mapping ?? [], ([op, formula]) => [op, ofShapes(formula)] as const);
    this.flop_registry = new Map([...registry(), ...custom]);
  }

  /** All operations. */
  get_total_flops(): number {
    return [...this.#countsOf('Global').values()].reduce((total, each) => total + each, 0);
  }

  /** Operators of higher order without a formula that ran, with their number: there are none here. */
  get_unsupported_ops(): Counter<string> {
    return new Counter(this.#unsupported as ReadonlyMap<string, number>);
  }

  /** Operations by module, and there by operator, in maps of their own. */
  get_flop_counts(): Map<string, Map<Counted, number>> {
    return new Map(Array.from(this.flop_counts, ([name, counts]) => [name, new Map(counts)]));
  }

  /** The table, of modules down to `depth`; the counter's own where that is null. */
  get_table(...args: typeof takes.table.args): string {
    const depth = takes.table.read(args).depth ?? this.depth ?? Infinity;
    this.#countsOf('Global');
    return flopTable(this.flop_counts, depth);
  }

  /** Runs `body` while the counter is on. Throws a TypeError for an async function. */
  run<T>(body: () => T): T {
    return runInMode(this.constructor.name, this.#enter(), body);
  }

  /** `using` reads this where the block begins, and calls it at the end. */
  get [Symbol.dispose](): () => void {
    const mode = inBlock(this.#enter());
    const end = mode[Symbol.dispose];
    return () => end.call(mode);
  }

  #enter(): Mode {
    if (this.#on) throw new AssertionError('FlopCounterMode: it is on, and cannot begin once more');
    this.#on = true;
    this.flop_counts.clear();
    const endTracking = this.mod_tracker.enter();
    const place = dispatch_mode.push((call) => this.#see(call));
    const endWatching = watchHigherOrder((operator, args, run) => this.#seeHigher(operator, args, run));
    return new Mode(this.constructor.name, () => {
      dispatch_mode.pop(place);
      endWatching();
      endTracking();
      this.#on = false;
      if (this.display) console.log(this.get_table(this.depth));
    });
  }

  /** What such an operator consists of is not counted beside it. */
  #seeHigher<T>(operator: HigherOrderOperator, args: readonly unknown[], run: () => T): T {
    const outer = this.#inside;
    this.#inside = true;
    let result: T;
    try {
      result = run();
    } finally {
      this.#inside = outer;
    }
    const count = this.flop_registry.get(operator);
    if (count !== undefined && !outer) this.#add(operator, count(args, {}, result));
    return result;
  }

  #see({ name, args, run, decompose }: Dispatched): readonly unknown[] {
    if (this.#inside || ignored.has(name)) return run();
    const packet = packetOf(name);
    const count = this.flop_registry.get(packet);
    if (count === undefined) return (name === 'prim::device' ? null : decompose()) ?? run();
    const given = overloadOf(name)!.pythonArguments(args);
    const kwargs = isPlainObject(given.at(-1)) ? given.pop() as Record<string, unknown> : {};
    const results = run();
    this.#add(packet, count(given, kwargs, results.length === 1 ? results[0] : results));
    return results;
  }

  #add(operator: Counted, flops: number): void {
    for (const module of this.mod_tracker.parents) {
      const counts = this.#countsOf(module);
      counts.set(operator, (counts.get(operator) ?? 0) + flops);
    }
  }

  #countsOf(module: string): Map<Counted, number> {
    let counts = this.flop_counts.get(module);
    if (counts === undefined) this.flop_counts.set(module, (counts = new Map()));
    return counts;
  }
}
