/** Modules of TorchScript with their values as constants (torch/jit/_freeze.py). */
import { script as native } from '../addon/doors.js';
import { scriptHandle } from '../addon/script.js';
import { having, plain } from '../arguments/kinds.js';
import { signature } from '../arguments/signature.js';
import { RuntimeError } from '../values/errors.js';
import { Graph } from './graph.js';
import { scripted, ScriptModule, type RecursiveScriptModule } from './script_module.js';

/** What just goes on to ask the module for what libtorch has of it. */
const kinds = { ...plain, ScriptModule: having('_c', (value) => value instanceof ScriptModule) };

const takes = {
  freeze: signature(
    'freeze(mod: ScriptModule, preserved_attrs: Sequence[str] | None = None, optimize_numerics: bool = True)', plain),
  inference: signature('optimize_for_inference(mod: ScriptModule, other_methods: Sequence[str] | None = None)', plain),
};

/**
 * A module with its parameters and attributes as constants in one graph (`torch.jit.freeze`), but for
 * `preserved_attrs` and what its methods change; unless `optimize_numerics` is false, with steps that may change last
 * digits. Throws a RuntimeError for a module in training.
 */
export function freeze(...args: typeof takes.freeze.args): RecursiveScriptModule {
  const [mod, preserved, numerics] = takes.freeze.list(args);
  if (!(mod instanceof ScriptModule)) {
    throw new RuntimeError('Freezing expects a ScriptModule as input. Please use torch.jit.script or torch.jit.trace ' +
      "to script your 'nn.Module'.");
  }
  if (mod.training) {
    throw new RuntimeError('Freezing is currently only implemented for modules in eval mode. Please call .eval() on ' +
      'your module before freezing.');
  }
  const names = preserved ?? [];
  const frozen = scripted(native.jit_freeze(mod[scriptHandle], names));
  run_frozen_optimizations(frozen, numerics, names.filter((name) => mod._c._has_method(name)));
  return frozen;
}

/** Folds what follows from constants in a frozen module (`torch.jit.run_frozen_optimizations`): it changes in place. */
export const run_frozen_optimizations = signature(`run_frozen_optimizations(mod: ScriptModule,
  optimize_numerics: bool = True, preserved_methods: Sequence[str] | None = None) -> None`, kinds).define(
  (mod, numerics, methods) => {
    const all = [...(mod._c._has_method('forward') ? ['forward'] : []), ...(methods ?? [])];
    for (const name of all) native.jit_optimize_frozen(Graph.handleOf(mod._c._get_method(name).graph), numerics);
  });

/**
 * A module prepared for running on this machine alone (`torch.jit.optimize_for_inference`): frozen, if it was not, and
 * with the kernels of oneDNN where those are faster. It can be saved nowhere.
 */
export function optimize_for_inference(...args: typeof takes.inference.args): RecursiveScriptModule {
  const [mod, others] = takes.inference.list(args);
  if (!(mod instanceof ScriptModule)) {
    throw new RuntimeError('optimize_for_inference expects a ScriptModule as input. Please use torch.jit.script or ' +
      "torch.jit.trace to script your 'nn.Module'.");
  }
  const methods = others ?? [];
  const frozen = mod._c.hasattr('training') ? freeze(mod.eval(), methods) : mod;
  return scripted(native.jit_optimize_for_inference(frozen[scriptHandle], methods));
}

/** The names of all operators that a module calls, sorted (`torch.jit.export_opnames`). */
export const export_opnames = signature('export_opnames(m: ScriptModule) -> list[str]', kinds).define((m) =>
  native.jit_operators(m[scriptHandle]));
