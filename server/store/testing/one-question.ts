import pg from 'pg';
import { afterAll, expect } from 'vitest';

/**
 * A connection is asked one thing at a time: `pg` holds a second question back until the first is answered and says
 * that its next major version will refuse it. Set up for every test with a database: the file in which a busy
 * connection is asked fails, with the place that asked.
 */
interface Asked extends pg.Client {
  /** What runs, none while the client rests. */
  _getActiveQuery(): unknown;
  readonly _queryQueue: readonly unknown[];
}

/** Where a busy connection was asked. One list for all copies of this module: the files of a worker share `pg`. */
const KEY = Symbol.for('yizhan.asked-while-busy');
const shared = globalThis as { [KEY]?: string[] };

const isBusy = (client: Asked): boolean => client._queryQueue.length > 0 || (client._getActiveQuery() ?? null) !== null;

function guard(): string[] {
  const places: string[] = [];
  const prototype = pg.Client.prototype as unknown as Record<'query', (...given: unknown[]) => unknown>;
  const { query } = prototype;
  prototype.query = function (this: Asked, ...given: unknown[]): unknown {
    if (isBusy(this)) places.push(String(new Error('a busy connection was asked').stack));
    return query.apply(this, given);
  };
  return places;
}

/** The places found so far, which are forgotten. */
export const takeAsked = (): readonly string[] => (shared[KEY] ??= guard()).splice(0);

takeAsked();
afterAll(() => expect(takeAsked(), 'a connection is asked one thing at a time').toEqual([]));
