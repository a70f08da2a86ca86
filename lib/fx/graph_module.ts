/** Modules that do what a graph says (torch/fx/graph_module.py). */
import { deepcopy, type Memo } from '../nn/copy.js';
import { Module, type AnyModule } from '../nn/module.js';
import { cloneModule } from '../nn/module/clone.js';
import { classOf, deleteMember, setField } from '../nn/module/members.js';
import { stateKey, StateDictHooks } from '../nn/module/state.js';
import { moduleText } from '../nn/module/text.js';
import { ParameterImpl } from '../nn/parameter.js';
import { isPlainObject } from '../python/objects.js';
import { AssertionError, AttributeError, RuntimeError } from '../values/errors.js';
import { is_tensor } from '../values/is_tensor.js';
import { typeName } from '../values/type_name.js';
import type { Tensor } from '../tensor/tensor.js';
import { Graph, type CodeOptions, type TracerClass } from './graph.js';
import { attributeOf } from './lint.js';
import { functionIn, type PythonCode } from './python_code.js';

/** Modules of whatever inputs. */
const Base = Module as unknown as new () => AnyModule;
const emptyModule = (): Module => new Base();

/** Where the modules, parameters and buffers that a graph names lie: a module, or an object by paths. */
export type GraphRoot = AnyModule | Readonly<Record<string, unknown>>;

/** What {@link GraphModule.print_readable} takes by name. */
export interface ReadableOptions extends Omit<CodeOptions, 'verbose'> {
  /** Whether it is printed; true if nothing is said. */
  readonly print_output?: boolean;
}

/** Copies of modules whose members all belong to the graph's module. */
const wholes = new WeakSet<object>();

function put(module: Module, name: string, value: unknown, persistent = true): void {
  if (is_tensor(value) && !(value instanceof ParameterImpl)) module.register_buffer(name, value as Tensor, persistent);
  else setField(module, name, value);
}

/** The module at the end of a path, with empty ones where there are none yet. */
function moduleAt(to: Module, path: readonly string[]): Module {
  let module = to;
  for (const name of path) {
    let next = attributeOf(module, name) as Module | undefined | null;
    if (next === undefined || next === null) setField(module, name, (next = emptyModule()));
    module = next;
  }
  return module;
}

/** Takes what lies at a path of one module over to the same path of another. */
function copyAttribute(from: Module, to: Module, target: string): void {
  const path = target.split('.');
  const field = path.pop()!;
  let [source, place] = [from, to];
  for (const name of path) {
    const next = attributeOf(source, name) as Module | undefined;
    // Who has the parent has its members.
    if (next !== undefined && next === attributeOf(place, name)) return;
    if (next === undefined) throw new AttributeError(`'${source._get_name()}' object has no attribute '${name}'`);
    [source, place] = [next, moduleAt(place, [name])];
  }
  const value = attributeOf(source, field);
  if (value === undefined) throw new AttributeError(`'${source._get_name()}' object has no attribute '${field}'`);
  put(place, field, value, source[stateKey].nonPersistent?.has(field) !== true);
}

/** Puts an object at a path of a module. */
function assignAttribute(value: unknown, to: Module, target: string): void {
  const path = target.split('.');
  const field = path.pop()!;
  put(moduleAt(to, path), field, value);
}

/**
 * A module made of a graph (`torch.fx.GraphModule`): its `forward` is the function that the graph is, of the modules,
 * parameters and buffers of `root` that the graph names. After changes to the graph {@link recompile} writes the
 * function anew; assigning `graph` does so itself. Throws a RuntimeError for a root that is neither module nor
 * object, or lacks what is named.
 */
export class GraphModule extends Base {
  readonly #name: string;
  #graph!: Graph;
  #code = '';
  /** What passes note about it. */
  declare readonly meta: Record<string, unknown>;
  readonly _tracer_cls: TracerClass | null;
  readonly _tracer_extras: Readonly<Record<string, unknown>>;
  /** What the graph's function does; see {@link code}. */
  declare readonly forward: (...inputs: unknown[]) => unknown;

  constructor(root: GraphRoot, graph: Graph, class_name = 'GraphModule') {
    super();
    this.#name = class_name;
    for (const name of ['_tracer_cls', '_tracer_extras', 'meta']) {
      Object.defineProperty(this, name, { writable: true, configurable: true, enumerable: false, value: undefined });
    }
    const targets = [...graph.nodes].filter(({ op }) => op === 'get_attr' || op === 'call_module')
      .map((node) => [node, node.target as string] as const);
    if (root instanceof Module) {
      const from = root as Module;
      this.training = from.training;
      for (const name of wholes.has(from) ? membersIn(from) : []) copyAttribute(from, this, name);
      for (const [, target] of targets) copyAttribute(from, this, target);
    } else if (isPlainObject(root)) {
      for (const [node, target] of targets) {
        if (!Object.hasOwn(root, target)) {
          throw new RuntimeError(`Node ${node} referenced target ${target} but that target was not provided in \`\`root\`\`!`);
        }
      }
      // What lies less deep first: it would take the place of what lies in it.
      const depth = (path: string): number => path.split('.').length;
      const paths = targets.map(([, target]) => target).sort((a, b) => depth(a) - depth(b));
      for (const path of paths) assignAttribute(root[path], this, path);
    } else {
      throw new RuntimeError(`Unsupported type ${String(root)} passed for root!`);
    }
    this.graph = graph;
    this._tracer_cls = graph._tracer_cls;
    this._tracer_extras = graph._tracer_extras ?? {};
    (this as { meta: Record<string, unknown> }).meta = {};
  }

  /** The graph. Assign another one, and the module does what that says. */
  get graph(): Graph {
    return this.#graph;
  }
  set graph(graph: Graph) {
    if (!(graph instanceof Graph)) throw new AssertionError(`Expected a Graph instance, but got <class '${typeName(graph)}'>`);
    this.#graph = graph;
    graph.owning_module = this;
    this.recompile();
  }
  /** The function of the graph, in JavaScript, where PyTorch has Python. */
  get code(): string {
    return this.#code;
  }
  /**
   * Writes the function anew, of this module and of those below it that have graphs (`torch.fx.GraphModule.recompile`):
   * needed after changes to the graph.
   */
  recompile(): PythonCode {
    const code = this.#graph.python_code('this');
    this.#code = code.src;
    // Not among the fields, where the members are.
    Object.defineProperty(this, 'forward', {
      value: functionIn(code, this.#graph._codegen._func_name), writable: true, configurable: true, enumerable: false,
    });
    for (const child of this.children()) if (child instanceof GraphModule) child.recompile();
    return code;
  }

  /**
   * Puts a module at a path, with empty modules where there are none yet, and says whether that was possible
   * (`torch.fx.GraphModule.add_submodule`): not below what is no module.
   */
  add_submodule(target: string, m: AnyModule): boolean {
    const path = target.split('.');
    const field = path.pop()!;
    let module: Module = this;
    for (const name of path) {
      const next = attributeOf(module, name);
      if (next !== undefined && next !== null && !(next instanceof Module)) return false;
      module = moduleAt(module, [name]);
    }
    module.add_module(field, m);
    return true;
  }
  /** Takes the module at a path off, and says whether there was one (`torch.fx.GraphModule.delete_submodule`). */
  delete_submodule(target: string): boolean {
    const path = target.split('.');
    const field = path.pop()!;
    let module: unknown = this;
    for (const name of path) {
      module = attributeOf(module, name);
      if (!(module instanceof Module)) return false;
    }
    if (!(attributeOf(module, field) instanceof Module)) return false;
    deleteMember(module as Module, field);
    return true;
  }
  /**
   * Takes off all modules that the graph has no use for (`torch.fx.GraphModule.delete_all_unused_submodules`): it calls
   * neither them nor what is in them, and reads nothing of theirs.
   */
  delete_all_unused_submodules(): void {
    const used = new Set<string>(['']);
    for (const { op, target } of this.#graph.nodes) {
      if (op !== 'call_module' && op !== 'get_attr') continue;
      const names = (target as string).split('.');
      names.forEach((_, i) => used.add(names.slice(0, i + 1).join('.')));
      const found = names.reduce<unknown>(attributeOf, this);
      if (op !== 'call_module' || !(found instanceof Module)) continue;
      for (const [name] of (found as Module).named_modules()) if (name !== '') used.add(`${target as string}.${name}`);
    }
    for (const [name] of [...this.named_modules()]) if (!used.has(name)) this.delete_submodule(name);
  }

  /**
   * The code with comments, of this module and of those below it that have graphs
   * (`torch.fx.GraphModule.print_readable`), which is printed, too.
   */
  print_readable({ print_output = true, ...options }: ReadableOptions = {}): string {
    const text = readable(this, this._get_name(), options);
    if (print_output) console.log(text);
    return text;
  }

  override _get_name(): string {
    return this.#name;
  }
  /** The text of the module without code: what it is in the text of another. */
  __repr__(): string {
    return moduleText(this);
  }
  override toString(): string {
    return [this.__repr__(), this.#code, '// To see more debug info, please use `graph_module.print_readable()`'].join('\n');
  }

  /** A module with copies of everything. */
  __deepcopy__(memo: Memo): GraphModule {
    const whole = cloneModule(this, () => undefined, (value) => deepcopy(value, memo));
    wholes.add(whole);
    const args = [whole, deepcopy(this.#graph, memo), this.#name];
    const copy = Reflect.construct(GraphModule, args, classOf(this)) as GraphModule;
    const { stateDictHooks } = this[stateKey];
    if (stateDictHooks !== undefined) (copy[stateKey].stateDictHooks = new StateDictHooks()).take(stateDictHooks);
    Object.assign(copy.meta, deepcopy(this.meta, memo));
    return copy;
  }
  /** A module with the same graph, of the same members. */
  __copy__(): GraphModule {
    const copy = new GraphModule(this, this.#graph);
    (copy as { meta: Record<string, unknown> }).meta = this.meta;
    return copy;
  }
}

/** The members of a module: modules, then buffers, then parameters. */
function membersIn(module: Module): string[] {
  const here = (members: Iterable<readonly [string, unknown]>): string[] => Array.from(members, ([name]) => name);
  return [...here(module.named_children()), ...here(module.named_buffers()), ...here(module.named_parameters())]
    .filter((name) => attributeOf(module, name.split('.')[0]!) !== undefined);
}

function readable(module: GraphModule, name: string, options: Omit<ReadableOptions, 'print_output'>): string {
  const { src } = module.graph.python_code('this', { ...options, verbose: true });
  const own = src.replace(/^function /, '').trimEnd();
  const inner = [...module.named_children()].filter(([, child]) => child instanceof GraphModule)
    .map(([each, child]) => `\n${readable(child as unknown as GraphModule, each, options)}`);
  const lines = [own, ...inner].join('\n').split('\n').map((line) => (line === '' ? '' : `  ${line}`));
  return `class ${name} extends torch.nn.Module {\n${lines.join('\n')}\n}`;
}
