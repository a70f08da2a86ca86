/** What nodes that are made know of others that they come from (torch/fx/traceback.py). */
import { callStack } from '../autograd/call_stack.js';
import { context, type Mode } from '../autograd/mode.js';
import { Enumerated } from '../python/enumeration.js';
import { AssertionError } from '../values/errors.js';
import { inspect } from 'node:util';
import type { Graph } from './graph.js';
import type { NodeMeta } from './meta.js';
import type { Node } from './node.js';

let currentMeta: NodeMeta = {};
let replayNode: Node | null = null;
let preserves = false;

/** How a node came of another (`torch.fx.traceback.NodeSourceAction`). */
export class NodeSourceAction extends Enumerated {
  /** It was made of the other one. */
  static readonly CREATE = new NodeSourceAction('CREATE', 0);
  /** It stands in the other one's place. */
  static readonly REPLACE = new NodeSourceAction('REPLACE', 1);
}

/** A {@link NodeSource} as plain values. */
export interface NodeSourceDict {
  readonly name: string;
  readonly target: string;
  readonly graph_id: number;
  readonly pass_name: string;
  readonly action: string;
  readonly from_node: readonly NodeSourceDict[];
}

const graphs = new WeakMap<Graph, number>();
let graphCount = 0;

/** A number for a graph, where Python takes the address. */
function numberOf(graph: Graph): number {
  const known = graphs.get(graph) ?? ++graphCount;
  graphs.set(graph, known);
  return known;
}

/** Which node another one came of, in which pass (`torch.fx.traceback.NodeSource`): what `meta.from_node` holds. */
export class NodeSource {
  /** The pass. */
  readonly pass_name: string;
  /** What it did. */
  readonly action: readonly NodeSourceAction[];
  /** What that node came of itself. */
  readonly from_node: readonly NodeSource[];
  /** What the node is called and calls, and a number of its graph; null for no node. */
  readonly node_info: { readonly name: string; readonly target: string; readonly graph_id: number } | null;

  constructor(
    node: Node | null, pass_name = '', action: NodeSourceAction | readonly NodeSourceAction[] | null = null,
  ) {
    const actions = action === null ? [] : action instanceof NodeSourceAction ? [action] : action;
    for (const each of actions) {
      if (!(each instanceof NodeSourceAction)) throw new AssertionError(`Expected NodeSourceAction, got ${typeof each}`);
    }
    this.pass_name = pass_name;
    this.action = actions;
    this.node_info = node && { name: node.name, target: targetText(node), graph_id: numberOf(node.graph) };
    this.from_node = node === null ? [] : [...(node.meta['from_node'] as readonly NodeSource[] | undefined ?? [])];
  }

  /** What the node is called. */
  get name(): string {
    return this.node_info?.name ?? '';
  }
  /** What it calls. */
  get target(): string {
    return this.node_info?.target ?? '';
  }
  /** A number of its graph; -1 for no node. */
  get graph_id(): number {
    return this.node_info?.graph_id ?? -1;
  }

  /** A line for this one, and those that it came of below it. */
  print_readable(indent = 0): string {
    if (indent > 9) return '';
    const { name, pass_name, graph_id } = this;
    const line = `${' '.repeat(indent * 4)}(name=${name}, pass_name=${pass_name}, action=${this.#actionText()}, ` +
      `graph_id=${graph_id})\n`;
    return [line, ...this.from_node.map((each) => each.print_readable(indent + 1))].join('');
  }
  /** The same as plain values. */
  to_dict(): NodeSourceDict {
    const { name, target, graph_id, pass_name } = this;
    const from_node = this.from_node.map((each) => each.to_dict());
    return { name, target, graph_id, pass_name, action: this.#actionText(), from_node };
  }
  toString(): string {
    return this.print_readable();
  }
  [inspect.custom](): string {
    return this.toString();
  }
  #actionText(): string {
    return this.action.map((each) => each.name.toLowerCase()).join('+');
  }
}

const targetText = ({ target }: Node): string => (typeof target === 'string' ? target : target.name);

/**
 * Has nodes that are made know what the node knew that is run or transformed meanwhile: while `body` runs, or to the
 * end of the block with `using` (`torch.fx.traceback.preserve_node_meta`).
 */
export function preserve_node_meta(enable?: boolean): Mode;
export function preserve_node_meta<T>(enable: boolean, body: () => T): T;
export function preserve_node_meta<T>(enable = true, body?: () => T): Mode | T {
  return context('preserve_node_meta', () => {
    const before = [preserves, { ...currentMeta }] as const;
    preserves = enable;
    return () => {
      [preserves, currentMeta] = before;
    };
  }, body);
}

/** Whether nodes that are made know it (`torch.fx.traceback.has_preserved_node_meta`). */
export const has_preserved_node_meta = (): boolean => preserves;

/** What nodes that are made know (`torch.fx.traceback.get_current_meta`). */
export const get_current_meta = (): NodeMeta => currentMeta;

/** Has nodes that are made say that these lines made them (`torch.fx.traceback.set_stack_trace`); none for no lines. */
export function set_stack_trace(stack: readonly string[]): void {
  if (!preserves) return;
  if (stack.length > 0) currentMeta.stack_trace = stack.join('');
  else delete currentMeta.stack_trace;
}

/**
 * The lines that nodes are said to be made by; where none are kept, those that run
 * (`torch.fx.traceback.format_stack`).
 */
export function format_stack(): string[] {
  return preserves ? [currentMeta.stack_trace ?? ''] : callStack().reverse();
}

/**
 * Adds entries to what nodes have as `meta.custom`, where that is kept: while `body` runs, or to the end of the block
 * with `using` (`torch.fx.traceback.annotate`).
 */
export function annotate(annotation_dict: Readonly<Record<string, unknown>>): Mode;
export function annotate<T>(annotation_dict: Readonly<Record<string, unknown>>, body: () => T): T;
export function annotate<T>(annotation_dict: Readonly<Record<string, unknown>>, body?: () => T): Mode | T {
  return context('annotate', () => {
    const before = currentMeta['custom'] as Readonly<Record<string, unknown>> | undefined;
    currentMeta['custom'] = { ...before, ...annotation_dict };
    return () => {
      if (before === undefined) delete currentMeta['custom'];
      else currentMeta['custom'] = before;
    };
  }, body);
}

/** A function that runs within {@link annotate} (`torch.fx.traceback.annotate_fn`). */
export function annotate_fn(
  annotation_dict: Readonly<Record<string, unknown>>,
): <Args extends unknown[], R>(func: (...args: Args) => R) => (...args: Args) => R {
  return <Args extends unknown[], R>(func: (...args: Args) => R) => {
    const wrapped = (...args: Args): R => annotate(annotation_dict, () => func(...args));
    return Object.defineProperty(wrapped, 'name', { value: func.name });
  };
}

/** Begins the part of a node of autograd's (`torch.fx.traceback.set_grad_fn_seq_nr`). */
export function set_grad_fn_seq_nr(seq_nr: number): void {
  if (!preserves) return;
  currentMeta['grad_fn_seq_nr'] = [...(currentMeta['grad_fn_seq_nr'] as readonly number[] | undefined ?? []), seq_nr];
  currentMeta['in_grad_fn'] = levelOf(currentMeta) + 1;
}

/** Ends it (`torch.fx.traceback.reset_grad_fn_seq_nr`). Throws an AssertionError where none has begun. */
export function reset_grad_fn_seq_nr(): void {
  if (!preserves) return;
  const level = levelOf(currentMeta);
  if (level <= 0) throw new AssertionError(`Expected current_level > 0, got ${level}`);
  if (level === 1) {
    delete currentMeta['in_grad_fn'];
    delete currentMeta['grad_fn_seq_nr'];
    return;
  }
  currentMeta['in_grad_fn'] = level - 1;
  currentMeta['grad_fn_seq_nr'] = (currentMeta['grad_fn_seq_nr'] as readonly number[]).slice(0, -1);
}

const levelOf = (meta: NodeMeta): number => (meta['in_grad_fn'] as number | undefined) ?? 0;

/**
 * Has nodes that are made know what `node` knows, and that they came of it, where that is kept: while `body` runs, or
 * to the end of the block with `using` (`torch.fx.traceback.set_current_meta`).
 */
export function set_current_meta(node: Node, pass_name?: string): Mode;
export function set_current_meta<T>(node: Node, pass_name: string, body: () => T): T;
export function set_current_meta<T>(node: Node, pass_name = '', body?: () => T): Mode | T {
  return context('set_current_meta', () => {
    if (!preserves || Object.keys(node.meta).length === 0) return () => undefined;
    const before = currentMeta;
    currentMeta = { ...node.meta, from_node: [new NodeSource(node, pass_name, NodeSourceAction.CREATE)] };
    return () => {
      currentMeta = before;
    };
  }, body);
}

/**
 * Says which node is made anew: while `body` runs, or to the end of the block
 * (`torch.fx.traceback.set_current_replay_node`).
 */
export function set_current_replay_node(node: Node | null): Mode;
export function set_current_replay_node<T>(node: Node | null, body: () => T): T;
export function set_current_replay_node<T>(node: Node | null, body?: () => T): Mode | T {
  return context('set_current_replay_node', () => {
    const before = replayNode;
    replayNode = node;
    return () => {
      replayNode = before;
    };
  }, body);
}

/** The node that is made anew, or null (`torch.fx.traceback.get_current_replay_node`). */
export const get_current_replay_node = (): Node | null => replayNode;

/**
 * Of each node that calls a function, which nodes it came of, by name
 * (`torch.fx.traceback.get_graph_provenance_json`).
 */
export function get_graph_provenance_json(graph: Graph): Record<string, NodeSourceDict[]> {
  return Object.fromEntries([...graph.nodes].filter(({ op }) => op === 'call_function').map(({ name, meta }) =>
    [name, (meta['from_node'] as readonly NodeSource[] | undefined ?? []).map((source) => source.to_dict())]));
}

/** What a node that is made takes over. */
const copied = [
  'nn_module_stack', 'torch_fn', 'source_fn_stack', 'original_aten', 'recompute', 'ac_graph_id', 'has_backward_hook',
  'from_node', 'quantization_tag', '_numeric_debug_handle', 'custom', 'partitioner_tag',
];

/** Gives a node that was just made what nodes are to know. */
export function copyMeta(node: Node): void {
  if (currentMeta.stack_trace) node.stack_trace = currentMeta.stack_trace;
  for (const name of copied) if (name in currentMeta) node.meta[name] = currentMeta[name];
  const numbers = currentMeta['grad_fn_seq_nr'] as readonly number[] | undefined;
  if (levelOf(currentMeta) > 0) node.meta['seq_nr'] = numbers!.at(-1);
  if (replayNode === null) return;
  node.meta['is_functional_regenerated'] = true;
  for (const name of ['custom', 'stack_trace', 'seq_nr']) if (name in replayNode.meta) node.meta[name] = replayNode.meta[name];
}
