/**
 * `torch.fx`: programs as graphs. `symbolic_trace` records what a module or a function does with its inputs; a graph
 * can be read, changed, and run, by itself or as a module of which it is `forward`.
 */
export * as annotate from './annotate.js';
export { settings as config } from './config.js';
export { CodeGen, Graph } from './graph.js';
export type {
  CodeOptions, NamedNodeOptions, NodeOptions, PlaceholderOptions, TracerClass, TransformCodeFunc,
} from './graph.js';
export * as graph from './graph.js';
export { GraphModule } from './graph_module.js';
export type { GraphRoot, ReadableOptions } from './graph_module.js';
export * as graph_module from './graph_module.js';
export * as immutable_collections from './immutable_collections.js';
export { Interpreter, Transformer } from './interpreter.js';
export type { InterpreterOptions, RunOptions } from './interpreter.js';
export * as interpreter from './interpreter.js';
export { has_side_effect, map_arg, Node } from './node.js';
export type {
  Argument, BaseArgument, FormatOptions, Kwargs, NodeMeta, Opcode, ReplaceOptions, Target, TargetFunction,
} from './node.js';
export * as node from './node.js';
export * as operator_schemas from './operator_schemas.js';
export * as passes from './passes/index.js';
export { PH } from './placeholders.js';
export { Proxy } from './proxy.js';
export * as proxy from './proxy.js';
export { replace_pattern } from './subgraph_rewriter.js';
export * as subgraph_rewriter from './subgraph_rewriter.js';
export * as tensor_type from './tensor_type.js';
export * as traceback from './traceback.js';
export { symbolic_trace, Tracer } from './tracer.js';
export type { ConcreteArgs, Traceable, TracerOptions } from './tracer.js';
export { ProxyableClassMeta, wrap } from './wrapping.js';
