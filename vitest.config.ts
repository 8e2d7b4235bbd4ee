import { svelte } from '@sveltejs/vite-plugin-svelte';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const common = { pool: 'forks' as const, testTimeout: 30_000, hookTimeout: 120_000 };
const SLOW = ['**/*.pg.test.ts', '**/*.long.test.ts', 'node_modules/**'];
// Vitest leaves one core to itself: on two cores that is half of them, and the long simulator runs alone.
const maxWorkers = availableParallelism();
// Loading the modules anew for every file costs more than most files' tests. A world of its own is for files that put
// stand-ins in the place of the browser's globals, or of modules: those are loaded once for all that share them.
const isolate = false;
const APART = ['client/**/*.test.ts', 'sync/sim/breakage.test.ts'];

/**
 * `unit`: pure and fast. `apart`: the same, each file in a world of its own. `pg`: a real embedded PostgreSQL each. The
 * suffix tells the environment.
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
          exclude: [...SLOW, ...APART],
          isolate,
          maxWorkers,
        },
      },
      {
        extends: true,
        test: { ...common, name: 'apart', include: APART, exclude: SLOW, maxWorkers },
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
