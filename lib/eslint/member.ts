import type { Rule } from 'eslint';
import { typesOf, type Node } from './types.js';

/** `t[0]`, `t.no_such_name`, `t.foo = 1`: a tensor has the members of its class, and takes any other in silence. */
export const no_unknown_tensor_member: Rule.RuleModule = {
  meta: {
    type: 'problem',
    docs: { description: 'A tensor has only the members of its class, and none by number.' },
    messages: {
      index: 'A tensor has no elements by number: write t.index({{index}})',
      assigned: 'A tensor has no elements by number: write t.index_put_([{{index}}], value)',
      unknown: "A tensor has no member '{{name}}'",
    },
    schema: [],
  },
  create(context) {
    const types = typesOf(context);
    const { sourceCode } = context;

    const computed = (node: Node, property: Node): void => {
      if (!types.isNumber(property)) return;
      const index = sourceCode.getText(property as never);
      const parent = node.parent;
      const assigned = parent?.type === 'AssignmentExpression' && parent['left'] === node;
      context.report({ node: node as never, messageId: assigned ? 'assigned' : 'index', data: { index } });
    };
    return {
      MemberExpression(given: unknown) {
        const node = given as Node;
        const [object, property] = [node['object'] as Node, node['property'] as Node];
        if (object.type === 'Super' || !types.mayBeTensor(object)) return;
        if (node['computed']) return computed(node, property);
        if (property.type !== 'Identifier') return;
        const name = property['name'] as string;
        if (types.hasMember(object, name)) return;
        context.report({ node: property as never, messageId: 'unknown', data: { name } });
      },
    };
  },
};
