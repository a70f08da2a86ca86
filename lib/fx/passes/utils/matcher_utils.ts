/** Where a graph occurs in another one (torch/fx/passes/utils/matcher_utils.py). */
import { ParameterImpl } from '../../../nn/parameter.js';
import { AssertionError, KeyError, RuntimeError, ValueError } from '../../../values/errors.js';
import { is_tensor } from '../../../values/is_tensor.js';
import { Slice } from '../../../tensor/slice.js';
import type { Graph } from '../../graph.js';
import { immutable_dict } from '../../immutable_collections.js';
import { attributeOf } from '../../lint.js';
import { Node } from '../../node.js';

/** One place (`torch.fx.passes.utils.matcher_utils.InternalMatch`). */
export class InternalMatch {
  /** The nodes of the pattern that were looked for first. */
  readonly anchors: readonly Node[];
  /** The nodes of the graph by those of the pattern. */
  nodes_map: Map<Node, Node>;
  /** What stands for the inputs of the pattern. */
  placeholder_nodes: Node[];
  /** What stands for its results. */
  returning_nodes: Node[];

  constructor(
    anchors: readonly Node[], nodes_map = new Map<Node, Node>(), placeholder_nodes: Node[] = [],
    returning_nodes: Node[] = [],
  ) {
    this.anchors = anchors;
    this.nodes_map = nodes_map;
    this.placeholder_nodes = placeholder_nodes;
    this.returning_nodes = returning_nodes;
  }

  /** One that changes by itself. */
  __copy__(): InternalMatch {
    const { anchors, nodes_map, placeholder_nodes, returning_nodes } = this;
    return new InternalMatch(anchors, new Map(nodes_map), [...placeholder_nodes], [...returning_nodes]);
  }
}

/** What a {@link SubgraphMatcher} takes by name. */
export interface MatcherOptions {
  /** Whether the output of the pattern has to match, too. */
  readonly match_output?: boolean;
  /** Whether its inputs match inputs alone, and not anything. */
  readonly match_placeholder?: boolean;
  /** Whether only the first of several that overlap counts; true if nothing is said. */
  readonly remove_overlapping_matches?: boolean;
  /** Whether any number or text matches any other. */
  readonly ignore_literals?: boolean;
}

const isComputed = ({ op }: Node): boolean => op !== 'placeholder' && op !== 'output';

/** Python's `==` of two values of one type. */
function equal(a: unknown, b: unknown): boolean {
  if (a instanceof Slice && b instanceof Slice) return equal([a.start, a.stop, a.step], [b.start, b.stop, b.step]);
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((each, i) => equal(each, (b as unknown[])[i]));
  }
  if (a instanceof immutable_dict && b instanceof immutable_dict) return equal(Object.entries(a), Object.entries(b));
  return Object.is(a, b);
}

/** Whether what was computed of a part of a graph comes back into it. */
function isClosed(nodes: readonly Node[]): boolean {
  const inside = new Set(nodes);
  const queue = nodes.flatMap((node) => [...node.users].filter((user) => !inside.has(user)));
  const visited = new Set<Node>();
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    visited.add(node);
    if (inside.has(node)) return false;
    for (const user of node.users) if (!visited.has(user)) queue.push(user);
  }
  return true;
}

/**
 * Finds a pattern, which is a graph, in other graphs by what their nodes compute of what
 * (`torch.fx.passes.utils.matcher_utils.SubgraphMatcher`). Throws a ValueError for an empty pattern, and an
 * AssertionError for one with nodes that nobody uses.
 */
export class SubgraphMatcher {
  readonly pattern: Graph;
  /** The inputs of the pattern. */
  readonly pattern_placeholder_nodes: readonly Node[];
  /** Its results. */
  readonly pattern_returning_nodes: readonly Node[];
  /** The nodes that are looked for first: results that nothing else uses, or the output. */
  readonly pattern_anchors: readonly Node[];
  readonly #options: Required<MatcherOptions>;

  constructor(pattern: Graph, options: MatcherOptions = {}) {
    this.pattern = pattern;
    this.#options = {
      match_output: false, match_placeholder: false, remove_overlapping_matches: true, ignore_literals: false,
      ...options,
    };
    const nodes = [...pattern.nodes];
    if (nodes.length === 0) throw new ValueError('SubgraphMatcher cannot be initialized with an empty pattern');
    for (const node of nodes) {
      if (node.op !== 'output' && !node.is_impure() && node.users.size === 0) {
        throw new AssertionError('SubgraphMatcher cannot be initialized with a pattern with dead code');
      }
    }
    this.pattern_placeholder_nodes = nodes.filter(({ op }) => op === 'placeholder');
    const output = nodes.at(-1)!;
    this.pattern_returning_nodes = output.all_input_nodes;
    const sinks = output.all_input_nodes.filter(({ users }) => users.size === 1);
    this.pattern_anchors = this.#options.match_output ? [output] : sinks;
  }

  #attributesMatch(pn: Node, gn: Node): boolean {
    const [a, b] = [pn, gn].map(({ graph, target }) => {
      if (graph.owning_module === null) throw new AssertionError('pn.graph.owning_module must not be None');
      return (target as string).split('.').reduce<unknown>(attributeOf, graph.owning_module);
    });
    if ((a instanceof ParameterImpl) !== (b instanceof ParameterImpl)) return false;
    if (is_tensor(a)) return is_tensor(b);
    throw new RuntimeError(`Unsupported type ${String(a)} when matching attributes`);
  }
  #nodesAreEqual(pn: Node, gn: Node, node_name_match: string): boolean {
    if (!this.#options.match_placeholder && pn.op === 'placeholder') return true;
    if (node_name_match !== '' && gn.name.includes(node_name_match)) return true;
    if (pn.op !== gn.op) return false;
    if (!isComputed(pn)) return true;
    return pn.op === 'get_attr' ? this.#attributesMatch(pn, gn) : pn.target === gn.target;
  }

  /** Whether nobody outside uses what is inside, results excepted. */
  #isContained({ nodes_map }: InternalMatch): boolean {
    const inside = new Map([...nodes_map].filter(([pn]) => pn.op !== 'placeholder').map(([pn, gn]) => [gn, pn]));
    const isUsedInside = (gn: unknown): boolean =>
      !(gn instanceof Node) || [...gn.users].every((user) => inside.has(user));
    return [...inside].every(([gn, pn]) => this.pattern_returning_nodes.includes(pn) || isUsedInside(gn));
  }

  #literalsMatch(pn: unknown, gn: unknown, match: InternalMatch): boolean {
    if (pn instanceof Node && pn.op === 'placeholder' && !(gn instanceof Node)) {
      if (match.nodes_map.has(pn)) return match.nodes_map.get(pn) === gn;
      match.nodes_map.set(pn, gn as Node);
      return true;
    }
    if (pn instanceof Node || gn instanceof Node) return false;
    return equal(pn, gn);
  }
  #argumentsMatch(a: readonly unknown[], b: readonly unknown[], match: InternalMatch): boolean {
    if (a.length !== b.length) return false;
    return a.every((pn, i) => {
      const gn = b[i];
      if (pn instanceof Node && gn instanceof Node) return this.#nodesMatch(pn, gn, match, '');
      if (Array.isArray(pn) && Array.isArray(gn)) return this.#argumentsMatch(pn as unknown[], gn as unknown[], match);
      return this.#literalsMatch(pn, gn, match) || this.#options.ignore_literals;
    });
  }
  #nodesMatch(pn: Node, gn: Node, match: InternalMatch, node_name_match: string): boolean {
    const known = match.nodes_map.get(pn);
    if (known !== undefined) return known === gn;
    if ([...match.nodes_map.values()].includes(gn)) return false;
    if (!this.#nodesAreEqual(pn, gn, node_name_match)) return false;
    match.nodes_map.set(pn, gn);
    if (pn.op === 'placeholder') return true;
    const names = Object.keys(pn.kwargs);
    if (!equal(names, Object.keys(gn.kwargs))) return false;
    const flat = (node: Node): unknown[] => [...node.args, ...names.map((name) => node.kwargs[name])];
    return pn.args.length === gn.args.length && this.#argumentsMatch(flat(pn), flat(gn), match);
  }

  /**
   * The places in a graph, in its order. Of each the nodes, but for inputs and results, are used by none outside. With
   * `node_name_match` a node matches, too, whose name has this in it.
   */
  match(graph: Graph, { node_name_match = '' }: { readonly node_name_match?: string } = {}): InternalMatch[] {
    const candidates = this.pattern_anchors.map((anchor): [Node, Node[]] =>
      [anchor, [...graph.nodes].filter((node) => this.#nodesAreEqual(anchor, node, node_name_match))]);
    const matches: InternalMatch[] = [];
    const search = (at: number, sofar: InternalMatch): void => {
      if (at === candidates.length) {
        const found = (pn: Node): Node => {
          if (!sofar.nodes_map.has(pn)) throw new KeyError(String(pn));
          return sofar.nodes_map.get(pn)!;
        };
        sofar.placeholder_nodes = this.pattern_placeholder_nodes.map(found);
        sofar.returning_nodes = this.pattern_returning_nodes.map(found);
        matches.push(sofar);
        return;
      }
      const [anchor, nodes] = candidates[at]!;
      for (const node of nodes) {
        const attempt = sofar.__copy__();
        if (this.#nodesMatch(anchor, node, attempt, node_name_match)) search(at + 1, attempt);
      }
    };
    const isPossible = candidates.length > 0 && candidates.every(([, nodes]) => nodes.length > 0);
    if (isPossible) search(0, new InternalMatch(this.pattern_anchors));
    const valid = matches.filter((match) => this.#isContained(match))
      .filter(({ nodes_map }) => isClosed([...nodes_map].filter(([pn]) => isComputed(pn)).map(([, gn]) => gn)));
    return this.#options.remove_overlapping_matches ? withoutOverlaps(valid) : valid;
  }
}

function withoutOverlaps(matches: readonly InternalMatch[]): InternalMatch[] {
  const taken = new Set<Node>();
  return matches.filter(({ nodes_map }) => {
    const nodes = [...nodes_map].filter(([pn]) => isComputed(pn)).map(([, gn]) => gn);
    if (nodes.some((node) => taken.has(node))) return false;
    for (const node of nodes) taken.add(node);
    return true;
  });
}
