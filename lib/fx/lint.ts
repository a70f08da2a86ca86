/** What `Graph.lint` looks at. */
import type { Module } from '../nn/module.js';
import { CallableModule } from '../nn/module/callable_module.js';
import { fieldsOf, hasAttribute } from '../nn/module/members.js';
import { typename } from '../overrides/typename.js';
import { RuntimeError, ValueError } from '../values/errors.js';
import type { Graph } from './graph.js';
import type { Node } from './node.js';

const opcodes: ReadonlySet<string> = new Set([
  'call_function', 'call_method', 'get_attr', 'call_module', 'placeholder', 'output',
]);

/** The attribute of a module, or of what lies in one; undefined where there is none. */
export function attributeOf(owner: unknown, name: string): unknown {
  if (owner instanceof CallableModule) {
    return hasAttribute(owner as Module, name) ? fieldsOf(owner as Module)[name] : undefined;
  }
  return (owner as Readonly<Record<string, unknown>> | null | undefined)?.[name];
}

/** Throws a RuntimeError for nodes of another graph, in another order than they need, or with a name twice. */
export function checkNodes(graph: Graph): void {
  const names = new Set<string>();
  const seen = new Set<Node>();
  const checkArgument = (arg: Node, node: Node): void => {
    if (arg.graph !== graph) {
      throw new RuntimeError(
        `Argument '${arg}' of Node '${node}' does not belong to this Graph, but was used as an argument! If you are ` +
          'copying nodes from another graph, make sure to use ``arg_transform`` on node_copy() to remap values\n' +
          `${graph}`);
    }
    if (!seen.has(arg)) {
      throw new RuntimeError(
        `Argument '${arg}' of Node '${node}' was used before it has been defined! Please check that Nodes in the graph ` +
          `are topologically ordered\n${graph}`);
    }
  };
  for (const node of graph.nodes) {
    if (!opcodes.has(node.op)) throw new RuntimeError(`Node ${node} had unknown opcode ${node.op}!`);
    if (node.graph !== graph) throw new RuntimeError(`Node '${node}' does not belong to this Graph!`);
    for (const arg of node._input_nodes) checkArgument(arg, node);
    seen.add(node);
    if (names.has(node.name)) throw new RuntimeError(`Node redefined name ${node.name}!`);
    names.add(node.name);
  }
}

/** Throws for a node that names what its module does not have. */
export function checkTarget(node: Node, owner: Module): void {
  const { op, target } = node;
  if ((op === 'call_function') !== (typeof target === 'function')) {
    throw new ValueError(`Node ${node} target ${String(target)} has type ${typename(target)} but a ` +
      `${op === 'call_function' ? 'Callable' : 'str'} is expected`);
  }
  if (op !== 'get_attr' && op !== 'call_module') return;
  const path = target as string;
  const names = path.split('.');
  let found: unknown = owner;
  names.forEach((name, i) => {
    const before = names.slice(0, i).join('.');
    found = attributeOf(found, name);
    if (found === undefined || found === null) {
      throw new RuntimeError(`Node ${node} target ${path} references nonexistent attribute ${name} of ${before}`);
    }
    if (op === 'call_module' && !(found instanceof CallableModule)) {
      throw new RuntimeError(`Node ${node} target ${path} ${name} of ${before} does not reference an nn.Module`);
    }
  });
}
