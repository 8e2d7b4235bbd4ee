import type { Bytes } from '../../shared/kernel/bytes.ts';
import type { Cbor } from '../../shared/kernel/cbor.ts';

/**
 * A small vocabulary for the forms of messages: one shape gives the encoder, the strict decoder and a text that
 * describes the form, whose hash is pinned to the protocol version. Decoders answer undefined, they never throw.
 */
export interface Shape<T> {
  readonly text: string;
  to(value: T): Cbor;
  from(cbor: Cbor): T | undefined;
}
export type ValueOf<S> = S extends Shape<infer T> ? T : never;

const plain = <T extends Cbor>(text: string, is: (cbor: Cbor) => cbor is T): Shape<T> => ({
  text,
  to: (value) => value,
  from: (cbor) => (is(cbor) ? cbor : undefined),
});

export const int: Shape<number> = plain('int', (cbor): cbor is number => typeof cbor === 'number');
export const count: Shape<number> = plain('count', (cbor): cbor is number => typeof cbor === 'number' && cbor >= 0);
export const flag: Shape<boolean> = plain('flag', (cbor): cbor is boolean => typeof cbor === 'boolean');
export const anything: Shape<Cbor> = plain('any', (cbor): cbor is Cbor => cbor !== undefined);

export const text = (max: number): Shape<string> =>
  plain(`text${max}`, (cbor): cbor is string => typeof cbor === 'string' && cbor.length <= max);

export const bytes = (min: number, max: number): Shape<Bytes> =>
  plain(
    `bytes${min}-${max}`,
    (cbor): cbor is Bytes => cbor instanceof Uint8Array && cbor.length >= min && cbor.length <= max,
  );

export const opt = <T>(inner: Shape<T>): Shape<T | null> => ({
  text: `${inner.text}?`,
  to: (value) => (value === null ? null : inner.to(value)),
  from: (cbor) => (cbor === null ? null : inner.from(cbor)),
});

/** One word of a closed list, sent as its place in the list. */
export const word = <const V extends string>(words: readonly V[]): Shape<V> => ({
  text: `word(${words.join(',')})`,
  to: (value) => words.indexOf(value),
  from: (cbor) => (typeof cbor === 'number' ? words[cbor] : undefined),
});

export const list = <T>(inner: Shape<T>, max: number): Shape<readonly T[]> => ({
  text: `list${max}(${inner.text})`,
  to: (values) => values.map((value) => inner.to(value)),
  from(cbor) {
    if (!Array.isArray(cbor) || cbor.length > max) return undefined;
    const out: T[] = [];
    for (const item of cbor as readonly Cbor[]) {
      const value = inner.from(item);
      if (value === undefined) return undefined;
      out.push(value);
    }
    return out;
  },
});

type Members<T> = { readonly [K in keyof T]: Shape<T[K]> };

/** Members in the order of the definition, without their names. */
export function record<T extends object>(members: Members<T>): Shape<T> {
  const names = Object.keys(members) as (keyof T & string)[];
  return {
    text: `{${names.map((name) => `${name}:${members[name].text}`).join(' ')}}`,
    to: (value) => names.map((name) => members[name].to(value[name])),
    from(cbor) {
      if (!Array.isArray(cbor) || cbor.length !== names.length) return undefined;
      const out: Partial<T> = {};
      for (const [index, name] of names.entries()) {
        const value = members[name].from((cbor as readonly Cbor[])[index] ?? null);
        if (value === undefined) return undefined;
        out[name] = value;
      }
      return out as T;
    },
  };
}
