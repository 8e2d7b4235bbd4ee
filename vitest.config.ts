import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const common = { pool: 'forks' as const, testTimeout: 30_000, hookTimeout: 120_000 };

/** `unit`: pure and fast. `pg`: a real embedded PostgreSQL each. The suffix tells the environment. */
export default defineConfig({
  plugins: [svelte()],
  test: {
    projects: [
      {
        extends: true,
        test: {
          ...common,
          name: 'unit',
          include: ['{shared,sync,client,server,tools,bench}/**/*.test.ts'],
          exclude: ['**/*.pg.test.ts', '**/*.long.test.ts', 'node_modules/**'],
        },
      },
      {
        extends: true,
        test: {
          ...common,
          name: 'pg',
          include: ['{server,sync}/**/*.pg.test.ts'],
          exclude: ['**/*.long.test.ts', '**/*.long.pg.test.ts', 'node_modules/**'],
          fileParallelism: false,
          testTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          ...common,
          name: 'long',
          include: ['**/*.long.test.ts', '**/*.long.pg.test.ts'],
          exclude: ['node_modules/**'],
          fileParallelism: false,
          testTimeout: 900_000,
        },
      },
    ],
  },
});
