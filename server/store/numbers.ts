import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { luhnDigit } from '../../shared/rules/luhn.ts';
import type { Pool, Sql } from './pool.ts';

/**
 * Numbers the hub gives out (domain 3.4, 3.5, 11.19). They are drawn from blocks; a block is first written to a
 * file outside the data folder (where there is one), then taken, so that a hub put back from a backup starts
 * above everything its lost life may have given away. Numbers of a broken-off batch are simply lost.
 */
const BLOCK = 100;
const EVERYWHERE = '*';
const FILE = 'number-blocks';

const withCheck = (digits: string): string => digits + String(luhnDigit(digits));

/** The number as it is printed. Account: outlet 8, sequence 6, check digit; customer: 11 digits and check digit. */
function print(kind: string, branch: string, n: number): string {
  if (kind === 'account') return withCheck(branch.padStart(8, '0').slice(-8) + String(n).padStart(6, '0'));
  if (kind === 'customer') return withCheck(String(n).padStart(11, '0'));
  return String(n);
}

const scopeOf = (kind: string, branch: string): string => (kind === 'account' ? branch : EVERYWHERE);

/** Highest number of a scope and kind that an earlier life has reserved. */
function readReserved(path: string): Map<string, number> {
  const reserved = new Map<string, number>();
  if (!existsSync(path)) return reserved;
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const [scope, kind, last] = line.split('\t');
    if (scope === undefined || kind === undefined || last === undefined) continue;
    const key = `${scope}\t${kind}`;
    reserved.set(key, Math.max(reserved.get(key) ?? 0, Number(last)));
  }
  return reserved;
}

export interface Numbers {
  /** Draws inside the branch's transaction. */
  draw(
    sql: Sql,
    request: { readonly branch: string; readonly kind: string; readonly count: number },
  ): Promise<readonly string[]>;
}

export function createNumbers(aside: Pool, archiveFolder: string | null): Numbers {
  const path = archiveFolder === null ? null : join(archiveFolder, FILE);
  if (archiveFolder !== null) mkdirSync(archiveFolder, { recursive: true });
  const reserved = path === null ? new Map<string, number>() : readReserved(path);

  /** Blocking on purpose: the block must be on the disk outside before the database knows of it. */
  function note(scope: string, kind: string, last: number): void {
    if (path === null) return;
    const file = openSync(path, 'a');
    try {
      writeSync(file, `${scope}\t${kind}\t${last}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    reserved.set(`${scope}\t${kind}`, last);
  }

  /** Takes a block on a connection of its own: a draw must not hold other branches up. */
  const takeBlock = (scope: string, kind: string, size: number): Promise<{ first: number; last: number }> =>
    aside.transaction(async (sql) => {
      await sql.query(
        'INSERT INTO hub.number_pool (scope, kind, next_free) VALUES ($1, $2, 1) ON CONFLICT (scope, kind) DO NOTHING',
        [scope, kind],
      );
      const rows = await sql.query<{ next_free: number }>(
        'SELECT next_free FROM hub.number_pool WHERE scope = $1 AND kind = $2 FOR UPDATE',
        [scope, kind],
      );
      const first = Math.max(rows[0]?.next_free ?? 1, (reserved.get(`${scope}\t${kind}`) ?? 0) + 1);
      const last = first + size - 1;
      note(scope, kind, last);
      await sql.query('UPDATE hub.number_pool SET next_free = $3 WHERE scope = $1 AND kind = $2', [
        scope,
        kind,
        last + 1,
      ]);
      return { first, last };
    });

  async function fromBlock(sql: Sql, branch: string, kind: string, count: number): Promise<number[]> {
    const rows = await sql.query<{ next_free: number; last: number }>(
      'SELECT next_free, last FROM hub.number_block WHERE branch_id = $1 AND kind = $2',
      [branch, kind],
    );
    const block = rows[0];
    // A block of an earlier life may have been used up after the backup was made.
    const isOurs = block !== undefined && blocksOfThisLife.has(`${branch}\t${kind}\t${block.last}`);
    const isSafe = block !== undefined && (path === null || isOurs);
    if (isSafe && block.next_free + count - 1 <= block.last) return [block.next_free, block.last];
    const fresh = await takeBlock(scopeOf(kind, branch), kind, Math.max(BLOCK, count));
    blocksOfThisLife.add(`${branch}\t${kind}\t${fresh.last}`);
    return [fresh.first, fresh.last];
  }
  const blocksOfThisLife = new Set<string>();

  return {
    async draw(sql, { branch, kind, count }) {
      if (count === 0) return [];
      const [first = 1, last = 0] = await fromBlock(sql, branch, kind, count);
      await sql.query(
        `INSERT INTO hub.number_block (branch_id, kind, next_free, last) VALUES ($1, $2, $3, $4)
         ON CONFLICT (branch_id, kind) DO UPDATE SET next_free = excluded.next_free, last = excluded.last`,
        [branch, kind, first + count, last],
      );
      return Array.from({ length: count }, (_, i) => print(kind, branch, first + i));
    },
  };
}
