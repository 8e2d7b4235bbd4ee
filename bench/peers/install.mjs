// node bench/peers/install.mjs [FOLDER]: a folder with the harness and the rivals' packages, which are none of the product's.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const here = new URL('.', import.meta.url).pathname;
const folder = process.argv[2] ?? join(tmpdir(), 'yizhan-peers');
for (const part of ['lib', 'peers', 'restore.mjs', 'table.mjs', 'run.sh'])
  cpSync(join(here, part), join(folder, part), { recursive: true });
for (const [name, dependencies] of Object.entries(JSON.parse(readFileSync(join(here, 'rivals.json'), 'utf8')))) {
  const place = join(folder, name);
  mkdirSync(place, { recursive: true });
  writeFileSync(
    join(place, 'package.json'),
    JSON.stringify({ name: 'peers', private: true, type: 'module', dependencies }, null, 2),
  );
  execFileSync('npm', ['install', '--no-audit', '--no-fund'], { cwd: place, stdio: 'inherit' });
}
console.log(`Ready: cd ${folder} && YIZHAN_REPO=${join(here, '../..')} ./run.sh`);
