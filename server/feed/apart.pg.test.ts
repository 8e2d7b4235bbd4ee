import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkInvariants } from '../jobs/check.ts';
import { openAnalysis, type AnalysisDatabase } from '../store/analysis-database.ts';
import type { Database } from '../store/database.ts';
import { createPostgresStore } from '../store/postgres-store.ts';
import { openTestDatabase } from '../store/testing/database.ts';
import { EMPTY, scopesOnly } from '../store/testing/writes.ts';
import { rebuildAnalysis, runFeed } from './feed.ts';
import { stage } from './stage.ts';
import { commitEntry, dump } from './testing/entries.ts';
import { openLine } from './testing/cuttable-line.ts';

/** Schema `analysis` in a database of its own, beside the hub's on the same server. */
const BRANCHES = ['41272801', '41272802'] as const;

let db: Database;
let close = async (): Promise<void> => undefined;
let figures: AnalysisDatabase;
const urlOf = (name: string): string => db.embedded?.url(name) ?? '';

beforeAll(async () => {
  ({ db, close } = await openTestDatabase());
  for (const name of ['figures', 'stray', 'other']) await db.query(`CREATE DATABASE ${name}`);
  figures = openAnalysis(urlOf('figures'), db);
  await figures.prepare();
});
afterAll(async () => {
  await figures.close();
  await close();
});

describe('the feed into a database that stands apart', () => {
  test('it comes to the same bytes as the schema in the hub itself, fed little by little or built from zero', async () => {
    for (let seq = 1; seq <= 25; seq++) {
      for (const branch of BRANCHES) await commitEntry(db, branch, seq);
      if (seq % 4 === 0) await runFeed(db, figures.pool);
    }
    expect(await runFeed(db, figures.pool)).toMatchObject({ branches: 2, versions: 2, rebuilt: [], busy: [] });
    expect(await runFeed(db, figures.pool)).toMatchObject({ branches: 0, versions: 0 });
    await runFeed(db);
    const inside = await dump(db);
    expect(inside['interaction']?.split('\n')).toHaveLength(50);
    expect(await dump(figures.pool)).toEqual(inside);
    expect((await rebuildAnalysis(db, figures.pool)).rebuilt).toEqual([...BRANCHES]);
    expect(await dump(figures.pool)).toEqual(inside);
  });

  test('facts and cursor move together or not at all: a commit that fails leaves neither, and nothing is taken twice', async () => {
    const before = await dump(figures.pool);
    await commitEntry(db, '41272801', 26);
    await figures.pool.query('ALTER TABLE analysis.feed_cursor ADD CONSTRAINT stuck CHECK (version < 26)');
    await expect(runFeed(db, figures.pool)).rejects.toThrow(/stuck/);
    expect(await dump(figures.pool)).toEqual(before);
    await figures.pool.query('ALTER TABLE analysis.feed_cursor DROP CONSTRAINT stuck');
    expect(await runFeed(db, figures.pool)).toMatchObject({ branches: 1, versions: 1 });
    await runFeed(db);
    expect(await dump(figures.pool)).toEqual(await dump(db));
  });

  test('two feeds at once take every version once', async () => {
    for (let seq = 27; seq <= 34; seq++) {
      await commitEntry(db, '41272802', seq);
      await Promise.all([runFeed(db, figures.pool), runFeed(db, figures.pool)]);
    }
    await runFeed(db, figures.pool);
    await runFeed(db);
    expect(await dump(figures.pool)).toEqual(await dump(db));
  });

  test('a branch whose past has changed is built anew, and only that branch', async () => {
    await db.query("UPDATE hub.branch_commit SET commit_id = gen_random_uuid() WHERE branch_id = '41272801'");
    await commitEntry(db, '41272801', 27);
    expect((await runFeed(db, figures.pool)).rebuilt).toEqual(['41272801']);
    await runFeed(db);
    expect(await dump(figures.pool)).toEqual(await dump(db));
  });

  test('only the fields of facts leave the hub: no name, no paper, no secret of a card', async () => {
    const customer = { customer_no: '1', name: '赵秀英', id_no: '412728195003070000', gender: 'female' };
    const secret = { pan: 'sealed', subtype: 'gold' };
    await createPostgresStore(db, scopesOnly).inBranch('41272803', (tx) =>
      tx.commit({
        ...EMPTY,
        rows: [
          { table: 'customer', id: '9', body: customer },
          { table: 'card', id: '9', body: { account: '1' } },
          { table: 'card_secret', id: '9', body: secret },
        ],
      }),
    );
    const staged = await figures.pool.transaction(async (sql) => {
      await stage(db, sql, { branch: '41272803', after: 0, upTo: 1 });
      return sql.query('SELECT kind, body FROM pg_temp.fed_row ORDER BY kind');
    });
    expect(staged).toEqual([
      { kind: 'card', body: { account: '1' } },
      { kind: 'card_secret', body: { subtype: 'gold' } },
      { kind: 'customer', body: { customer_no: '1', gender: 'female' } },
    ]);
    await db.query("DELETE FROM hub.row WHERE branch_id = '41272803'");
  });

  test('the check compares the hub with the figures that stand apart, and sees a wrong one', async () => {
    const name = 'analysis_equals_postings';
    const of = async () => (await checkInvariants(db, figures.pool)).findings.find((one) => one.name === name);
    expect(await of()).toMatchObject({ ok: true, wrong: 0 });
    expect((await of())?.examined).toBeGreaterThan(10);
    const more = (fen: number): Promise<unknown> =>
      figures.pool.query(
        "UPDATE analysis.posting_day SET debit_fen = debit_fen + $1 WHERE branch_id = '41272801' AND ledger = 'CASH-TILL:01' AND business_date = '2026-11-09'",
        [fen],
      );
    await more(1);
    expect(await of()).toMatchObject({ ok: false, wrong: 1 });
    await more(-1);
    expect(await of()).toMatchObject({ ok: true });
  });
});

describe('an analysis database that is wrong or away', () => {
  const refusal = async (url: string): Promise<string> => {
    const wrong = openAnalysis(url, db);
    const said = await wrong.prepare().then(
      () => 'accepted',
      (fault: Error) => `${fault.name}: ${fault.message}`,
    );
    await wrong.close();
    return said;
  };

  test('the database of a hub under another address is refused', async () => {
    expect(await refusal(db.url.replace('127.0.0.1', 'localhost'))).toMatch(
      /^StartFault: ANALYSIS_DATABASE_URL names the database of a hub \(localhost:\d+\/yizhan\): give an empty database/,
    );
  });

  test('the figures of another hub are refused', async () => {
    await db.query("UPDATE hub.setting SET value = 'another' WHERE name = 'hub'");
    expect(await refusal(urlOf('figures'))).toMatch(/^StartFault: .* holds the figures of another hub: give this one/);
    const [owner] = await figures.pool.query<{ hub: string }>('SELECT hub FROM public.analysis_of');
    await db.query("UPDATE hub.setting SET value = $1 WHERE name = 'hub'", [owner?.hub ?? '']);
    expect(await refusal(urlOf('figures'))).toBe('accepted');
  });

  test('a database that does not exist, a wrong password and a dead address each have their sentence', async () => {
    expect(await refusal(urlOf('nowhere'))).toMatch(
      /^StartFault: The analysis database at .* there is no such database/,
    );
    expect(await refusal(urlOf('figures').replace(/:[^:@]+@/, ':wrong@'))).toMatch(/the password is wrong/);
    expect(await refusal('postgres://a:b@127.0.0.1:1/figures')).toBe(
      'AnalysisDown: The analysis database at 127.0.0.1:1/figures does not answer (ECONNREFUSED).',
    );
  });

  test('one that goes away during a round is reported as away, and the next round takes everything', async () => {
    const line = await openLine(urlOf('figures'));
    const far = openAnalysis(line.url, db);
    await far.prepare();
    await runFeed(db, far.pool);
    await commitEntry(db, '41272802', 35);
    const inHand = far.pool.transaction(async (sql) => {
      await sql.query('SELECT 1');
      await line.cut();
      // Nobody is asking when the connection breaks.
      await new Promise((done) => setTimeout(done, 200));
      await sql.query('SELECT 1');
    });
    await expect(inHand).rejects.toThrow();
    await expect(far.reads.query('SELECT 1')).rejects.toMatchObject({ name: 'AnalysisDown' });
    await expect(runFeed(db, far.pool)).rejects.toThrow();
    await line.mend();
    expect(await runFeed(db, far.pool)).toMatchObject({ branches: 1, versions: 1 });
    await far.close();
  });
});
