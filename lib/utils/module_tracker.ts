/** `torch.utils.module_tracker`: which modules run at the moment. */
import { register_multi_grad_hook } from '../autograd/multi_grad_hook.js';
import { queue_callback } from '../autograd/graph_modes.js';
import { inBlock, Mode, runInMode } from '../autograd/mode.js';
import type { RemovableHandle } from '../autograd/hooks.js';
import { modes } from '../addon/doors.js';
import { tree_leaves } from '../functorch/pytree.js';
import type { Module } from '../nn/module.js';
import { typename } from '../nn/module/members.js';
import { register_module_forward_hook, register_module_forward_pre_hook } from '../nn/modules/module.js';
import type { Tensor } from '../tensor/tensor.js';
import { is_tensor } from '../values/is_tensor.js';

/** The tensors of a tree that have a gradient. */
const differentiated = (tree: unknown): Tensor[] =>
  tree_leaves(tree).filter((each): each is Tensor => is_tensor(each) && (each as Tensor).requires_grad);

/**
 * Knows, while it is on, which modules are running, in forward and in backward
 * (`torch.utils.module_tracker.ModuleTracker`): with `using tracker = new ModuleTracker()` to the end of the block, or
 * while `tracker.run(() => ...)` lasts. A module's name begins with the class of the outermost one: 'Net.layers.0'.
 */
export class ModuleTracker {
  /** The names of all that run; 'Global' is always among them. */
  parents = new Set(['Global']);
  readonly #known = new WeakMap<Module, string>();
  readonly #seen = new WeakSet<Module>();
  readonly #hooks: RemovableHandle[] = [];
  #waiting = false;

  /** Whether a backward runs. */
  get is_bw(): boolean {
    return modes.current_graph_task() !== -1;
  }

  /** Begins, and gives back what ends it. */
  enter(): () => void {
    const handles = [
      register_module_forward_pre_hook((module: Module, input: unknown[]) => this.#before(module, input)),
      register_module_forward_hook((module: Module, _input: unknown, output: unknown) => this.#after(module, output)),
    ];
    return () => {
      for (const handle of [...handles, ...this.#hooks]) handle.remove();
      this.#hooks.length = 0;
    };
  }

  /** Runs `body` while the tracker is on. Throws a TypeError for an async function. */
  run<T>(body: () => T): T {
    return runInMode(this.constructor.name, this.#mode(), body);
  }

  /** `using` reads this where the block begins, and calls it at the end. */
  get [Symbol.dispose](): () => void {
    const mode = inBlock(this.#mode());
    const end = mode[Symbol.dispose];
    return () => end.call(mode);
  }

  #mode(): Mode {
    return new Mode(this.constructor.name, this.enter());
  }

  #before(module: Module, input: unknown): void {
    const name = this.#nameOf(module);
    this.parents.add(name);
    const tensors = differentiated(input);
    if (tensors.length > 0) this.#hooks.push(register_multi_grad_hook(tensors, () => void this.parents.delete(name)));
  }

  #after(module: Module, output: unknown): void {
    const name = this.#nameOf(module);
    this.parents.delete(name);
    const tensors = differentiated(output);
    if (tensors.length > 0) this.#hooks.push(register_multi_grad_hook(tensors, () => this.#begin(name)));
  }

  /** In backward, which ends without a word to the modules that it came by. */
  #begin(name: string): void {
    if (!this.#waiting) {
      this.#waiting = true;
      queue_callback(() => {
        this.parents = new Set(['Global']);
        this.#waiting = false;
      });
    }
    this.parents.add(name);
  }

  #nameOf(module: Module): string {
    let name = this.#known.get(module);
    if (name === undefined) this.#known.set(module, (name = typename(module)));
    if (this.#seen.has(module)) return name;
    for (const [key, child] of module.named_children()) {
      this.#known.set(child, `${name}.${key}`);
      this.#nameOf(child);
    }
    this.#seen.add(module);
    return name;
  }
}
