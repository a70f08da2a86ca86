/** One recording for several shapes: made of two that differ in sizes alone, it gives one for each shape that comes. */
import { General } from '../addon/recording.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Entry } from './compiled_function.js';
import { firstDifference, type Taken, type Template } from './structure.js';

/** How many shapes are kept: those that were called last. */
const most = 64;

/** What is called with arguments of any sizes. */
export class DynamicEntry {
  readonly #general: General;
  readonly #base: Entry;
  readonly #steps: Entry['steps'];
  readonly #byShape = new Map<string, Entry>();

  constructor(general: General, base: Entry) {
    this.#general = general;
    this.#base = base;
    this.#steps = base.steps.map((each) => each.copy());
  }

  /** Of two recordings; a text says why there is none. */
  static of(a: Entry, b: Entry): DynamicEntry | string {
    if (!sameTemplate(a.template, b.template)) return 'the results differ in more than their sizes';
    const sameSteps = a.asides.length === b.asides.length && a.steps.length === b.steps.length;
    if (!sameSteps) return 'the steps of optimizers differ';
    const general = General.of(a.recording, b.recording);
    return typeof general === 'string' ? general : new DynamicEntry(general, b);
  }

  /** The recording for these arguments, if their sizes fit. */
  entryFor({ tensors, rest }: Taken): Entry | null {
    if (firstDifference(this.#base.rest, rest) >= 0 || this.#base.modules.misfit() !== null) return null;
    const key = tensors.map(shapeOf).join(';');
    const known = this.#byShape.get(key);
    if (known !== undefined) {
      if (known.recording.misfit(tensors) !== null) return null;
      // The last that is called is the last to go.
      this.#byShape.delete(key);
      this.#byShape.set(key, known);
      return known;
    }
    const recording = this.#general.recording(tensors);
    if (recording === null) return null;
    const entry: Entry = {
      ...this.#base, recording, steps: this.#steps.map((each) => each.copy()), calls: 0, busy: false, general: this,
    };
    if (recording.misfit(tensors) !== null) return null;
    this.#byShape.set(key, entry);
    if (this.#byShape.size > most) this.#byShape.delete(this.#byShape.keys().next().value!);
    return entry;
  }

  get shapes(): number {
    return this.#byShape.size;
  }
}

const shapeOf = (tensor: Tensor): string => tensor.shape.join('x');

function sameTemplate(a: Template, b: Template): boolean {
  if (a.kind !== b.kind) return false;
  switch (a.kind) {
    case 'result':
    case 'argument': return a.index === (b as typeof a).index;
    case 'same': return Object.is(a.value, (b as typeof a).value);
    case 'list': {
      const { items, prototype } = b as typeof a;
      return a.prototype === prototype && a.items.length === items.length &&
        a.items.every((each, i) => sameTemplate(each, items[i]!));
    }
    case 'object': {
      const { entries } = b as typeof a;
      return a.entries.length === entries.length &&
        a.entries.every(([name, each], i) => name === entries[i]![0] && sameTemplate(each, entries[i]![1]));
    }
  }
}
