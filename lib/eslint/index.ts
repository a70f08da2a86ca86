/**
 * What the run time cannot refuse: rules for eslint, which find tensors by their types (typescript-eslint's parser with
 * `projectService`). `import nodetorch from 'nodetorch/eslint'`, and `nodetorch.configs.recommended` in the list
 * of eslint.config.js. Loads no libtorch.
 */
import type { Linter, Rule } from 'eslint';
import { no_tensor_clone } from './clone.js';
import { no_tensor_condition } from './condition.js';
import { no_unknown_tensor_member } from './member.js';
import { no_tensor_operator } from './operator.js';

const rules: Record<string, Rule.RuleModule> = {
  'no-tensor-clone': no_tensor_clone,
  'no-tensor-condition': no_tensor_condition,
  'no-tensor-operator': no_tensor_operator,
  'no-unknown-tensor-member': no_unknown_tensor_member,
};

const plugin = { meta: { name: 'nodetorch' }, rules };

const recommended: Linter.Config = {
  plugins: { nodetorch: plugin },
  rules: Object.fromEntries(Object.keys(rules).map((name) => [`nodetorch/${name}`, 'error'])),
};

/**
 * The plugin for eslint: rules for what compiles and is wrong with tensors, and `configs.recommended` with all of them.
 */
export default { ...plugin, configs: { recommended } };
