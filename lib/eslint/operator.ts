import type { Rule } from 'eslint';
import { typesOf, type Node } from './types.js';

/** What PyTorch's operators are called. */
const methods: Record<string, string> = {
  '+': 'add', '-': 'sub', '*': 'mul', '/': 'div', '%': 'remainder', '**': 'pow', '<': 'lt', '<=': 'le', '>': 'gt',
  '>=': 'ge', '==': 'eq', '!=': 'ne', '&': 'bitwise_and', '|': 'bitwise_or', '^': 'bitwise_xor', '<<': 'bitwise_left_shift',
  '>>': 'bitwise_right_shift',
};
const unary: Record<string, string> = { '-': 'neg', '+': 'clone', '~': 'bitwise_not' };

const isNull = (node: Node): boolean => node.type === 'Literal' && node['value'] === null;

/** `a + b`, `-a`, `a == b`, `a += b`: JavaScript has no operators for tensors. */
export const no_tensor_operator: Rule.RuleModule = {
  meta: {
    type: 'problem',
    docs: { description: 'Operators do not compute with tensors.' },
    messages: {
      binary: "'{{operator}}' does not compute with tensors in JavaScript: write a.{{method}}(b)",
      assignment:
        "'{{operator}}' does not compute with tensors in JavaScript: write a.{{method}}_(b), or a = a.{{method}}(b)",
      unary: "'{{operator}}' does not compute with tensors in JavaScript: write a.{{method}}()",
      equality: "'{{operator}}' asks whether two tensors are one object: write a.{{method}}(b), or torch.equal(a, b)",
    },
    schema: [],
  },
  create(context) {
    const types = typesOf(context);
    const report = (node: Node, messageId: string, operator: string, method: string): void =>
      context.report({ node: node as never, messageId, data: { operator, method } });
    const sides = (node: Node): [Node, Node] => [node['left'] as Node, node['right'] as Node];

    const binary = (node: Node): void => {
      const operator = node['operator'] as string;
      const method = methods[operator];
      // `===` asks for the object, and means it.
      if (method === undefined || sides(node).some(isNull)) return;
      if (!sides(node).some((side) => side.type !== 'PrivateIdentifier' && types.mayBeTensor(side))) return;
      report(node, operator === '==' || operator === '!=' ? 'equality' : 'binary', operator, method);
    };
    const assignment = (node: Node): void => {
      const operator = node['operator'] as string;
      const method = methods[operator.slice(0, -1)];
      if (operator === '=' || method === undefined) return;
      if (sides(node).some((side) => types.mayBeTensor(side))) report(node, 'assignment', operator, method);
    };
    const single = (node: Node): void => {
      const operator = node['operator'] as string;
      const method = node.type === 'UpdateExpression' ? 'add' : unary[operator];
      if (method !== undefined && types.mayBeTensor(node['argument'])) report(node, 'unary', operator, method);
    };
    return {
      BinaryExpression: (node: unknown) => binary(node as Node),
      AssignmentExpression: (node: unknown) => assignment(node as Node),
      UnaryExpression: (node: unknown) => single(node as Node),
      UpdateExpression: (node: unknown) => single(node as Node),
    };
  },
};
