import svelte from 'eslint-plugin-svelte';
import tseslint from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

/** Pure code may not reach for a clock, randomness or the network: what it needs is handed to it. */
const IMPURE_GLOBALS = [
  'Date.now',
  'fetch',
  'setTimeout',
  'setInterval',
  'crypto',
  'performance',
  'process',
  'localStorage',
].map((name) => ({
  name: name.split('.')[0],
  message: 'shared/ and the engine are pure: take it as a parameter or a port',
}));
const IMPURE_PROPERTIES = [
  { object: 'Date', property: 'now', message: 'shared/ and the engine never read a clock' },
  { object: 'Math', property: 'random', message: 'shared/ and the engine draw no random numbers' },
];
const noClock = {
  'no-restricted-globals': ['error', ...IMPURE_GLOBALS.filter((one) => one.name !== 'Date')],
  'no-restricted-properties': ['error', ...IMPURE_PROPERTIES],
  'no-restricted-syntax': [
    'error',
    {
      selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
      message: 'shared/ and the engine never read a clock',
    },
  ],
};

const from = (groups, message) => ({ 'no-restricted-imports': ['error', { patterns: [{ group: groups, message }] }] });

export default tseslint.config(
  { ignores: ['dist/**', 'data/**', 'node_modules/**', 'coverage/**', '.reports/**', 'test-results/**'] },
  ...tseslint.configs.recommended,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: {} },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-empty': 'error',
      'max-depth': ['error', 4],
      'max-params': ['error', 5],
      eqeqeq: 'error',
    },
  },
  { files: ['shared/**/*.ts'], ignores: ['**/*.test.ts'], rules: noClock },
  { files: ['sync/{protocol,engine}/**/*.ts'], ignores: ['**/*.test.ts'], rules: noClock },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: tseslint.parser, extraFileExtensions: ['.svelte'], svelteConfig } },
  },
  // dependency-cruiser cannot see `import type` inside .svelte files, so the folder rules stand here once more.
  {
    files: ['client/ui/**/*.svelte'],
    rules: from(
      ['**/shared/commands/**', '**/shared/tables/**', '**/sync/**', '**/server/**', '**/terminal/**', '**/office/**'],
      'client/ui knows no domain',
    ),
  },
  {
    files: ['client/terminal/**/*.svelte'],
    rules: from(
      ['**/server/**', '**/office/**', '**/platform/**', 'dexie', '**/sync/**'],
      'screens talk to the worker through its API only',
    ),
  },
  {
    files: ['client/office/**/*.svelte'],
    rules: from(
      ['**/server/**', '**/terminal/**', 'dexie', '**/sync/**'],
      'office pages talk to the hub through its API only',
    ),
  },
  { files: ['**/*.test.ts', 'e2e/**', 'bench/**', 'tools/**'], rules: { 'max-params': 'off' } },
);
