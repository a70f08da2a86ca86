/** The arguments of calls, made alike by the signatures of what is called (torch/fx/operator_schemas.py). */
import { dispatcher } from '../addon/doors.js';
import { parametersOf } from '../arguments/signature.js';
import { literal } from '../arguments/literals.js';
import type { AnyFunction } from '../arguments/overrides.js';
import type { Parameter } from '../arguments/text.js';
import { functions } from '../generated/operator_table.js';
import type { Module } from '../nn/module.js';
import { inputs } from '../nn/module/inputs.js';
import { resolve_name } from '../overrides/names.js';
import { typename } from '../overrides/typename.js';
import { AttributeError, RuntimeError } from '../values/errors.js';
import type { Argument, Kwargs, TargetFunction } from './arguments.js';

/** Arguments by position and by name (`torch.fx.operator_schemas.ArgsKwargsPair`). */
export class ArgsKwargsPair {
  readonly args: readonly Argument[];
  readonly kwargs: Kwargs;

  constructor(args: readonly Argument[], kwargs: Kwargs) {
    this.args = Object.freeze([...args]);
    this.kwargs = kwargs;
  }
}

/** What {@link normalize_function} and {@link normalize_module} take by name. */
export interface NormalizeOptions {
  /** All arguments by name, in the order of the signature. */
  readonly normalize_to_only_use_kwargs?: boolean;
}

interface Formal {
  readonly name: string;
  readonly keywordOnly: boolean;
  readonly required: boolean;
  readonly value: unknown;
}

/** A signature, and the text of the schema that it is of, if it is of one. */
interface Callable {
  readonly formals: readonly Formal[];
  readonly text: string | undefined;
}

function valueOf(text: string | null): unknown {
  if (text === null) return undefined;
  try {
    return literal(text, text);
  } catch {
    return text;
  }
}

function ofSchema(full: string): Callable {
  const { arguments: plans, text } = dispatcher.schema(full);
  const formals = plans.map(({ name, kwarg_only, default: fallback }): Formal => ({
    name: name === 'self' ? 'input' : name, keywordOnly: kwarg_only, required: fallback === null,
    value: valueOf(fallback),
  }));
  return { formals, text };
}

/** The operators behind a public function, in the order in which they are tried. */
function schemasOf(target: AnyFunction): string[] | undefined {
  const { overload, packet } = target as { overload?: unknown; packet?: unknown };
  if (typeof overload === 'string' || typeof packet === 'string') {
    const base = String(target).split('.').slice(0, 2).join('::');
    const all = dispatcher.operator_names().filter((name) => name === base || name.startsWith(`${base}.`));
    if (typeof packet === 'string') return all;
    return all.filter((name) => name === (overload === 'default' ? base : `${base}.${String(overload)}`));
  }
  const path = resolve_name(target);
  const [, space = '', name = ''] = /^(.*)\.(\w+)$/.exec(path ?? '') ?? [];
  const table = functions[space === 'torch' ? 'torch' : space === 'torch.nn.functional' ? 'nn' : space.slice('torch.'.length)];
  if (table === undefined || !Object.hasOwn(table, name)) return undefined;
  return table[name]!.split(' ').flatMap((pair) => pair.split('/'));
}

const formalsOf = (parameters: readonly Parameter[]): Formal[] | undefined =>
  (parameters.some(({ variadic }) => variadic) ? undefined : [...parameters]);

function callablesOf(target: AnyFunction): Callable[] {
  const parameters = parametersOf(target);
  if (parameters !== undefined) {
    const formals = formalsOf(parameters);
    return formals === undefined ? [] : [{ formals, text: undefined }];
  }
  return schemasOf(target)?.map(ofSchema) ?? [];
}

/** The values by name; undefined where the arguments do not fit. */
function bound(
  formals: readonly Formal[], args: readonly unknown[], kwargs: Readonly<Record<string, unknown>>,
): Map<string, unknown> | undefined {
  const positional = formals.filter(({ keywordOnly }) => !keywordOnly);
  if (args.length > positional.length) return undefined;
  const given = new Map(args.map((value, i): [string, unknown] => [positional[i]!.name, value]));
  for (const [name, value] of Object.entries(kwargs)) {
    if (given.has(name) || !formals.some((each) => each.name === name)) return undefined;
    given.set(name, value);
  }
  if (formals.some(({ name, required }) => required && !given.has(name))) return undefined;
  return given;
}

function normalized(
  formals: readonly Formal[], given: ReadonlyMap<string, unknown>, positions: number, onlyNames: boolean,
): ArgsKwargsPair {
  const values = formals.map(({ name, value }): [string, unknown] => [name, given.has(name) ? given.get(name) : value]);
  const count = onlyNames ? 0 : positions;
  const args = values.slice(0, count).map(([, value]) => value);
  return new ArgsKwargsPair(args as Argument[], Object.fromEntries(values.slice(count)) as Kwargs);
}

/**
 * The arguments of a call of a function with the defaults of its signature
 * (`torch.fx.operator_schemas.normalize_function`): those that came by position stay so, unless all are to go by name.
 * Null for a function without a known signature, and where the arguments fit none. Of several forms of an operator the
 * first that fits counts, as in a call; nobody has to name types.
 */
export function normalize_function(
  target: TargetFunction, args: readonly Argument[], kwargs: Kwargs | null = null, options: NormalizeOptions = {},
): ArgsKwargsPair | null {
  for (const { formals, text } of callablesOf(target as AnyFunction)) {
    // A form that writes into what it gives back is asked for by the name of that.
    if (text !== undefined && /Tensor\([a-z]!\)\[?\]? out/.test(text) && kwargs?.['out'] === undefined) continue;
    const given = bound(formals, args, kwargs ?? {});
    if (given === undefined) continue;
    return normalized(formals, given, args.length, options.normalize_to_only_use_kwargs === true);
  }
  return null;
}

/**
 * The same of a call of one of PyTorch's layers, the module at the path `target` below `root`
 * (`torch.fx.operator_schemas.normalize_module`). Null for a module of another class; throws a RuntimeError where there
 * is none.
 */
export function normalize_module(
  root: Module, target: string, args: readonly Argument[], kwargs: Kwargs | null = null, options: NormalizeOptions = {},
): ArgsKwargsPair | null {
  let module: Module;
  try {
    module = root.get_submodule(target);
  } catch (error) {
    if (!(error instanceof AttributeError)) throw error;
    throw new RuntimeError(`Tried to normalize node with target ${target} but root did not have that target!`);
  }
  if (!typename(module).startsWith('torch.nn.')) return null;
  const taken = (module as { readonly [inputs]?: { readonly parameters: readonly Parameter[] } })[inputs];
  const formals = taken && formalsOf(taken.parameters);
  const given = formals && bound(formals, args, kwargs ?? {});
  if (given === undefined) return null;
  return normalized(formals!, given, args.length, options.normalize_to_only_use_kwargs === true);
}

/**
 * Throws a RuntimeError for a call of an operator that changes what it is given
 * (`torch.fx.operator_schemas.check_for_mutable_operation`), if the arguments fit just one of its forms.
 */
export function check_for_mutable_operation(target: TargetFunction, args: readonly Argument[], kwargs: Kwargs): void {
  const schemas = schemasOf(target as AnyFunction)?.map(ofSchema) ?? [];
  const fitting = schemas.filter(({ formals }) => bound(formals, args, kwargs) !== undefined);
  if (fitting.length !== 1) return;
  const text = fitting[0]!.text!;
  if (!/\([a-z]+! ?[^)]*\)/.test(text)) return;
  throw new RuntimeError(
    `Tried to trace mutable operation ${text}. FX only supports functional code, so operations that mutate operands ` +
      'in-place (e.g. via `out` arguments) are not supported');
}
