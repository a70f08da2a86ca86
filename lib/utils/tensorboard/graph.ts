/** The graph of a module, as TensorBoard draws it. */
import type { Graph, Node, Value } from '../../jit/graph.js';
import type { Module } from '../../nn/module.js';
import { py_float_repr } from '../../python/format.js';
import { isPlainObject } from '../../python/objects.js';
import { py_repr } from '../../python/repr.js';
import type { Tensor } from '../../tensor/tensor.js';
import { RuntimeError } from '../../values/errors.js';
import { is_tensor } from '../../values/is_tensor.js';
import { shapeOf, type GraphDef, type NodeDef, type RunMetadata } from './messages.js';
import { className, traced } from './trace.js';

/** What a model is called with: one thing, or several in a list. */
export type GraphInput = Tensor | readonly unknown[] | Readonly<Record<string, unknown>>;

/** Something of the graph, before it has its whole name. */
interface Place {
  name: string;
  inputs: readonly string[];
  readonly sizes: readonly number[] | null;
  readonly kind: string;
  readonly attributes: string;
  readonly scope: string | null;
  readonly end: 'input' | 'output' | null;
}

interface Operator {
  readonly node: Node;
  scope: string;
}

const isClass = (value: Value): boolean => value.type().kind() === 'ClassType';

function sizesOf(value: Value): readonly number[] | null {
  try {
    return value.type().sizes() as number[] | null;
  } catch {
    return [1]; // of what is no tensor
  }
}

const end = (value: Value, which: 'input' | 'output', name: string, inputs: readonly string[]): Place =>
  ({ name, inputs, sizes: sizesOf(value), kind: 'IO Node', attributes: '', scope: null, end: which });

/** One attribute in Python's words. */
function attributeText(node: Node, name: string): string {
  const kind = node.kindOf(name);
  const value = (node as unknown as Record<string, (name: string) => unknown>)[kind]!(name);
  if (kind === 'f') return py_float_repr(value as number);
  if (kind === 'fs') return `[${(value as number[]).map(py_float_repr).join(', ')}]`;
  return py_repr(value);
}

/** All attributes; quotes would end TensorBoard's own. */
const attributesOf = (node: Node): string => `{${node.attributeNames()
  .map((name) => `'${name}': ${attributeText(node, name)}`).join(', ')}}`.replaceAll("'", ' ');

/** The nodes that compute, each with its scope; of what is taken from modules only what is no module. */
function operatorsOf(graph: Graph): Operator[] {
  const operators: Operator[] = [];
  const taken = new Map<string, string>();
  for (const node of graph.nodes()) {
    if (node.kind() !== 'prim::GetAttr') {
      operators.push({ node, scope: node.scopeName() });
      continue;
    }
    const name = node.s('name');
    const key = node.output().debugName();
    const parent = node.input().node();
    const above = parent.kind() === 'prim::GetAttr' ? taken.get(parent.output().debugName())! : null;
    const scope = above === null ? `__module.${name}` : `${above}/${above.split('/').at(-1)}.${name}`;
    taken.set(key, scope);
    if (!isClass(node.output())) operators.push({ node, scope });
  }
  return operators;
}

/** Scopes by the classes of modules: `Net/Linear[fc1]`. */
function nameScopes(operators: readonly Operator[], model: Module): void {
  const names = new Map<string, string>();
  for (const [name, module] of model.named_modules(undefined, '__module')) {
    names.set(name, `${className(module as object)}[${name.split('.').at(-1)}]`);
  }
  const base = className(model);
  for (const operator of operators) {
    const parts = operator.scope.split('/').map((part) => names.get(part) ?? part.split('.').at(-1)!);
    operator.scope = parts.some((part) => part !== '') ? `${base}/${parts.join('/')}` : base;
  }
}

function placesOf(graph: Graph, operators: readonly Operator[]): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const input of graph.inputs()) {
    if (input.uses().length > 0 && !isClass(input)) {
      places.set(input.debugName(), end(input, 'input', input.debugName(), []));
    }
  }
  [...graph.outputs()].forEach((output, i) =>
    places.set(`output.${i + 1}`, end(output, 'output', `output.${i + 1}`, [output.debugName()])));
  for (const { node, scope } of operators) {
    const inputs = [...node.inputs()].map((input) => input.debugName());
    for (const output of node.outputs()) {
      const sizes = output.isCompleteTensor() ? sizesOf(output) : null;
      const name = output.debugName();
      places.set(name, { name, inputs, sizes, kind: node.kind(), attributes: attributesOf(node), scope, end: null });
    }
  }
  return places;
}

/** Whole names, by those that values have in the graph. */
function wholeNames(places: ReadonlyMap<string, Place>, operators: readonly Operator[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const { node, scope } of operators) {
    for (const input of node.inputs()) names.set(input.debugName(), `${scope}/${input.debugName()}`);
  }
  for (const [key, place] of places) names.set(key, `${place.end ?? place.scope}/${place.name}`);
  return names;
}

function nodesOf(graph: Graph, model: Module): NodeDef[] {
  const operators = operatorsOf(graph);
  nameScopes(operators, model);
  const places = placesOf(graph, operators);
  const names = wholeNames(places, operators);
  return [...places].map(([key, { inputs, kind, attributes, sizes }]) => ({
    name: names.get(key)!, op: kind, input: inputs.map((input) => names.get(input)!),
    attr: {
      attr: { s: Buffer.from(attributes, 'utf8') },
      ...(sizes === null ? {} : { _output_shapes: { list: { shape: [shapeOf(sizes)] } } }),
    },
  }));
}

function argumentsOf(input: GraphInput | null): readonly unknown[] {
  if (input === null) throw new RuntimeError('example_kwarg_inputs should be a dict');
  return is_tensor(input) || isPlainObject(input) ? [input] : [...(input as readonly unknown[])];
}

/** The operators that a model calls for an input in evaluation, and what TensorBoard wants to know of the run. */
export function graph(
  model: Module, input: GraphInput | null, verbose: boolean, strict: boolean,
): [graph: GraphDef, stepstats: RunMetadata] {
  const before = model.training;
  model.train(false);
  let found: Graph;
  try {
    found = traced(model, argumentsOf(input), strict);
  } catch (error) {
    if (error instanceof RuntimeError) console.log(`${error.message}\nError occurs, No graph saved`);
    throw error;
  } finally {
    model.train(before);
  }
  if (verbose) console.log(String(found));
  const stepstats = { step_stats: { dev_stats: [{ device: '/device:CPU:0' }] } };
  return [{ node: nodesOf(found, model), versions: { producer: 22 } }, stepstats];
}
