import type { Rule } from 'eslint';
import { typesOf, type Node } from './types.js';

const senders = new Set(['structuredClone', 'postMessage', 'serialize', 'send']);

/** `{ ...t }`, `structuredClone(t)`, `port.postMessage({ t })`: an error, or an object without a tensor. */
export const no_tensor_clone: Rule.RuleModule = {
  meta: {
    type: 'problem',
    docs: { description: 'A tensor is not copied field by field.' },
    messages: {
      spread: 'A tensor has no fields of use to spread. Write t.clone(), or [...t] for its rows',
      clone:
        "'{{name}}' refuses tensors: send t.share_memory_() and make rebuild(message) of it (nodetorch/multiprocessing), " +
        'or { data: t.numpy(), shape: [...t.shape] } and torch.from_numpy(data).view(shape)',
    },
    schema: [],
  },
  create(context) {
    const types = typesOf(context);

    /** The tensors in what is sent, as far as they are written there; not those that are shared by their types. */
    const tensorsIn = (node: Node | null): Node[] => {
      if (node === null || node.type === 'SpreadElement') return [];
      if (types.mayBeTensor(node)) return types.hasMember(node, 'shared_memory') ? [] : [node];
      if (node.type === 'ArrayExpression') return (node['elements'] as (Node | null)[]).flatMap(tensorsIn);
      if (node.type !== 'ObjectExpression') return [];
      const fields = (node['properties'] as Node[]).filter(({ type }) => type === 'Property');
      return fields.flatMap((field) => tensorsIn(field['value'] as Node));
    };
    const nameOf = (callee: Node): string | undefined => {
      const named = callee.type === 'MemberExpression' && !callee['computed'] ? (callee['property'] as Node) : callee;
      return named.type === 'Identifier' ? (named['name'] as string) : undefined;
    };
    return {
      SpreadElement(given: unknown) {
        const node = given as Node;
        if (node.parent?.type !== 'ObjectExpression' || !types.mayBeTensor(node['argument'])) return;
        context.report({ node: node as never, messageId: 'spread' });
      },
      CallExpression(given: unknown) {
        const node = given as Node;
        const name = nameOf(node['callee'] as Node);
        if (name === undefined || !senders.has(name)) return;
        const [first = null] = node['arguments'] as Node[];
        for (const tensor of tensorsIn(first)) {
          context.report({ node: tensor as never, messageId: 'clone', data: { name } });
        }
      },
    };
  },
};
