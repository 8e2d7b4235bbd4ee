import { resolve } from 'node:path';
import { defineConfig } from '@playwright/test';

// Playwright reads a relative name from this folder, the caller means the folder it runs in.
const report = resolve(process.env['YIZHAN_E2E_REPORT'] ?? '.reports/e2e.json');

/** Real Chromium against the built product; every test starts its own hub on its own data folder. */
export default defineConfig({
  testDir: '.',
  // Pages that no business story opens are looked at only where pictures are taken.
  testMatch: process.env['PICTURES'] === undefined ? '*.spec.ts' : ['*.spec.ts', '*.pictures.ts'],
  globalSetup: './support/filled.ts',
  timeout: 180_000,
  expect: { timeout: 20_000 },
  // Most of a test is waiting: for a timeout, for a browser to start. Two at a time nearly halve the run.
  workers: 2,
  fullyParallel: true,
  retries: 0,
  outputDir: '../test-results',
  reporter: [['list'], ['json', { outputFile: report }]],
  use: {
    viewport: { width: 1280, height: 800 },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
