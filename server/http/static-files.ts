import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import type { Context } from 'hono';

/**
 * The built apps, read into memory once: a request can only ever name a file that is in the list, so no path
 * leaves the folder. Hashed assets may be cached for ever, and only when they were found; the page and the
 * service worker are asked for anew each time, or an update would never arrive.
 */
interface StaticFile {
  readonly body: Uint8Array<ArrayBuffer>;
  /** null when compression does not pay. */
  readonly brotli: Uint8Array<ArrayBuffer> | null;
  readonly type: string;
  readonly etag: string;
  readonly immutable: boolean;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};
const COMPRESSED = new Set(['.html', '.js', '.css', '.json', '.webmanifest', '.svg', '.wasm', '.txt']);

function compress(body: Uint8Array): Uint8Array<ArrayBuffer> | null {
  const small = brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
  return small.length < body.length * 0.9 ? new Uint8Array(small) : null;
}

function loadFile(path: string, name: string): StaticFile {
  const body = new Uint8Array(readFileSync(path));
  const extension = extname(name);
  return {
    body,
    brotli: COMPRESSED.has(extension) ? compress(body) : null,
    type: TYPES[extension] ?? 'application/octet-stream',
    etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 20)}"`,
    immutable: /^assets\/.+-[\w-]{8,}\.\w+$/.test(name),
  };
}

export type StaticFolder = ReadonlyMap<string, StaticFile>;

/** Every file of a folder by its path with `/`. Empty when the folder does not exist. */
export function loadStaticFolder(folder: string): StaticFolder {
  const files = new Map<string, StaticFile>();
  if (!existsSync(folder)) return files;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path).split(sep).join('/');
    files.set(name, loadFile(path, name));
  }
  return files;
}

/** The file, or for a page address (no file ending) the app's index page. `under` is the app's address, `/` or `/office/`. */
export function serveStatic(folder: StaticFolder, under: string): (c: Context) => Response {
  return (c) => {
    const path = decodePath(c.req.path).slice(under.length);
    const file = folder.get(path) ?? (extname(path) === '' ? folder.get('index.html') : undefined);
    if (file === undefined) return c.json({ code: 'NOT_FOUND', message: 'There is nothing at this address.' }, 404);
    const headers: Record<string, string> = {
      'content-type': file.type,
      etag: file.etag,
      vary: 'accept-encoding',
      'cache-control': file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    };
    if (c.req.header('if-none-match') === file.etag) return c.body(null, 304, headers);
    const takesBrotli = /\bbr\b/.test(c.req.header('accept-encoding') ?? '');
    if (file.brotli !== null && takesBrotli) return c.body(file.brotli, 200, { ...headers, 'content-encoding': 'br' });
    return c.body(file.body, 200, headers);
  };
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
