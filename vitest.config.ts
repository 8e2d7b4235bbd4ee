import { svelte } from '@sveltejs/vite-plugin-svelte';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const common = { pool: 'forks' as const, testTimeout: 30_000, hookTimeout: 120_000 };
const SLOW = ['**/*.pg.test.ts', '**/*.long.test.ts', 'node_modules/**'];
// Vitest leaves one core to itself: on two cores that is half of them, and the long simulator runs alone.
const maxWorkers = availableParallelism();
// Loading the modules anew for every file costs more than most files' tests; only where a test lets the browser's
// globals stand in does each file get a world of its own.
const isolate = false;

/**
 * `unit`: pure and fast. `client`: the same on stand-ins for the browser's globals. `pg`: a real embedded PostgreSQL
 * each. The suffix tells the environment.
 */
export default defineConfig({
  plugins: [svelte()],
  test: {
    projects: [
      {
        extends: true,
        test: {
          ...common,
          name: 'unit',
          include: ['{shared,sync,server,tools,bench}/**/*.test.ts'],
          exclude: SLOW,
          isolate,
          maxWorkers,
        },
      },
      {
        extends: true,
        test: { ...common, name: 'client', include: ['client/**/*.test.ts'], exclude: SLOW, maxWorkers },
      },
      {
        extends: true,
        test: {
          ...common,
          name: 'pg',
          include: ['{server,sync}/**/*.pg.test.ts'],
          globalSetup: './server/http/testing/templates.ts',
          setupFiles: ['./server/store/testing/one-question.ts'],
          exclude: ['**/*.long.test.ts', '**/*.long.pg.test.ts', 'node_modules/**'],
          isolate,
          // Each file has a server of its own; two at a time keep both cores of a small machine busy.
          maxWorkers: Math.min(2, maxWorkers),
          testTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          ...common,
          name: 'long',
          include: ['**/*.long.test.ts', '**/*.long.pg.test.ts'],
          globalSetup: './server/http/testing/templates.ts',
          setupFiles: ['./server/store/testing/one-question.ts'],
          exclude: ['node_modules/**'],
          fileParallelism: false,
          testTimeout: 900_000,
        },
      },
    ],
  },
});
