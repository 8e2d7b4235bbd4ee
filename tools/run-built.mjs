// Starts a built program of dist/server in this process, building first when dist/ is absent.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

export async function runBuilt(program) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const target = `${root}dist/server/${program}.js`;
  const complete = existsSync(target) && existsSync(`${root}dist/client/office/index.html`);
  if (!complete) {
    console.error('Building (first start) …');
    const built = spawnSync(process.execPath, [`${root}tools/build.mjs`], { stdio: ['ignore', 2, 2] });
    if (built.status !== 0) process.exit(built.status ?? 1);
  }
  await import(pathToFileURL(target).href);
}
