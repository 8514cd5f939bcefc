import js from '@eslint/js';
import globals from 'globals';
import svelte from 'eslint-plugin-svelte';
import tseslint from 'typescript-eslint';

const noWallClock = [
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'The simulation takes its randomness from the seed.',
  },
  { selector: "MemberExpression[object.name='Date'][property.name='now']", message: 'The simulation has a clock of its own.' },
  { selector: "NewExpression[callee.name='Date']", message: 'The simulation has a clock of its own.' },
  {
    selector: "CallExpression[callee.property.name='localeCompare']",
    message: 'Sort by code unit: the order must be the same everywhere.',
  },
  { selector: "Identifier[name='Intl']", message: 'The simulation must say the same in every browser.' },
];

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'test-results/', 'playwright-report/', 'coverage/'] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
      'no-console': 'error',
      'no-control-regex': 'off',
      'svelte/no-at-html-tags': 'error',
      'svelte/require-each-key': 'error',
      // What the worker sends is replaced whole in `$state.raw`; maps and sets inside it are never changed.
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    rules: { 'no-undef': 'off', 'prefer-const': 'off' },
  },
  { files: ['**/*.ts'], rules: { 'no-undef': 'off' } },
  { files: ['src/cli/**', 'e2e/**'], rules: { 'no-console': 'off' } },
  { files: ['src/kernel/**', 'src/userland/**'], rules: { 'no-restricted-syntax': ['error', ...noWallClock] } },
);
