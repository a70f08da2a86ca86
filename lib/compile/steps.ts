/** Steps of optimizers that are one kernel: recorded with the rest, their numbers read at each replay. */
import { Optimizer } from '../optim/optimizer.js';
import type { Recording } from '../addon/recording.js';

type Group = Readonly<Record<string, unknown>>;

/** What kernels take by these names, out of a group of parameters. */
const numbers: Readonly<Record<string, (group: Group) => unknown>> = {
  lr: (group) => group['lr'],
  beta1: ({ betas }) => (betas as readonly unknown[] | undefined)?.[0],
  beta2: ({ betas }) => (betas as readonly unknown[] | undefined)?.[1],
  weight_decay: (group) => group['weight_decay'],
  eps: (group) => group['eps'],
};

/** Whether a step is nothing but operators, with numbers that come straight from its groups. */
export function isRecordable(optimizer: object): boolean {
  if (!(optimizer instanceof Optimizer) || Optimizer.hasStepHooks(optimizer)) return false;
  if (optimizer.grad_scale !== null || optimizer.found_inf !== null) return false;
  return optimizer.param_groups.every((group) => (group as Group)['fused'] === true);
}

/** How much state there is: a step that makes some is not like those that follow. */
export function stateSize(optimizer: object): number {
  let size = 0;
  for (const state of (optimizer as Optimizer).state.values()) {
    for (const value of Object.values(state)) if (value !== null && value !== undefined) size++;
  }
  return size;
}

/** The groups of an optimizer as they were when a step was recorded, and the kernels that came of them. */
export class StepGuard {
  readonly #groups: readonly Group[];
  readonly #values: unknown[][];

  /** `kernels` are the numbers of the step's kernels among those of the recording, one a group. */
  constructor(readonly optimizer: object, readonly kernels: readonly number[]) {
    this.#groups = (optimizer as Optimizer).param_groups as unknown as Group[];
    this.#values = this.#groups.map(valuesOf);
  }

  /** As it was when the step was recorded, for another recording of the same kernels. */
  copy(): StepGuard {
    const made = new StepGuard(this.optimizer, this.kernels);
    for (let i = 0; i < this.#values.length; i++) made.#values[i] = this.#values[i]!.slice();
    return made;
  }

  /** Gives the kernels the numbers of today. Null, or what a recording cannot follow. */
  follow(recording: Recording): string | null {
    const { param_groups } = this.optimizer as Optimizer;
    if ((param_groups as unknown) !== this.#groups || param_groups.length !== this.#values.length) {
      return 'the groups of an optimizer';
    }
    if (!isRecordable(this.optimizer)) return 'how an optimizer makes its steps';
    for (let i = 0; i < this.#groups.length; i++) {
      const group = this.#groups[i]!;
      const values = this.#values[i]!;
      let k = 0;
      let changed = false;
      for (const name in group) {
        if (!Object.is(values[k], valueOf(group[name]))) changed = true;
        k++;
      }
      if (!changed && k === values.length) continue;
      if (!this.#patch(recording, i)) return `the options of an optimizer`;
      this.#values[i] = valuesOf(group);
    }
    return null;
  }

  /** Whether everything that changed is a number that a kernel takes as it is. */
  #patch(recording: Recording, index: number): boolean {
    const group = this.#groups[index]!;
    const names = Object.keys(group);
    const before = this.#values[index]!;
    const kernel = this.kernels[index];
    if (kernel === undefined || before.length !== names.length) return false;
    const was: Record<string, unknown> = Object.fromEntries(names.map((name, i) => [name, before[i]]));
    const known = Object.entries(numbers).filter(([, read]) => typeof read(group) === 'number');
    const readable = new Set(['lr', 'betas', 'weight_decay', 'eps']);
    for (const [i, name] of names.entries()) {
      if (!Object.is(before[i], valueOf(group[name])) && !readable.has(name)) return false;
    }
    const betas = was['betas'];
    const old = { ...was, betas: typeof betas === 'string' ? (JSON.parse(betas) as number[]) : betas };
    return known.every(([name, read]) =>
      recording.set_number(kernel, name, read(old) as number, read(group) as number));
  }
}

const valuesOf = (group: Group): unknown[] => Object.values(group).map(valueOf);

/** Short lists of numbers by what is in them. */
function valueOf(value: unknown): unknown {
  return Array.isArray(value) && typeof value[0] === 'number' ? JSON.stringify(value) : value;
}
