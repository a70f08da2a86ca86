// Few rules, each one meant: what they find is a mistake, not a matter of taste.
import fs from 'node:fs';
import stylistic from '@stylistic/eslint-plugin';
import tseslint from 'typescript-eslint';
import layout from './scripts/lint/layout.mjs';
import rooms from './scripts/lint/rooms.mjs';

// The library's own rules for those who use tensors: there once lib/ is compiled.
const own = new URL('dist/eslint/index.js', import.meta.url);
const nodetorch = fs.existsSync(own) ? (await import(own.href)).default : undefined;

const everywhere = {
  eqeqeq: ['error', 'always', { null: 'ignore' }],
  'no-var': 'error',
  'prefer-const': 'error',
  'no-unreachable': 'error',
  'no-fallthrough': 'error',
  'no-self-compare': 'error',
  'no-unsafe-finally': 'error',
  'no-cond-assign': 'error',
  'no-dupe-keys': 'error',
  'no-loss-of-precision': 'error',
  'max-len': ['error', { code: 120, ignoreUrls: true, ignoreTemplateLiterals: true, ignoreStrings: true, ignoreRegExpLiterals: true }],
};

/** Which files each project has; of patterns that fit a file the last one decides. */
const programs = {
  '**/*.{ts,mts}': 'test/tsconfig.json',
  'lib/**/*.{ts,mts}': 'tsconfig.json',
  'lib/testing/frameworks/*.d.ts': 'test/tsconfig.json',
  'exercises/**/*.ts': 'tsconfig.exercises.json',
};

export default tseslint.config(
  { ignores: ['**/node_modules/', 'dist/', 'build/', 'build-*/', 'lib/generated/', 'test/golden/', '.cache/', 'test/projects/', 'scripts/create/template/'] },
  {
    files: ['**/*.ts', '**/*.mts'],
    extends: [tseslint.configs.base],
    rules: {
      ...everywhere,
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  // One program for each file: of a list, all those before the one that has it would be built.
  ...Object.entries(programs).map(([files, project]) => ({
    files: [files], languageOptions: { parserOptions: { project, tsconfigRootDir: import.meta.dirname } },
  })),
  ...(nodetorch === undefined ? [] : [
    { files: ['**/*.ts'], ...nodetorch.configs.recommended },
    // What must not compile.
    { files: ['test/types/**/*.ts'], rules: { 'nodetorch/no-unknown-tensor-member': 'off' } },
  ]),
  { files: ['**/*.{ts,mts,mjs,cjs,js}'], plugins: { stylistic }, rules: layout('error') },
  { files: ['lib/**/*.ts', 'lib/**/*.mjs'], plugins: { rooms }, rules: { 'rooms/arrows': 'error' } },
  {
    // In a lesson, a value that is computed to be looked at is named, used or not.
    files: ['exercises/**/*.ts'],
    rules: { '@typescript-eslint/no-unused-vars': 'off' },
  },
  {
    // What happens when a callback throws something that is no Error has to be tested.
    files: ['test/**/*.ts'],
    rules: { '@typescript-eslint/only-throw-error': 'off' },
  },
  {
    files: ['**/*.mjs', '**/*.js', '**/*.cjs'],
    rules: {
      ...everywhere,
      'no-undef': 'off',
      'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' }],
    },
  },
);
