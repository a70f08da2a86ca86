/** The code of a graph whose inputs lie in trees (the class _PyTreeCodeGen of torch/fx/graph.py). */
import { tree_leaves, tree_unflatten, type Spec } from '../functorch/pytree.js';
import type { Argument } from './arguments.js';
import { CodeGen, type DefinitionOptions, type Repr } from './codegen.js';
import { tree_flatten_spec } from './pytree.js';

/** The names of the arguments, and the shapes of what comes in and goes out. */
export interface PyTreeInfo {
  readonly orig_args: readonly string[];
  readonly in_spec: Spec;
  readonly out_spec: Spec | undefined;
}

/** A function that takes trees, and gives one back; the graph takes and gives their leaves. */
export class PyTreeCodeGen extends CodeGen {
  constructor(public pytree_info: PyTreeInfo) {
    super();
  }

  /** The names of what a call gives. */
  #given(): string[] {
    return this.pytree_info.orig_args.map((each) => each.replace(/ =.*$/s, ''));
  }
  override process_inputs(...inputs: unknown[]): readonly unknown[] {
    return tree_leaves(inputs);
  }
  override process_outputs(out: unknown): unknown {
    const { out_spec } = this.pytree_info;
    if (out_spec === undefined) return out;
    return tree_unflatten(Array.isArray(out) ? (out as unknown[]) : [out], out_spec);
  }
  override gen_fn_def(free_vars: string[], maybe_return_annotation: string, options: DefinitionOptions = {}): string {
    const { orig_args } = this.pytree_info;
    const definition = super.gen_fn_def([...orig_args], maybe_return_annotation, options);
    if (free_vars.length === 0) return definition;
    const names = free_vars.map((each) => each.replace(/ (=|\/\*).*$/s, '').replace('...', ''));
    return `${definition}\n  let [${names.join(', ')}] = fx_pytree.tree_flatten_spec([${this.#given().join(', ')}], in_spec);`;
  }
  override generate_output(output_args: Argument, { repr_fn = String }: { readonly repr_fn?: Repr } = {}): string {
    if (this.pytree_info.out_spec === undefined) return super.generate_output(output_args, { repr_fn });
    return `return fx_pytree.tree_unflatten(${repr_fn(output_args)}, out_spec);`;
  }
  override _reserved_names(): readonly string[] {
    return this.#given();
  }
  override additional_globals(): (readonly [name: string, value: unknown])[] {
    const { in_spec, out_spec } = this.pytree_info;
    return [['fx_pytree', { tree_flatten_spec, tree_unflatten }], ['in_spec', in_spec], ['out_spec', out_spec]];
  }
}
