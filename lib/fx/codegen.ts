/**
 * The code of a graph (the class CodeGen of torch/fx/graph.py): a function of JavaScript, where PyTorch writes
 * Python.
 */
import type { AnyFunction } from '../arguments/overrides.js';
import { Constant } from '../values/constant.js';
import { Complex } from '../values/complex.js';
import { device } from '../values/device.js';
import { AssertionError, NotImplementedError } from '../values/errors.js';
import { Slice } from '../tensor/slice.js';
import { isPlainObject } from '../python/objects.js';
import { ellipsis, isTuple, type Argument } from './arguments.js';
import { codePath, pythonName } from './function_names.js';
import { immutable_dict } from './immutable_collections.js';
import { isIdentifier, javascriptNames, type Namespace } from './names.js';
import { Node } from './node.js';
import * as operator from './operator.js';
import { isProxyableClass } from './proxyable.js';
import { PythonCode } from './python_code.js';
import { torchObject } from './torch_object.js';
import { annotationOf, summaryOf } from './verbose.js';

/** What changes the lines of a function's body before they are put together. */
export type TransformCodeFunc = (body: string[]) => string[];

/** What {@link CodeGen.gen_fn_def} takes by name. */
export interface DefinitionOptions {
  /** Each argument on a line of its own. */
  readonly expanded_def?: boolean;
}

/** What code shows besides what runs. */
export interface CodeOptions extends DefinitionOptions {
  /** Comments: where a node comes from, and what is known of its value. */
  readonly verbose?: boolean;
  /** Strides in these comments. */
  readonly include_stride?: boolean;
  /** Devices in these comments. */
  readonly include_device?: boolean;
  /** Notes of nodes, by their names, that are shown too. */
  readonly additional_meta?: readonly string[] | null;
}

/** Writes an argument. */
export type Repr = (argument: unknown) => string;

const bodyIndent = '  ';

/** A path in JavaScript: `this.layers["0"].weight`. */
export const pathText = (base: string, target: string): string =>
  target.split('.').reduce((path, name) => (isIdentifier(name) ? `${path}.${name}` : `${path}[${JSON.stringify(name)}]`), base);

/**
 * Writes the function of a graph (`torch.fx.graph.CodeGen`). A class that extends it may give the function other
 * arguments and results: `gen_fn_def` and `generate_output` write them, `process_inputs` and `process_outputs` do the
 * same for an {@link Interpreter}. `graph.set_codegen` has a graph use it.
 */
export class CodeGen {
  _body_transformer: TransformCodeFunc | null = null;
  _func_name = 'forward';

  /** The beginning of the function: by default `function forward(a, b) {`. */
  gen_fn_def(
    free_vars: string[], maybe_return_annotation: string, { expanded_def = false }: DefinitionOptions = {},
  ): string {
    const list = expanded_def && free_vars.length > 0
      ? `\n${free_vars.map((each) => `${bodyIndent}${each},\n`).join('')}` : free_vars.join(', ');
    return `function ${this._func_name}(${list})${maybe_return_annotation} {`;
  }
  /** The statement that gives the result back; `repr_fn` writes an argument. */
  generate_output(output_args: Argument, { repr_fn = String }: { readonly repr_fn?: Repr } = {}): string {
    return `return ${repr_fn(output_args)};`;
  }
  /** What the function was called with, as the inputs of the graph. */
  process_inputs(...args: unknown[]): readonly unknown[] {
    return args;
  }
  /** What the graph gives, as the function's result. */
  process_outputs(outputs: unknown): unknown {
    return outputs;
  }
  /** Names that the code uses beyond those of the graph, with what they are. */
  additional_globals(): (readonly [name: string, value: unknown])[] {
    return [];
  }

  /** Names that no value of the graph gets in the code. */
  _reserved_names(): readonly string[] {
    return [];
  }

  _gen_python_code(
    nodes: Iterable<Node>, root_module: string, namespace: Namespace, options: CodeOptions = {},
  ): PythonCode {
    const all = [...nodes];
    const writer = new Writer(root_module, namespace, options);
    const lines = all.flatMap((node) => writer.lines(node, all, this));
    const body = this._body_transformer === null ? lines : this._body_transformer(lines);
    Object.assign(writer.globals, Object.fromEntries(this.additional_globals()));
    const { expanded_def = false } = options;
    const definition = this.gen_fn_def(writer.freeVars, writer.returns, { expanded_def });
    const text = body.join('').replace(/^\n+/, '').trimEnd();
    const indented = text.split('\n').map((line) => (line === '' ? '' : `${bodyIndent}${line}`)).join('\n');
    return new PythonCode(`${definition}\n${indented}${indented === '' ? '' : '\n'}}\n`, writer.globals);
  }
}

/** What is written so far. */
class Writer {
  readonly freeVars: string[] = [];
  readonly globals: Record<string, unknown> = { torch: torchObject(), operator };
  returns = '';
  #lastUses: ReadonlyMap<Node, readonly Node[]> | undefined;
  #summary = '';

  constructor(readonly root: string, readonly namespace: Namespace, readonly options: CodeOptions) {}

  addGlobal(hint: string, value: unknown): string {
    const name = this.namespace.create_name(hint, value);
    if (Object.hasOwn(this.globals, name) && this.globals[name] !== value) {
      throw new AssertionError(`Global name ${name} already assigned to different object`);
    }
    this.globals[name] = value;
    return name;
  }

  lines(node: Node, all: readonly Node[], codegen: CodeGen): string[] {
    const lines: string[] = [];
    if (this.options.verbose === true && node.op !== 'placeholder' && node.op !== 'output') {
      const summary = summaryOf(node.meta, this.options.additional_meta ?? []);
      if (summary !== this.#summary) lines.push((this.#summary = summary));
    }
    const statement = this.#statement(node, codegen);
    if (statement !== '') lines.push(`${statement}${this.#frees(node, all)}\n`);
    return lines;
  }

  /** Values that nobody needs behind this node, which are let go of. */
  #frees(node: Node, all: readonly Node[]): string {
    if (node.op === 'placeholder' || node.op === 'output') return '';
    this.#lastUses ??= lastUses(all);
    const done = [...(this.#lastUses.get(node) ?? []), ...(node.users.size === 0 ? [node] : [])];
    return done.length === 0 ? '' : `  ${done.map((each) => `${each} = `).join('')}null;`;
  }

  #statement(node: Node, codegen: CodeGen): string {
    const { op, target, args, kwargs } = node;
    const annotation = this.options.verbose === true ? annotationOf(node.meta, this.options) : '';
    const assigned = (value: string): string => `let ${node}${annotation} = ${value};`;
    switch (op) {
      case 'placeholder': return this.#input(node, annotation);
      case 'get_attr': return assigned(pathText(this.root, target as string));
      case 'call_module': return assigned(`${pathText(this.root, target as string)}(${this.#list(args, kwargs)})`);
      case 'call_method':
        return assigned(`${this.#receiver(args[0])}${pathText('', target as string)}(${this.#list(args.slice(1), kwargs)})`);
      case 'call_function': return assigned(this.#call(target as AnyFunction, args, kwargs));
      case 'output':
        if (node.type !== null) this.returns = ` /* -> ${String(node.type)} */`;
        return codegen.generate_output(args[0]!, { repr_fn: this.repr });
      default: throw new NotImplementedError(`node: ${op} ${String(target)}`);
    }
  }

  #input(node: Node, annotation: string): string {
    const target = node.target as string;
    const raw = target.replace(/^\*+/, '');
    const legal = isIdentifier(raw) && !javascriptNames.has(raw);
    const name = legal ? raw : String(node);
    const fallback = target.startsWith('**') ? ' = {}' : node.args.length > 0 ? ` = ${this.repr(node.args[0])}` : '';
    this.freeVars.push(`${/^\*[^*]/.test(target) ? '...' : ''}${name}${annotation}${fallback}`);
    return name === String(node) ? '' : `let ${node} = ${name};`;
  }

  /** Numbers have no point behind them. */
  #receiver(value: unknown): string {
    const text = this.repr(value);
    return /^[\w$.]*[A-Za-z_$][\w$.]*$/.test(text) ? text : `(${text})`;
  }

  #call(target: AnyFunction, args: readonly unknown[], kwargs: object): string {
    const { module, name } = pythonName(target);
    if (module === 'builtins' && name === 'getattr' && args.length === 2 && typeof args[1] === 'string') {
      return `${this.#receiver(args[0])}${pathText('', args[1])}`;
    }
    return `${isProxyableClass(target) ? 'new ' : ''}${this.#function(target)}(${this.#list(args, kwargs)})`;
  }

  #function(target: AnyFunction): string {
    const path = codePath(target);
    if (path !== undefined) return path;
    const { module, name } = pythonName(target);
    if (module === '_operator') return `operator.${name}`;
    if (module === 'math') return `Math.${name}`;
    if (module.startsWith('torch.ops.')) return `${module}.${name}`;
    return this.addGlobal(name, target);
  }

  #list(args: readonly unknown[], kwargs: object): string {
    const positional = args.map(this.repr);
    return (Object.keys(kwargs).length === 0 ? positional : [...positional, this.#object(kwargs)]).join(', ');
  }

  #object(value: object): string {
    const entries = Object.entries(value).map(([key, each]) =>
      `${isIdentifier(key) ? key : JSON.stringify(key)}: ${this.repr(each)}`);
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
  }

  /** An argument as JavaScript. */
  readonly repr: Repr = (value) => {
    if (value instanceof Node) return String(value);
    switch (typeof value) {
      case 'string': return JSON.stringify(value);
      case 'number': return Object.is(value, -0) ? '-0' : String(value);
      case 'bigint': return `${value}n`;
      case 'boolean': case 'undefined': return String(value);
      case 'function': return this.#function(value as AnyFunction);
      default: return value === null ? 'null' : this.#nested(value as object);
    }
  };

  #nested(value: object): string {
    if (value === ellipsis) return '"..."';
    if (Array.isArray(value)) {
      const list = `[${Array.from(value, this.repr).join(', ')}]`;
      return isTuple(value) ? `Object.freeze(${list})` : list;
    }
    if (value instanceof immutable_dict || isPlainObject(value)) return this.#object(value);
    if (value instanceof Slice) return this.#slice(value);
    if (value instanceof Constant) return String(value);
    if (value instanceof device) return `torch.device(${JSON.stringify(String(value))})`;
    if (value instanceof Complex) return `new torch.Complex(${this.repr(value.re)}, ${this.repr(value.im)})`;
    return this.addGlobal(`_${value.constructor?.name.toLowerCase() ?? 'object'}`, value);
  }

  #slice(slice: Slice): string {
    const bounds: unknown[] = [slice.start, slice.stop, slice.step];
    if (bounds.every((bound) => bound === null || typeof bound === 'number')) return JSON.stringify(String(slice));
    return `torch.slice(${bounds.map(this.repr).join(', ')})`;
  }
}

/** Each node with those that nobody uses behind it. */
export function lastUses(nodes: readonly Node[]): Map<Node, Node[]> {
  const seen = new Set<Node>();
  const uses = new Map<Node, Node[]>();
  for (const user of [...nodes].reverse()) {
    for (const node of user._input_nodes) {
      if (seen.has(node)) continue;
      seen.add(node);
      uses.set(user, [...(uses.get(user) ?? []), node]);
    }
  }
  return uses;
}
