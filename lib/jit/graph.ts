/** Graphs of TorchScript, to be read (torch._C; native/jit/graph.cpp). */
import { inspect } from 'node:util';
import {
  script as native, type BlockFacts, type BlockHandle, type GraphHandle, type NodeFacts, type NodeHandle,
  type ValueFacts, type ValueHandle,
} from '../addon/doors.js';
import { attributeOf, attributeValue, constantOf } from '../addon/script.js';
import { kind, plain } from '../arguments/kinds.js';
import { signature } from '../arguments/signature.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Complex } from '../values/complex.js';
import { IndexError, RuntimeError } from '../values/errors.js';
import { kinds as types, Type, typeFrom } from './types.js';
import type { TypeHandle } from '../addon/doors.js';

const kinds = {
  ...plain, Type: types.Type, Node: kind((value) => value instanceof Node), Use: kind((value) => value instanceof Use),
  Value: kind((value) => value instanceof Value),
};

const takes = {
  nothing: signature('Graph()'),
  // Python compares with anything.
  sameNode: signature('Node.isBefore(self, n: Node) -> bool'),
  sameValue: signature('AliasDb.has_writers(self, v: Value) -> bool'),
  str: signature('Graph.str(self, print_source_ranges: bool = True) -> str', kinds),
  find: signature('Graph.findNode(self, kind: str, recurse: bool = True) -> Node | None', kinds),
  alias_db: signature('Graph.alias_db(self, isFrozen: bool = False, descend_function_calls: bool = False)', kinds),
  attribute: signature('Node.hasAttribute(self, name: str) -> bool', kinds),
  input: signature('Node.inputsAt(self, i: int) -> Value', kinds),
  node: signature('Node.isBefore(self, n: Node) -> bool', kinds),
  use: signature('Use.isAfter(self, u: Use) -> bool', kinds),
  name: signature('Value.setDebugName(self, name: str) -> Value', kinds),
  type: signature('Value.setType(self, type: Type) -> Value', kinds),
  value: signature('AliasDb.has_writers(self, v: Value) -> bool', kinds),
  values: signature('AliasDb.may_contain_alias(self, v1: Value, v2: Value) -> bool', kinds),
};

const made = Symbol('made');

/** One of a list. Throws an IndexError where there is none. */
function at<H, T>(list: readonly H[], index: number, from: (handle: H) => T): T {
  const found = list[index];
  if (found === undefined) throw new IndexError(`there is no number ${index} of ${list.length}`);
  return from(found);
}

/** The only input or output of a node. */
function single(node: NodeFacts, list: 'inputs' | 'outputs', name: string): ValueHandle {
  const { length, [0]: only } = node[list];
  if (length === 1) return only!;
  throw new RuntimeError(`Tried to access a single ${name} on node '${node.kind}' which has ${length} outputs. You may ` +
    `consider using node.${list}() instead.`);
}

/** A part of a graph, which others hand out. A RuntimeError where a pass has taken it out of its graph. */
abstract class Part {
  constructor(args: readonly unknown[], name: string) {
    if (args[0] !== made) throw new TypeError(`torch._C.${name}: No constructor defined!`);
  }
  [inspect.custom](): string {
    return this.toString();
  }
}

/** A step of a graph: what kind of operator it is, with what and what for (`torch.Node`). */
export class Node extends Part {
  readonly #node: NodeHandle;

  /** Nodes come from their graph: this throws a TypeError. */
  constructor(...args: readonly unknown[]) {
    super(args, 'Node');
    this.#node = args[1] as NodeHandle;
  }

  get #read(): NodeFacts {
    return native.jit_node_read(this.#node);
  }
  #has(name: string, kind: string): unknown {
    const found = this.kindOf(name);
    if (found !== kind) throw new RuntimeError(`required keyword attribute '${name}' has the wrong type`);
    return kind === 'ty' || kind === 'g' ? attributeOf(this.#node, name) : attributeValue(this.#node, name);
  }

  /** The operator, with its namespace: `aten::relu`, `prim::If`. */
  kind(): string {
    return this.#read.kind;
  }
  /** The schema of the operator; `(no schema)` for what has none. */
  schema(): string {
    return this.#read.schema ?? '(no schema)';
  }
  /** What goes in. */
  inputs(): ArrayIterator<Value> {
    return this.#read.inputs.map(valueFrom).values();
  }
  /** How many go in. */
  inputsSize(): number {
    return this.#read.inputs.length;
  }
  /** One of {@link inputs}. */
  inputsAt(...args: typeof takes.input.args): Value {
    return at(this.#read.inputs, takes.input.list(args)[0], valueFrom);
  }
  /** The only one of {@link inputs}. Throws a RuntimeError where there is not one. */
  input(): Value {
    return valueFrom(single(this.#read, 'inputs', 'input'));
  }
  /** The input for an argument of the operator. */
  namedInput(...args: typeof takes.attribute.args): Value {
    return valueFrom(native.jit_node_named_input(this.#node, takes.attribute.list(args, 'Node.namedInput')[0]));
  }
  /** What comes out. */
  outputs(): ArrayIterator<Value> {
    return this.#read.outputs.map(valueFrom).values();
  }
  /** How many come out. */
  outputsSize(): number {
    return this.#read.outputs.length;
  }
  /** One of {@link outputs}. */
  outputsAt(...args: typeof takes.input.args): Value {
    return at(this.#read.outputs, takes.input.list(args, 'Node.outputsAt')[0], valueFrom);
  }
  /** The only one of {@link outputs}. Throws a RuntimeError where there is not one. */
  output(): Value {
    return valueFrom(single(this.#read, 'outputs', 'output'));
  }
  /** Whether more than one comes out. */
  hasMultipleOutputs(): boolean {
    return this.#read.outputs.length > 1;
  }
  /** Whether anything uses what comes out. */
  hasUses(): boolean {
    return this.#read.outputs.some((output) => native.jit_value_read(output).uses.length > 0);
  }
  /** The blocks of a branch or a loop. */
  blocks(): ArrayIterator<Block> {
    return this.#read.blocks.map(blockFrom).values();
  }
  /** The block that it stands in. */
  owningBlock(): Block | null {
    const { owning } = this.#read;
    return owning && blockFrom(owning);
  }
  /** The first node of a kind in its blocks; null if there is none. */
  findNode(...args: typeof takes.find.args): Node | null {
    return this.findAllNodes(...takes.find.list(args, 'Node.findNode'))[0] ?? null;
  }
  /** All nodes of a kind in its blocks. */
  findAllNodes(...args: typeof takes.find.args): Node[] {
    const [kind, recurse] = takes.find.list(args, 'Node.findAllNodes');
    return this.#read.blocks.flatMap((block) => native.jit_block_find(block, kind, recurse).map(nodeFrom));
  }
  /** Whether it comes before another one. Throws a RuntimeError for one of another graph. */
  isBefore(...args: typeof takes.node.args): boolean {
    return native.jit_node_order(this.#node, takes.node.list(args)[0].#node);
  }
  /** Whether it comes after another one. */
  isAfter(...args: typeof takes.node.args): boolean {
    return native.jit_node_order(takes.node.list(args, 'Node.isAfter')[0].#node, this.#node);
  }
  /** Whether both are the same node. */
  equals(...args: typeof takes.node.args): boolean {
    const [other] = takes.sameNode.list(args, 'Node.__eq__') as readonly [unknown];
    return other instanceof Node && native.jit_part_same('node', this.#node, other.#node);
  }

  /** The scopes that it was recorded in. */
  scopeName(): string {
    return this.#read.scope;
  }
  /** The modules whose code it is of, outermost first. */
  getModuleHierarchy(): string {
    return this.#read.hierarchy;
  }
  /** Where it stands in the program that was compiled. */
  sourceRange(): string {
    return this.#read.source;
  }
  /** Whether it gives other values for the same inputs, as random numbers are. */
  isNondeterministic(): boolean {
    return this.#read.nondeterministic;
  }
  /** Whether it is None, whatever happens. */
  mustBeNone(): boolean {
    return this.#read.none;
  }

  /** Whether it has any attribute. */
  hasAttributes(): boolean {
    return this.attributeNames().length > 0;
  }
  /** Whether it has an attribute of the name. */
  hasAttribute(...args: typeof takes.attribute.args): boolean {
    return Object.hasOwn(this.#read.attributes, takes.attribute.list(args)[0]);
  }
  /** The names of its attributes: of a constant `value`. */
  attributeNames(): string[] {
    return Object.keys(this.#read.attributes);
  }
  /** What an attribute is: `i` for an integer, `fs` for floats, `t` for a tensor. The method of that name reads it. */
  kindOf(...args: typeof takes.attribute.args): string {
    const [name] = takes.attribute.list(args, 'Node.kindOf');
    const { attributes } = this.#read;
    if (!Object.hasOwn(attributes, name)) throw new RuntimeError(`required keyword attribute '${name}' is undefined`);
    return attributes[name]!;
  }
  /** The integer of an attribute. Throws a RuntimeError for an attribute that is none, as all below. */
  i(...args: typeof takes.attribute.args): number | bigint {
    return this.#has(takes.attribute.list(args, 'Node.i')[0], 'i') as number | bigint;
  }
  /** The float of an attribute. */
  f(...args: typeof takes.attribute.args): number {
    return this.#has(takes.attribute.list(args, 'Node.f')[0], 'f') as number;
  }
  /** The complex number of an attribute. */
  c(...args: typeof takes.attribute.args): Complex {
    return this.#has(takes.attribute.list(args, 'Node.c')[0], 'c') as Complex;
  }
  /** The text of an attribute. */
  s(...args: typeof takes.attribute.args): string {
    return this.#has(takes.attribute.list(args, 'Node.s')[0], 's') as string;
  }
  /** The tensor of an attribute. */
  t(...args: typeof takes.attribute.args): Tensor {
    return this.#has(takes.attribute.list(args, 'Node.t')[0], 't') as Tensor;
  }
  /** The integers of an attribute. */
  is(...args: typeof takes.attribute.args): (number | bigint)[] {
    return this.#has(takes.attribute.list(args, 'Node.is')[0], 'is') as (number | bigint)[];
  }
  /** The floats of an attribute. */
  fs(...args: typeof takes.attribute.args): number[] {
    return this.#has(takes.attribute.list(args, 'Node.fs')[0], 'fs') as number[];
  }
  /** The texts of an attribute. */
  ss(...args: typeof takes.attribute.args): string[] {
    return this.#has(takes.attribute.list(args, 'Node.ss')[0], 'ss') as string[];
  }
  /** The tensors of an attribute. */
  ts(...args: typeof takes.attribute.args): Tensor[] {
    return this.#has(takes.attribute.list(args, 'Node.ts')[0], 'ts') as Tensor[];
  }
  /** A value of any kind: a list, a dict, an object. */
  ival(...args: typeof takes.attribute.args): unknown {
    return this.#has(takes.attribute.list(args, 'Node.ival')[0], 'ival');
  }
  /** The type of an attribute. */
  ty(...args: typeof takes.attribute.args): Type {
    return typeFrom(this.#has(takes.attribute.list(args, 'Node.ty')[0], 'ty') as TypeHandle);
  }
  /** The graph of an attribute. */
  g(...args: typeof takes.attribute.args): Graph {
    return graphFrom(this.#has(takes.attribute.list(args, 'Node.g')[0], 'g') as GraphHandle);
  }
  override toString(): string {
    return this.#read.text;
  }
}

/** What a node makes, and others use (`torch.Value`). */
export class Value extends Part {
  readonly #value: ValueHandle;

  /** Values come from their graph: this throws a TypeError. */
  constructor(...args: readonly unknown[]) {
    super(args, 'Value');
    this.#value = args[1] as ValueHandle;
  }
  static handleOf(value: Value): ValueHandle {
    return value.#value;
  }
  get #read(): ValueFacts {
    return native.jit_value_read(this.#value);
  }

  /** Its name in the graph's text, without the `%`. */
  debugName(): string {
    return this.#read.name;
  }
  /** Gives it a name. Throws a RuntimeError for one that is a number. */
  setDebugName(...args: typeof takes.name.args): this {
    native.jit_value_set(this.#value, takes.name.list(args)[0]);
    return this;
  }
  /** Its number in the graph. */
  unique(): number {
    return this.#read.unique;
  }
  /** Which of the node's outputs it is. */
  offset(): number {
    return this.#read.offset;
  }
  /** The node that makes it. */
  node(): Node {
    return nodeFrom(this.#read.node);
  }
  /** Who uses it. */
  uses(): Use[] {
    return this.#read.uses.map(([user, offset]) => new (Use as unknown as MadeUse)(made, nodeFrom(user), offset));
  }
  /** Its type. */
  type(): Type {
    return typeFrom(this.#read.type);
  }
  /** Gives it another type. */
  setType(...args: typeof takes.type.args): this {
    native.jit_value_set(this.#value, Type.handleOf(takes.type.list(args)[0]));
    return this;
  }
  /** Whether all is known of the tensor that it is. */
  isCompleteTensor(): boolean {
    return this.#read.complete;
  }
  /** Whether it may require grad. */
  requires_grad(): boolean {
    return this.#read.requires_grad;
  }
  /** Whether it requires grad; null if that is not known. */
  requiresGrad(): boolean | null {
    return this.#read.known_grad;
  }
  /** What it always is, for a constant; null for others. */
  toIValue(): unknown {
    return constantOf(this.#value)?.[0] ?? null;
  }
  /** Whether both are the same value. */
  equals(...args: typeof takes.value.args): boolean {
    const [other] = takes.sameValue.list(args, 'Value.__eq__') as readonly [unknown];
    return other instanceof Value && native.jit_part_same('value', this.#value, other.#value);
  }
  override toString(): string {
    return native.jit_value_text(this.#value);
  }
}

/** Who uses a value: a node, and which of its inputs that is (`torch.Use`). */
export class Use extends Part {
  /** The node. */
  readonly user: Node;
  /** Which of its inputs. */
  readonly offset: number;

  /** Uses come from their value: this throws a TypeError. */
  constructor(...args: readonly unknown[]) {
    super(args, 'Use');
    [, this.user, this.offset] = args as [unknown, Node, number];
  }
  /** Whether it comes after another one in the graph. */
  isAfter(...args: typeof takes.use.args): boolean {
    const [other] = takes.use.list(args);
    if (this.user.equals(other.user)) return this.offset > other.offset;
    return this.user.isAfter(other.user);
  }
}
type MadeUse = new (key: typeof made, user: Node, offset: number) => Use;

/** Nodes one after the other: a graph's, or a branch's (`torch.Block`). */
export class Block extends Part {
  readonly #block: BlockHandle;

  /** Blocks come from their graph: this throws a TypeError. */
  constructor(...args: readonly unknown[]) {
    super(args, 'Block');
    this.#block = args[1] as BlockHandle;
  }
  get #read(): BlockFacts {
    return native.jit_block_read(this.#block);
  }

  /** What the nodes find. */
  inputs(): ArrayIterator<Value> {
    return this.#read.inputs.map(valueFrom).values();
  }
  /** What comes out. */
  outputs(): ArrayIterator<Value> {
    return this.#read.outputs.map(valueFrom).values();
  }
  /** The nodes. */
  nodes(): ArrayIterator<Node> {
    return this.#read.nodes.map(nodeFrom).values();
  }
  /** The node that it is a block of; null for a graph's. */
  owningNode(): Node | null {
    const { owning } = this.#read;
    return owning && nodeFrom(owning);
  }
  /** The node whose outputs are {@link inputs}. */
  paramNode(): Node {
    return nodeFrom(this.#read.param);
  }
  /** The node whose inputs are {@link outputs}. */
  returnNode(): Node {
    return nodeFrom(this.#read.return);
  }
  /** The first node of a kind; null if there is none. */
  findNode(...args: typeof takes.find.args): Node | null {
    return this.findAllNodes(...takes.find.list(args, 'Block.findNode'))[0] ?? null;
  }
  /** All nodes of a kind, with those in blocks of blocks unless `recurse` is false. */
  findAllNodes(...args: typeof takes.find.args): Node[] {
    const [kind, recurse] = takes.find.list(args, 'Block.findAllNodes');
    return native.jit_block_find(this.#block, kind, recurse).map(nodeFrom);
  }
  override toString(): string {
    return '<torch.Block>';
  }
}

/** What a function computes, as TorchScript has it (`torch.Graph`): read, never run. */
export class Graph {
  readonly #graph: GraphHandle;

  /** An empty one. */
  constructor(...args: readonly unknown[]) {
    if (args[0] !== made) takes.nothing.list(args, 'Graph.__init__');
    this.#graph = args[0] === made ? args[1] as GraphHandle : native.jit_graph();
  }
  static handleOf(graph: Graph): GraphHandle {
    return graph.#graph;
  }
  /** Its only block. */
  block(): Block {
    return blockFrom(native.jit_graph_block(this.#graph));
  }
  /** What the function takes. */
  inputs(): ArrayIterator<Value> {
    return this.block().inputs();
  }
  /** What the function gives. */
  outputs(): ArrayIterator<Value> {
    return this.block().outputs();
  }
  /** The nodes, in their order. */
  nodes(): ArrayIterator<Node> {
    return this.block().nodes();
  }
  /** The node whose outputs are {@link inputs}. */
  param_node(): Node {
    return this.block().paramNode();
  }
  /** The node whose inputs are {@link outputs}. */
  return_node(): Node {
    return this.block().returnNode();
  }
  /** The first node of a kind; null if there is none. */
  findNode(...args: typeof takes.find.args): Node | null {
    return this.findAllNodes(...takes.find.list(args))[0] ?? null;
  }
  /** All nodes of a kind, with those in branches and loops unless `recurse` is false. */
  findAllNodes(...args: typeof takes.find.args): Node[] {
    return this.block().findAllNodes(...takes.find.list(args, 'Graph.findAllNodes'));
  }
  /** A copy of the graph, of which nothing is the same. */
  copy(): Graph {
    return graphFrom(native.jit_graph_copy(this.#graph));
  }
  /** Throws a RuntimeError where something of it cannot be. */
  lint(): void {
    native.jit_graph_lint(this.#graph);
  }
  /** Its text; without `print_source_ranges` no places in the program that was compiled. */
  str(...args: typeof takes.str.args): string {
    return native.jit_graph_text(this.#graph, takes.str.list(args)[0]);
  }
  /** Which values may be the same memory. */
  alias_db(...args: typeof takes.alias_db.args): AliasDb {
    return new (AliasDb as unknown as MadeAliasDb)(made, this.#graph, ...takes.alias_db.list(args));
  }
  /** Prints {@link alias_db}. */
  dump_alias_db(): void {
    console.log(this.alias_db().toString());
  }
  toString(): string {
    return this.str();
  }
  [inspect.custom](): string {
    return this.toString();
  }
}

/** Which values of a graph may be the same memory (`torch.AliasDb`). */
export class AliasDb {
  readonly #of: readonly [graph: GraphHandle, frozen: boolean, descend: boolean];

  /** They come from {@link Graph.alias_db}: this throws a TypeError. */
  constructor(...args: readonly unknown[]) {
    if (args[0] !== made) throw new TypeError('torch._C.AliasDb: No constructor defined!');
    this.#of = args.slice(1) as [GraphHandle, boolean, boolean];
  }
  /** Whether any node writes to the value. */
  has_writers(...args: typeof takes.value.args): boolean {
    const [graph, frozen, descend] = this.#of;
    return native.jit_graph_aliases(graph, 'writers', frozen, descend, Value.handleOf(takes.value.list(args)[0]));
  }
  /** Whether the values, or what is inside of them, may be the same memory. */
  may_contain_alias(...args: typeof takes.values.args): boolean {
    const [graph, frozen, descend] = this.#of;
    const [a, b] = takes.values.list(args);
    return native.jit_graph_aliases(graph, 'alias', frozen, descend, Value.handleOf(a), Value.handleOf(b));
  }
  /** A picture of it, in the language of Graphviz. */
  to_graphviz_str(): string {
    const [graph, frozen, descend] = this.#of;
    return native.jit_graph_aliases(graph, 'graphviz', frozen, descend);
  }
  /** Prints it. */
  dump(): void {
    console.log(this.toString());
  }
  toString(): string {
    const [graph, frozen, descend] = this.#of;
    return native.jit_graph_aliases(graph, 'text', frozen, descend);
  }
}
type MadeAliasDb = new (key: typeof made, graph: GraphHandle, frozen: boolean, descend: boolean) => AliasDb;

type Made<H, T> = new (key: typeof made, handle: H) => T;

const nodeFrom = (handle: NodeHandle): Node => new (Node as unknown as Made<NodeHandle, Node>)(made, handle);
const valueFrom = (handle: ValueHandle): Value => new (Value as unknown as Made<ValueHandle, Value>)(made, handle);
const blockFrom = (handle: BlockHandle): Block => new (Block as unknown as Made<BlockHandle, Block>)(made, handle);
/** The object for a graph. */
export const graphFrom = (handle: GraphHandle): Graph =>
  new (Graph as unknown as Made<GraphHandle, Graph>)(made, handle);

/** Reads the text of a graph (`torch.parse_ir`). Throws a RuntimeError that shows what is wrong with it. */
export const parse_ir = signature('parse_ir(input: str, parse_tensor_constants: bool = False) -> Graph', kinds).define(
  (input, parse_tensor_constants) => graphFrom(native.jit_graph_parse(input, parse_tensor_constants)));
