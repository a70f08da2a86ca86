/** What a module calls, as a graph of TorchScript. */
import { enterTrace, leaveTrace, register, scriptHandle, trace } from '../../addon/script.js';
import { graphFrom, type Graph } from '../../jit/graph.js';
import { ScriptModule } from '../../jit/objects.js';
import { TensorType, Type } from '../../jit/types.js';
import { CompilationUnit } from '../../jit/unit.js';
import type { Module } from '../../nn/module.js';
import { register_module_forward_hook, register_module_forward_pre_hook } from '../../nn/modules/module.js';
import { layerName } from '../../nn/module/inputs.js';

/** The name of the class that a module is of. */
export const className = (module: object): string => layerName(module);

/** The module, with its parameters, buffers and modules, as TorchScript has one. */
function scripted(module: Module, unit: CompilationUnit, known: Map<object, ScriptModule>): ScriptModule {
  const found = known.get(module);
  if (found !== undefined) return found;
  const made = new ScriptModule(`__torch__.${className(module)}`, unit, true);
  known.set(module, made);
  const handle = made[scriptHandle];
  const any = Type.handleOf(TensorType.get());
  for (const [name, tensor] of module.named_parameters('', false)) register(handle, name, any, tensor, true, false);
  for (const [name, tensor] of module.named_buffers('', false)) register(handle, name, any, tensor, false, true);
  for (const [name, child] of module.named_children()) {
    register(handle, name, null, scripted(child as Module, unit, known), false, false);
  }
  return made;
}

/** By module, what it is called in the graph: `__module.layer1.0`. */
function scopes(module: Module, prefix: string, names: Map<object, string>): Map<object, string> {
  for (const [name, child] of module.named_children()) {
    const scope = `${prefix}.${name}`;
    names.set(child as object, scope);
    scopes(child as Module, scope, names);
  }
  return names;
}

/** The names of a function's parameters, as far as its text tells. */
export function parameterNames(fn: (...args: never[]) => unknown): string[] {
  const [, list = ''] = /^[^(]*\(([^)]*)\)/.exec(Function.prototype.toString.call(fn)) ?? [];
  const names = list.split(',').map((each) => /^\s*([\p{ID_Start}_$][\p{ID_Continue}$]*)/u.exec(each)?.[1] ?? '');
  return names.every((name) => name !== '') ? names : [];
}

interface Called {
  forward(...args: never[]): unknown;
}

/** The graph of a call of the module, which is in the mode that it is in. */
export function traced(module: Module, args: readonly unknown[], strict: boolean): Graph {
  const names = scopes(module, '__module', new Map());
  const scopeOf = (called: object): string | null => names.get(called) ?? null;
  const hooks = [
    register_module_forward_pre_hook((called: object, given: unknown) => {
      enterTrace(scopeOf(called), parameterNames((called as Called).forward), given as unknown[]);
    }),
    register_module_forward_hook((called: object) => leaveTrace(scopeOf(called))),
  ];
  try {
    const call = module as unknown as (...given: readonly unknown[]) => unknown;
    const self = scripted(module, new CompilationUnit(), new Map());
    const given = parameterNames((module as unknown as Called).forward);
    return graphFrom(trace(self[scriptHandle], args, given, strict, (...values) => call(...values)));
  } finally {
    for (const hook of hooks) hook.remove();
  }
}
