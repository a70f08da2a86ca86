/** The nodes of a graph in their order: a list that may be changed while somebody goes through it. */
import type { Node } from './node.js';

export class NodeList implements Iterable<Node> {
  readonly #root: Node;
  readonly #length: () => number;
  readonly #backwards: boolean;

  constructor(root: Node, length: () => number, backwards = false) {
    this.#root = root;
    this.#length = length;
    this.#backwards = backwards;
  }

  /** How many there are. */
  get length(): number {
    return this.#length();
  }
  /** The same nodes, the last first. */
  reversed(): NodeList {
    return new NodeList(this.#root, this.#length, !this.#backwards);
  }
  *[Symbol.iterator](): Generator<Node, void, undefined> {
    const next = (node: Node): Node => (this.#backwards ? node._prev : node._next);
    for (let node = next(this.#root); node !== this.#root; node = next(node)) if (!node._erased) yield node;
  }
}
