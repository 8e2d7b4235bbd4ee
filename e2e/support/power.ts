import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A disk whose power can be cut: a filesystem in an image file. What the browser has not synced lives in that
 * filesystem's page cache only, so a copy of the image file taken at an instant is what a dead tablet would find.
 */
export class Disk {
  private readonly mounts: string[] = [];
  private constructor(
    private readonly folder: string,
    readonly path: string,
  ) {}

  /** null where no loop device may be mounted (an ordinary user, a sealed container). */
  static make(): Disk | null {
    const folder = mkdtempSync(join(tmpdir(), 'yizhan-power-'));
    const image = join(folder, 'disk.img');
    const path = join(folder, 'disk');
    mkdirSync(path);
    execFileSync('truncate', ['-s', '400M', image]);
    if (spawnSync('mkfs.ext4', ['-q', '-E', 'lazy_itable_init=0', image]).status !== 0) return null;
    // A long commit interval: nothing reaches the disk in time by chance, only what was asked for.
    if (spawnSync('mount', ['-o', 'loop,commit=300', image, path]).status !== 0) return null;
    const disk = new Disk(folder, path);
    disk.mounts.push(path);
    return disk;
  }

  /** Everything written so far reaches the disk. */
  settle(): void {
    execFileSync('sync', ['-f', this.path]);
  }

  /** Cuts the power now and returns the folder as it is found afterwards. */
  cut(): string {
    const image = join(this.folder, `cut-${this.mounts.length}.img`);
    execFileSync('cp', ['--sparse=always', join(this.folder, 'disk.img'), image]);
    const path = join(this.folder, `after-${this.mounts.length}`);
    mkdirSync(path);
    execFileSync('mount', ['-o', 'loop', image, path]);
    this.mounts.push(path);
    return path;
  }

  discard(): void {
    for (const path of this.mounts) spawnSync('umount', ['-l', path]);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const root = new URL('../../', import.meta.url).pathname;

/** The built product in a folder of its own, to be changed. */
export function productCopy(): string {
  const copy = mkdtempSync(join(tmpdir(), 'yizhan-product-'));
  for (const name of ['dist', 'tools', 'package.json']) cpSync(join(root, name), join(copy, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

/** A copy of the built product whose terminal does not ask the browser for strict durability. */
export function relaxedProduct(): string {
  const copy = productCopy();
  const assets = join(copy, 'dist/client/terminal/assets');
  let changed = 0;
  for (const name of readdirSync(assets).filter((one) => one.endsWith('.js'))) {
    const source = readFileSync(join(assets, name), 'utf8');
    const relaxed = source.replace(/((?:chromeTransactionD|\bd)urability:\s*)[`'"]strict[`'"]/g, '$1"relaxed"');
    if (relaxed !== source) changed += 1;
    writeFileSync(join(assets, name), relaxed);
  }
  if (changed === 0) throw new Error('the built terminal asks for strict durability nowhere');
  return copy;
}
