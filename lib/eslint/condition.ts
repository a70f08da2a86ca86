import type { Rule } from 'eslint';
import { typesOf, type Node } from './types.js';

/** `if (t)`, `!t`, `t && b`: in JavaScript every object is true, a tensor with a zero in it too. */
export const no_tensor_condition: Rule.RuleModule = {
  meta: {
    type: 'problem',
    docs: { description: 'A tensor is no condition: it is always true.' },
    messages: {
      condition:
        'A tensor is always true here, whatever its elements are: write t.item() for the one element, t.any().item() ' +
        'or t.all().item()',
    },
    schema: [],
  },
  create(context) {
    const types = typesOf(context);
    const check = (node: unknown): void => {
      // `t ? ...` of a tensor that may be null asks whether there is one.
      if (node !== null && node !== undefined && types.isTensor(node)) {
        context.report({ node: node as never, messageId: 'condition' });
      }
    };
    const test = (node: unknown): void => check((node as Node)['test']);
    return {
      IfStatement: test,
      WhileStatement: test,
      DoWhileStatement: test,
      ForStatement: test,
      ConditionalExpression: test,
      LogicalExpression: (node: unknown) => check((node as Node)['left']),
      UnaryExpression: (node: unknown) => {
        if ((node as Node)['operator'] === '!') check((node as Node)['argument']);
      },
    };
  },
};
