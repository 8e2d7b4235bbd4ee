// Builds everything a production start needs into dist/: both apps, the service worker, the hub and its command line.
import { cp, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);

export async function buildServer() {
  const { build } = await import('esbuild');
  await build({
    entryPoints: { main: 'server/main.ts', cli: 'server/cli.ts' },
    outdir: 'dist/server',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    sourcemap: true,
    logLevel: 'warning',
  });
  if (existsSync('server/store/migrations')) {
    await cp('server/store/migrations', 'dist/server/migrations', { recursive: true });
  }
}

export async function buildApps() {
  const { build } = await import('vite');
  for (const mode of ['terminal', 'office']) await build({ mode, logLevel: 'warn' });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await rm('dist', { recursive: true, force: true });
    await buildServer();
    await buildApps();
  } catch (error) {
    if (error?.code === 'ERR_MODULE_NOT_FOUND') {
      console.error(
        'Cannot build: the build tools are not installed. Run `npm ci` without NODE_ENV=production, or copy a built dist/ here.',
      );
      process.exit(1);
    }
    throw error;
  }
}
