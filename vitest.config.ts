import { svelte } from '@sveltejs/vite-plugin-svelte';
import { availableParallelism } from 'node:os';
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
          // Vitest leaves one core to itself: on two cores that is half of them, and the long simulator runs alone.
          maxWorkers: availableParallelism(),
        },
      },
      {
        extends: true,
        test: {
          ...common,
          name: 'pg',
          include: ['{server,sync}/**/*.pg.test.ts'],
          exclude: ['**/*.long.test.ts', '**/*.long.pg.test.ts', 'node_modules/**'],
          // Each file has a server of its own; two at a time keep both cores of a small machine busy.
          maxWorkers: Math.min(2, availableParallelism()),
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
