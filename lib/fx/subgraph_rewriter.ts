/** Parts of graphs in the place of others (torch/fx/subgraph_rewriter.py). */
import { deepcopy } from '../nn/copy.js';
import { Module } from '../nn/module.js';
import { setField } from '../nn/module/members.js';
import { AssertionError, RuntimeError } from '../values/errors.js';
import { Graph } from './graph.js';
import { GraphModule } from './graph_module.js';
import { attributeOf } from './lint.js';
import { Node, type Argument } from './node.js';
import { SubgraphMatcher, type InternalMatch } from './passes/utils/matcher_utils.js';
import { symbolic_trace, type Traceable } from './tracer.js';

/** A place where the pattern was (`torch.fx.subgraph_rewriter.Match`). */
export class Match {
  /** The node that was looked for first, of the pattern. */
  readonly anchor: Node;
  /** The nodes of the graph by those of the pattern. */
  readonly nodes_map: ReadonlyMap<Node, Node>;

  constructor(anchor: Node, nodes_map: ReadonlyMap<Node, Node>) {
    this.anchor = anchor;
    this.nodes_map = nodes_map;
  }
}

/** The same, with what stands there now (`torch.fx.subgraph_rewriter.ReplacedPatterns`). */
export class ReplacedPatterns extends Match {
  /** The nodes that were added. */
  readonly replacements: readonly Node[];

  constructor(anchor: Node, nodes_map: ReadonlyMap<Node, Node>, replacements: readonly Node[]) {
    super(anchor, nodes_map);
    this.replacements = replacements;
  }
}

/** A part of a graph: what is traced, or a graph. */
export type Pattern = Traceable | Graph;

/** Says whether a place counts. */
export type MatchFilter = (match: InternalMatch, original_graph: Graph, pattern_graph: Graph) => boolean;

/** What {@link replace_pattern_with_filters} takes by name. */
export interface RewriteOptions {
  /** Who all have to say yes to a place. */
  readonly match_filters?: readonly MatchFilter[] | null;
  /** Whether any number or text of the pattern matches any other. */
  readonly ignore_literals?: boolean;
  /** Makes the graph that a place gets, where no replacement is given. */
  readonly replacement_callback?: ((match: InternalMatch, original_graph: Graph, pattern_graph: Graph) => Graph) | null;
  /** Has a node match whose name has this in it. */
  readonly node_name_match?: string;
}

const graphOf = (part: Pattern): Graph => {
  if (part instanceof Graph) return part;
  return part instanceof GraphModule ? part.graph : symbolic_trace(part).graph;
};

/**
 * Puts `replacement` in the place of each `pattern` in the graph of `gm` (`torch.fx.replace_pattern`), and gives the
 * places: both are functions or modules, which are traced, or graphs, and take the same inputs. Of places that overlap
 * the first counts; nobody outside may use what is computed inside, results excepted. Recompiles `gm`.
 */
export function replace_pattern(gm: GraphModule, pattern: Pattern, replacement: Pattern): Match[] {
  return rewritten(gm, pattern, replacement, {}).map(({ anchor, nodes_map }) => new Match(anchor, nodes_map));
}

/**
 * The same where filters agree (`torch.fx.subgraph_rewriter.replace_pattern_with_filters`); gives the nodes that were
 * added, too. Throws an AssertionError where there is neither a replacement nor who makes one.
 */
export function replace_pattern_with_filters(
  gm: GraphModule, pattern: Pattern, replacement: Pattern | null = null, options: RewriteOptions = {},
): ReplacedPatterns[] {
  return rewritten(gm, pattern, replacement, options);
}

function rewritten(
  gm: GraphModule, pattern: Pattern, replacement: Pattern | null,
  { match_filters, ignore_literals = false, replacement_callback, node_name_match = '' }: RewriteOptions,
): ReplacedPatterns[] {
  const original = gm.graph;
  const patternGraph = graphOf(pattern);
  const matches = new SubgraphMatcher(patternGraph, { ignore_literals }).match(original, { node_name_match })
    .filter((match) => (match_filters ?? []).every((agrees) => agrees(match, original, patternGraph)));
  const common = replacement === null ? null : graphOf(replacement);
  if (common === null && !replacement_callback) {
    throw new AssertionError('Must provide either a replacement GraphModule or a replacement callback');
  }
  const changed = new Map<Node, Node>();
  const replaced = matches.map((match) => {
    const graph = replacement_callback?.(match, original, patternGraph) ?? common!;
    const replacements = replaceOne(original, patternGraph, graph, match, changed);
    return new ReplacedPatterns(match.anchors[0]!, match.nodes_map, replacements);
  });
  gm.recompile();
  if (replacement instanceof Module) takeAttributes(gm, replacement as Module);
  return replaced;
}

/** The node before which a replacement stands: the first that uses a result, else the one behind the last result. */
function placeFor(graph: Graph, match: InternalMatch): Node {
  const users = new Set(match.returning_nodes.flatMap((node) => [...node.users]));
  const nodes = [...graph.nodes];
  const first = nodes.find((node) => users.has(node));
  const last = nodes.findLastIndex((node) => match.returning_nodes.includes(node));
  const place = first ?? nodes[last + 1];
  if (place === undefined) throw new AssertionError("The insert point can't be None");
  return place;
}

/** Replaces one place; gives the nodes that were added. */
function replaceOne(
  original: Graph, pattern: Graph, replacement: Graph, match: InternalMatch, changed: Map<Node, Node>,
): Node[] {
  const inputs = [...replacement.nodes].filter(({ op }) => op === 'placeholder');
  const patternInputs = [...pattern.nodes].filter(({ op }) => op === 'placeholder');
  if (match.placeholder_nodes.length !== inputs.length) {
    throw new AssertionError(`Placeholder count mismatch: ${match.placeholder_nodes.length} vs ${inputs.length}`);
  }
  const values = new Map<Node, Argument>();
  inputs.forEach((input, i) => {
    const given = match.placeholder_nodes[i]!;
    const now = changed.get(given) ?? given;
    values.set(input, now);
    match.placeholder_nodes[i] = now;
    match.nodes_map.set(patternInputs[i]!, now);
  });
  const copied = original.inserting_before(placeFor(original, match), () => original.graph_copy(replacement, values));
  const results = (Array.isArray(copied) ? copied : [copied]) as Node[];
  const added = [...values.values()].filter((value): value is Node =>
    value instanceof Node && !match.placeholder_nodes.includes(value));
  if (match.returning_nodes.length !== results.length) {
    throw new AssertionError(`Returning nodes count mismatch: ${match.returning_nodes.length} vs ${results.length}`);
  }
  match.returning_nodes.forEach((node, i) => {
    node.replace_all_uses_with(results[i]!);
    changed.set(node, results[i]!);
  });
  for (const node of pattern.nodes.reversed()) {
    if (node.op !== 'placeholder' && node.op !== 'output') original.erase_node(match.nodes_map.get(node)!);
  }
  return added;
}

/** Gives a module what its graph names now and the replacement has. Throws a RuntimeError for what neither has. */
function takeAttributes(gm: GraphModule, replacement: Module): void {
  gm.delete_all_unused_submodules();
  if (replacement instanceof GraphModule) replacement.graph.lint();
  for (const { op, target } of gm.graph.nodes) {
    if (op !== 'call_module' && op !== 'get_attr') continue;
    const path = target as string;
    const at = (module: Module): unknown => path.split('.').reduce<unknown>(attributeOf, module);
    if (at(gm) !== undefined) continue;
    const value = at(replacement);
    if (value === undefined) {
      throw new RuntimeError(`Attempted to create a "${op}" node during subgraph rewriting with target ${path}, but the ` +
        'referenced attribute does not exist in the replacement GraphModule');
    }
    const copy = deepcopy(value);
    if (copy instanceof Module) gm.add_submodule(path, copy as Module);
    else setField(gm, path, copy);
  }
  gm.graph.lint();
}
