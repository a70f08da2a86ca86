import type { Rule } from 'eslint';
import type * as ts from 'typescript';

/** A node of the syntax tree, as far as these rules look at it. */
export interface Node {
  readonly type: string;
  readonly parent?: Node;
  readonly [part: string]: unknown;
}

interface Services {
  readonly program: ts.Program;
  getTypeAtLocation(node: Node): ts.Type;
}

/** What the rules ask about types; made once for a file. */
export interface Typed {
  /** Whether a value is a tensor, or one of several kinds of tensors, and nothing else. */
  isTensor(node: unknown): boolean;
  /** Whether a value is a tensor unless it is null or undefined. */
  mayBeTensor(node: unknown): boolean;
  isNumber(node: unknown): boolean;
  hasMember(node: unknown, name: string): boolean;
}

// What only tensors have. Their class may be called otherwise in declarations, and more than one copy may be loaded.
const marks = ['requires_grad_', 'index_put_', 'backward', 'untyped_storage'];

/**
 * The types of the file that a rule looks at. Throws an Error where typescript-eslint has none: without types nothing
 * can be said about tensors.
 */
export function typesOf(context: Rule.RuleContext): Typed {
  const services = context.sourceCode.parserServices as Partial<Services>;
  if (services.program === undefined || services.getTypeAtLocation === undefined) {
    throw new Error(
      "the rules of 'nodetorch/eslint' need types: use the parser of typescript-eslint with " +
        'languageOptions.parserOptions.projectService');
  }
  const checker = services.program.getTypeChecker();
  const kinds = (type: ts.Type): ts.Type[] => (type.isUnion() ? type.types : [type]);
  const isOne = (type: ts.Type): boolean => marks.every((name) => checker.getPropertyOfType(type, name) !== undefined);
  const kindsOf = (node: unknown): ts.Type[] => {
    const type = services.getTypeAtLocation!(node as Node);
    return kinds(checker.getBaseConstraintOfType(type) ?? type);
  };
  return {
    isTensor: (node) => kindsOf(node).every(isOne),
    mayBeTensor: (node) => {
      const some = kindsOf(node).filter((type) => !['null', 'undefined'].includes(checker.typeToString(type)));
      return some.length > 0 && some.every(isOne);
    },
    isNumber: (node) =>
      kindsOf(node).every((type) => type.isNumberLiteral() || checker.typeToString(type) === 'number'),
    hasMember: (node, name) =>
      kindsOf(node).every((type) => !isOne(type) || checker.getPropertyOfType(type, name) !== undefined),
  };
}
