import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';

/** Each import rule is seen to fire: one small tree holds one breach per rule, and only that. */

const BREACHES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'no-cycles': { 'shared/rules/a.ts': "import './b.ts';", 'shared/rules/b.ts': "import './a.ts';" },
  'shared-is-pure': { 'shared/rules/c.ts': "import 'node:fs';" },
  'kernel-stands-alone': { 'shared/kernel/d.ts': "import '../tables/t.ts';", 'shared/tables/t.ts': 'export {};' },
  'hashes-only-in-kernel': { 'shared/rules/e.ts': "import '@noble/hashes/sha2.js';" },
  'tables-below-rules': { 'shared/tables/f.ts': "import '../rules/r.ts';", 'shared/rules/r.ts': 'export {};' },
  'rules-below-commands': {
    'shared/rules/g.ts': "import '../commands/define.ts';",
    'shared/commands/define.ts': 'export {};',
  },
  'command-areas-apart': {
    'shared/commands/counter/h.ts': "import '../till/i.ts';",
    'shared/commands/till/i.ts': 'export {};',
  },
  'engine-knows-no-business': {
    'sync/engine/j.ts': "import '../../shared/tables/t2.ts';",
    'shared/tables/t2.ts': 'export {};',
  },
  'simulator-not-in-the-engine': { 'sync/engine/k.ts': "import '../sim/s.ts';", 'sync/sim/s.ts': 'export {};' },
  'enter-sync-by-its-door': { 'server/l.ts': "import '../sync/engine/m.ts';", 'sync/engine/m.ts': 'export {};' },
  'client-and-server-never-meet': { 'client/n.ts': "import '../server/o.ts';", 'server/o.ts': 'export {};' },
  'apps-apart': { 'client/terminal/p.ts': "import '../office/q.ts';", 'client/office/q.ts': 'export {};' },
  'ui-has-no-domain': { 'client/ui/r.ts': "import '../../shared/rules/r.ts';" },
  'screens-apart': {
    'client/terminal/screens/a/x.ts': "import '../b/y.ts';",
    'client/terminal/screens/b/y.ts': 'export {};',
  },
  'only-main-and-worker-touch-platform': {
    'client/terminal/screens/a/z.ts': "import '../../../platform/w.ts';",
    'client/platform/w.ts': 'export {};',
  },
  'dexie-in-platform': { 'client/terminal/u.ts': "import 'dexie';" },
  'pg-in-store': { 'server/http/v.ts': "import 'pg';" },
  'hono-at-the-doors': { 'server/store/w.ts': "import 'hono';" },
  'ws-in-ws': { 'server/http/x.ts': "import 'ws';" },
  'every-command-is-registered': {
    'shared/commands/index.ts': 'export {};',
    'shared/commands/counter/lone.ts': 'export {};',
  },
  'every-command-has-a-test': { 'shared/commands/counter/untested.ts': 'export {};' },
};

const tree = mkdtempSync(join(tmpdir(), 'boundaries-'));
afterAll(() => rmSync(tree, { recursive: true, force: true }));

test('every import rule fires on its planted breach', () => {
  for (const parts of Object.values(BREACHES)) {
    for (const [name, text] of Object.entries(parts)) {
      mkdirSync(dirname(join(tree, name)), { recursive: true });
      writeFileSync(join(tree, name), text);
    }
  }
  symlinkSync(resolve('node_modules'), join(tree, 'node_modules'));
  for (const name of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json']) cpSync(name, join(tree, name));
  const run = spawnSync(
    process.execPath,
    [
      resolve('node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
      'shared',
      'sync',
      'client',
      'server',
      '--config',
      '.dependency-cruiser.cjs',
      '--output-type',
      'json',
    ],
    { cwd: tree, encoding: 'utf8', maxBuffer: 1 << 26 },
  );
  const report = JSON.parse(run.stdout) as { summary: { violations: readonly { rule: { name: string } }[] } };
  const fired = new Set(report.summary.violations.map((one) => one.rule.name));
  const rules = (
    createRequire(import.meta.url)(resolve('.dependency-cruiser.cjs')) as { forbidden: readonly { name: string }[] }
  ).forbidden.map((one) => one.name);
  expect(rules.filter((name) => !(name in BREACHES))).toEqual([]);
  expect(rules.filter((name) => !fired.has(name))).toEqual([]);
});

test('a clock in shared/ and a domain import in client/ui are refused by the linter', () => {
  const lint = (path: string, text: string): string =>
    spawnSync(
      process.execPath,
      ['node_modules/eslint/bin/eslint.js', '--stdin', '--stdin-filename', path, '--format', 'json'],
      { input: text, encoding: 'utf8' },
    ).stdout;
  expect(lint('shared/rules/planted.ts', 'export const now = Date.now();\n')).toContain('no-restricted-properties');
  expect(lint('sync/engine/planted.ts', 'export const n = Math.random();\n')).toContain('no-restricted-properties');
  expect(
    lint(
      'client/ui/Planted.svelte',
      '<script lang="ts">\n  import type { Post } from "../../shared/tables/employee.ts";\n  let p: Post = "teller";\n</script>\n{p}\n',
    ),
  ).toContain('no-restricted-imports');
});
