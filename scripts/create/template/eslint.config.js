import nodetorch from 'nodetorch/eslint';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['out/'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
  },
  // What compiles and is wrong with tensors: ==, +, a tensor as a condition.
  { files: ['**/*.ts'], ...nodetorch.configs.recommended },
);
