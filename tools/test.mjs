// Runs everything that must hold and ends with one line `N passed, N failed`. A stage without a report counts as failed.
//   npm test               types, lint, boundaries, unit, PostgreSQL, simulation, e2e in real Chromium
//   npm test -- --fast     without e2e and PostgreSQL
//   npm test -- --slice    as npm test, then a rotating slice of the long tests
//   npm run test:long      the long tests whole
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBrowser } from './browser.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const flags = new Set(process.argv.slice(2));
const reports = '.reports';
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
const HUMAN = ['--output', 'human'];
const FOLDERS = ['shared', 'sync', 'client', 'server'];
const bin = (name) => `node_modules/.bin/${name}`;
const total = { passed: 0, failed: 0 };
const lines = [];
const broken = [];

function run(command, args, env = {}) {
  return new Promise((done) => {
    const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...env } });
    child.on('error', () => done(127));
    child.on('exit', (code) => done(code ?? 1));
  });
}

function count(name, passed, failed, started) {
  total.passed += passed;
  total.failed += failed;
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  lines.push(`${failed === 0 ? 'ok  ' : 'FAIL'} ${name}: ${passed} passed, ${failed} failed (${seconds} s)`);
}

async function stage(name, command, args) {
  const started = performance.now();
  console.log(`\n== ${name}`);
  const code = await run(command, args);
  count(name, code === 0 ? 1 : 0, code === 0 ? 0 : 1, started);
}

async function vitest(name, args, env = {}) {
  const started = performance.now();
  const report = `${reports}/${name}.json`;
  console.log(`\n== ${name}`);
  const code = await run(
    bin('vitest'),
    ['run', ...args, '--reporter=dot', '--reporter=json', `--outputFile.json=${report}`],
    env,
  );
  if (!existsSync(report)) return count(`${name} (left no report, exit code ${code})`, 0, 1, started);
  const json = JSON.parse(readFileSync(report, 'utf8'));
  const brokenFiles = json.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length;
  const failed = json.numFailedTests + brokenFiles;
  for (const file of json.testResults)
    for (const told of file.status === 'failed' && file.assertionResults.length === 0
      ? [{ fullName: 'the file did not run', failureMessages: [file.message] }]
      : file.assertionResults.filter((one) => one.status === 'failed'))
      tell(relative(process.cwd(), file.name), told.fullName, told.failureMessages[0]);
  count(name, json.numPassedTests, failed === 0 && code !== 0 ? 1 : failed, started);
}

async function e2e() {
  const started = performance.now();
  console.log('\n== e2e');
  const report = `${reports}/e2e.json`;
  const code = await run(bin('playwright'), ['test', '--config', 'e2e/playwright.config.ts'], {
    YIZHAN_E2E_REPORT: report,
    CHROMIUM: ensureBrowser(),
  });
  if (!existsSync(report)) return count(`e2e (left no report, exit code ${code})`, 0, 1, started);
  const { stats, suites } = JSON.parse(readFileSync(report, 'utf8'));
  for (const suite of suites)
    for (const spec of specsOf(suite).filter((one) => !one.ok))
      tell(`e2e/${suite.file}`, spec.title, spec.tests[0]?.results.at(-1)?.error?.message);
  const failed = stats.unexpected + stats.flaky;
  count('e2e', stats.expected, failed === 0 && code !== 0 ? 1 : failed, started);
}

function specsOf(suite) {
  return [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specsOf)];
}

/** What failed is named once more at the end, where whoever sees only the last lines finds it. */
function tell(file, name, message = '') {
  // Colours are for a terminal, not for a record.
  const said = message.replaceAll(/\u001b\[[0-9;]*m/g, '').split('\n');
  broken.push(`${file}: ${name}\n  ${said.slice(0, 12).join('\n  ').slice(0, 1200)}`);
}

function filesEnding(folder, ending) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .map((name) => `${folder}/${name}`)
    .filter((name) => name.endsWith(ending) && statSync(name).isFile());
}

/** The day of the year chooses which long tests run beside the ordinary ones; what is left out is said. */
function slice() {
  const all = ['shared', 'sync', 'server', 'client', 'tools']
    .flatMap((folder) => [...filesEnding(folder, '.long.test.ts'), ...filesEnding(folder, '.long.pg.test.ts')])
    .sort();
  const day = Math.floor(Date.now() / 86_400_000);
  return {
    chosen: all.filter((_, index) => index % 3 === day % 3),
    left: all.filter((_, index) => index % 3 !== day % 3),
  };
}

if (flags.has('--long')) {
  await vitest('long', ['--project', 'long']);
} else {
  // Each of these keeps one core busy, and prints only what it finds.
  await Promise.all([
    stage('types', bin('tsc'), ['-p', '.']),
    stage('svelte-check', bin('svelte-check'), ['--tsconfig', './tsconfig.json', '--threshold', 'error', ...HUMAN]),
  ]);
  await Promise.all([
    stage('lint', bin('eslint'), ['.', '--max-warnings', '0']),
    stage('boundaries', bin('depcruise'), [...FOLDERS, '--config', '.dependency-cruiser.cjs', '--output-type', 'err']),
  ]);
  await vitest('unit', ['--project', 'unit', '--project', 'apart']);
  if (!flags.has('--fast')) {
    await stage('build', process.execPath, ['tools/build.mjs']);
    await vitest('pg', ['--project', 'pg']);
    await e2e();
  }
  if (flags.has('--slice')) {
    const { chosen, left } = slice();
    if (chosen.length > 0) await vitest('long-slice', ['--project', 'long', ...chosen], { YIZHAN_LONG_SLICE: '1' });
    if (left.length > 0) lines.push(`left out of this run: ${left.join(', ')}`);
  }
}

if (broken.length > 0) console.log(`\n== what failed\n${broken.join('\n')}`);
console.log(`\n${lines.join('\n')}\n`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);
