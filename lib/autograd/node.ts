import { inspect } from 'node:util';
import { hookResult } from '../arguments/asynchronous.js';
import * as native from '../addon/autograd.js';
import type { NodeHandle } from '../addon/autograd.js';
import { exactly } from '../arguments/named.js';
import type { Tensor } from '../tensor/tensor.js';
import { gradientsOf, type MaybeTensors } from './gradients.js';
import { checkHook, RemovableHandle } from './hooks.js';

/** Gradients on either side of a node; null where there is none. */
export type NodeGradients = (Tensor | null)[];

type NodeHook = (grad_inputs: NodeGradients, grad_outputs: NodeGradients) => MaybeTensors | undefined | void;
type NodePrehook = (grad_outputs: NodeGradients) => MaybeTensors | undefined | void;

/** A step of the graph that backward() walks: the derivative of one operator (`torch.autograd.graph.Node`). */
export class Node {
  readonly #node: NodeHandle;

  constructor(node: NodeHandle) {
    this.#node = node;
  }

  /** For `backward`, which takes nodes as places. */
  static handleOf(node: Node): NodeHandle {
    return node.#node;
  }

  /** `'AddBackward0'`; nodes of libtorch's own have a C++ namespace. */
  name(): string {
    return native.node_name(this.#node);
  }

  /** The nodes that the gradients go to, each with the number of its input; null where none is needed. */
  get next_functions(): [Node | null, number][] {
    return native.node_next_functions(this.#node).map(([node, input]) => [node && nodeFor(node), input]);
  }

  /** The leaf that an AccumulateGrad node adds to; null for other nodes. */
  get variable(): Tensor | null {
    return native.node_variable(this.#node);
  }

  /**
   * An object for whatever the program wants to keep with the node. In anomaly mode it has the JavaScript stack of the
   * call that made the node, as `traceback_`.
   */
  get metadata(): Record<string, unknown> {
    return native.node_metadata(this.#node);
  }

  /** Whether both stand for the same step: each question for `grad_fn` makes a new object. */
  equals(other: Node): boolean {
    return native.node_same(this.#node, other.#node);
  }

  /** Calls `hook` after the node has run; it may give other `grad_inputs` back (`Node.register_hook`). */
  register_hook(hook: NodeHook): RemovableHandle;
  register_hook(...args: [NodeHook, ...unknown[]]): RemovableHandle {
    exactly('register_hook', 1, args);
    const [hook] = args;
    checkHook('register_hook', hook);
    return new RemovableHandle(native.node_register_hook(this.#node, (inputs, outputs) =>
      gradientsOf(hookResult('register_hook', hook(inputs, outputs)) ?? undefined)));
  }

  /** Calls `hook` before the node runs; it may give other `grad_outputs` back (`Node.register_prehook`). */
  register_prehook(hook: NodePrehook): RemovableHandle;
  register_prehook(...args: [NodePrehook, ...unknown[]]): RemovableHandle {
    exactly('register_prehook', 1, args);
    const [hook] = args;
    checkHook('register_prehook', hook);
    return new RemovableHandle(native.node_register_prehook(this.#node, (outputs) =>
      gradientsOf(hookResult('register_prehook', hook(outputs)) ?? undefined)));
  }

  toString(): string {
    return `<${native.node_short_name(this.#node)} object>`;
  }

  [inspect.custom](): string {
    return this.toString();
  }
}

/** The node that made a tensor; null for a leaf (`Tensor.grad_fn`). */
export function gradFnOf(node: NodeHandle | null): Node | null {
  return node && nodeFor(node);
}

let functionNode: (node: NodeHandle) => Node | null = () => null;
/** What makes the objects of custom Functions' nodes: told by their own module, which knows this one. */
export function provideFunctionNodes(provided: typeof functionNode): void {
  functionNode = provided;
}

/** The object for a node, of the class that its kind has. */
export const nodeFor = (node: NodeHandle): Node => functionNode(node) ?? new Node(node);
