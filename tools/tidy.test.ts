import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';

/** Rules of the house that no compiler checks. They look at what git tracks (or would track). */

const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { encoding: 'utf8' })
  .split('\n')
  .filter((name) => name !== '' && existsSync(name));
const read = (name: string): string => readFileSync(name, 'utf8');
const sources = files.filter((name) => /^(shared|sync|client|server|bench|tools|e2e)\/.*\.(ts|mjs|svelte)$/.test(name));
const isTest = (name: string): boolean => /\.test\.ts$|\.spec\.ts$|\/testing\/|^e2e\//.test(name);

/** Files longer than 400 lines that were there when the rule came. An entry may only shrink or go. */
const LONG_FILES: Readonly<Record<string, number>> = {};

describe('tidy', () => {
  test('no source file passes 400 lines, no test file 700 (dictionaries apart)', () => {
    const long = sources
      .filter((name) => !name.includes('/text/'))
      .map((name) => ({ name, lines: read(name).split('\n').length - 1 }))
      .filter(({ name, lines }) => lines > (LONG_FILES[name] ?? (isTest(name) ? 700 : 400)))
      .map(({ name, lines }) => `${name}: ${lines}`);
    expect(long).toEqual([]);
  });

  test('a test that replaces a module runs in a world of its own', () => {
    const replacing = sources.filter((name) => /\.test\.ts$/.test(name) && /^vi\.(mock|doMock)\(/m.test(read(name)));
    const apart = /const APART = \[(.*)\]/.exec(read('vitest.config.ts'))?.[1] ?? '';
    expect(replacing.length).toBeGreaterThan(0);
    expect(replacing.filter((name) => !name.startsWith('client/') && !apart.includes(`'${name}'`))).toEqual([]);
  });

  test('links between documents resolve', () => {
    const broken: string[] = [];
    for (const name of files.filter((one) => one.endsWith('.md'))) {
      for (const [, target] of read(name).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)) {
        if (target === undefined || /^[a-z]+:/.test(target)) continue;
        if (!existsSync(normalize(join(dirname(name), target)))) broken.push(`${name} -> ${target}`);
      }
    }
    expect(broken).toEqual([]);
  });

  test('every numbered rule of sync/SPEC.md is quoted by a test, and every quoted rule exists', () => {
    const spec = read('sync/SPEC.md');
    const rules = new Set([...spec.matchAll(/(?:^- |[.;] )([A-Z]{1,3}\d+)(?= )/gm)].map((match) => match[1]));
    // A range such as ST1-ST15 names each rule of it; its sentences are the titles of a contract suite.
    for (const [, letters, from, to] of spec.matchAll(/\b([A-Z]{1,3})(\d+)-\1(\d+)\b/g)) {
      for (let n = Number(from); n <= Number(to); n++) rules.add(`${letters}${n}`);
    }
    const gaps = new Set(
      [...(spec.split(/^## .*gaps.*$/im)[1] ?? '').matchAll(/\b([A-Z]{1,3}\d+)\b/g)].map((match) => match[1]),
    );
    const quoted = new Set(
      files
        .filter((name) => /\.(test|spec)\.ts$|-contract\.ts$/.test(name) && /^(sync|server|client|e2e)\//.test(name))
        .flatMap((name) => [...read(name).matchAll(/\[([A-Z]{1,4}\d+)\]/g)].map((match) => match[1])),
    );
    expect(rules.size).toBeGreaterThan(20);
    expect([...rules].filter((rule) => !quoted.has(rule) && !gaps.has(rule))).toEqual([]);
    expect([...quoted].filter((rule) => !rules.has(rule))).toEqual([]);
  });

  test('decision records have their five parts', () => {
    const wrong = files
      .filter((name) => /^docs\/adr\/\d{4}-.*\.md$/.test(name))
      .filter(
        (name) =>
          !['Status', 'Context', 'Options', 'Decision', 'Consequences'].every((part) =>
            new RegExp(`^## ${part}`, 'm').test(read(name)),
          ),
      );
    expect(wrong).toEqual([]);
  });

  test('every dependency has its line in docs/ARCHITECTURE.md', () => {
    const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<
      string,
      Record<string, string>
    >;
    const page = read('docs/ARCHITECTURE.md');
    const missing = [...Object.keys(dependencies ?? {}), ...Object.keys(devDependencies ?? {})].filter(
      (name) => !page.includes(`\`${name}\``),
    );
    expect(missing).toEqual([]);
  });

  test('nothing is left open, skipped or tied to a machine', () => {
    const marks = [
      /\bTO[D]O\b|\bFIX[M]E\b/,
      /\b(test|it|describe)\.(skip|only|todo)\(/,
      /\/(work|root|home)\/[a-z]/,
      /NODE_ENV\s*===\s*'test'/,
    ];
    const found = sources.flatMap((name) =>
      marks
        .filter((mark) => mark.test(read(name)) && name !== 'tools/tidy.test.ts')
        .map((mark) => `${name}: ${mark.source}`),
    );
    expect(found).toEqual([]);
  });

  test('the lock file holds no download addresses', () => {
    expect(read('package-lock.json').match(/"resolved": "http/g)).toBeNull();
  });

  test('the dark tokens stand equal in both places', () => {
    const css = read('client/ui/tokens.css');
    const values = (block: string | undefined): string[] =>
      (block ?? '').match(/--[\w-]+:[^;]+;/g)?.map((one) => one.replace(/\s+/g, ' ')) ?? [];
    const chosen = values(/:root\[data-theme=["']dark["']\] \{([^}]*)\}/.exec(css)?.[1]);
    const device = values(/:root:not\(\[data-theme\]\) \{([^}]*)\}/.exec(css)?.[1]);
    expect(chosen.length).toBeGreaterThan(20);
    expect(device).toEqual(chosen);
  });
});
