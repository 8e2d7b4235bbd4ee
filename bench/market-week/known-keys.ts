import { createRequire } from 'node:module';

/**
 * Argon2 is slow on purpose, and the same clerk comes in with the same password and salt hundreds of times: what has
 * been computed once in this process is remembered. The answers are Argon2's own. Imported before whatever asks for it.
 */
type Asked = Readonly<Record<string, unknown>>;
type Argon2 = (asked: Asked) => Promise<unknown>;

const hex = (_: string, value: unknown): unknown =>
  value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;

function remember(real: Argon2): Argon2 {
  const known = new Map<string, Promise<unknown>>();
  return async (asked) => {
    const key = JSON.stringify(Object.entries(asked), hex);
    const answer = known.get(key) ?? real(asked);
    known.set(key, answer);
    const found = await answer;
    return found instanceof Uint8Array ? found.slice() : found;
  };
}

const hashWasm = createRequire(import.meta.url)('hash-wasm') as Record<'argon2id' | 'argon2Verify', Argon2>;
hashWasm.argon2id = remember(hashWasm.argon2id);
hashWasm.argon2Verify = remember(hashWasm.argon2Verify);
