import { expect, test } from 'vitest';
import type { AnyRow } from '../tables/define.ts';
import { account } from '../tables/account.ts';
import { till } from '../tables/till.ts';
import { ACCOUNT, Outlet } from './outlet.ts';
import { accountsApart, byAge, OPENING_ROWS, openingParts, totalOf, type VouchedCopy } from './rebuild-plan.ts';

/** LEDGER "rebuild.open": what becomes of the rows that tablets vouch for. */

const then = new Outlet();
const held: AnyRow = { ...(then.get(account, ACCOUNT) as AnyRow), ledger_fen: 320_000 };
const drawer: AnyRow = { ...(then.get(till, '01') as AnyRow), cash_fen: 70_000 };
const copy = (over: Partial<VouchedCopy>): VouchedCopy => ({
  ...{ deviceNo: '01', at: { epoch: 'e', version: 7 }, dataAt: 50 },
  rows: [{ table: 'account', id: ACCOUNT, body: held }],
  ...over,
});

test('parts hold so many rows, tills come last and with each of their days', () => {
  const accounts = Array.from({ length: OPENING_ROWS + 1 }, (_, n) => ({ table: 'account', id: `a${n}`, body: held }));
  const days = ['2026-11-10', '2026-11-09'].map((business_date) => ({
    ...{ table: 'till_day', id: `01/${business_date}` },
    body: {
      ...{ till: '01', business_date, opening_fen: 0, cash_in_fen: 0, cash_out_fen: 0, transfer_in_fen: 0 },
      ...{ transfer_out_fen: 0, over_fen: 0, short_fen: 0, offline_out_fen: 0, in_count: 0, out_count: 0, kinds: [] },
    },
  }));
  const parts = openingParts([{ table: 'till', id: '01', body: drawer }, ...days, ...accounts]);
  expect(parts.map(({ date, payload }) => [date, payload['is_last'], (payload['rows'] as []).length])).toEqual([
    [null, false, OPENING_ROWS],
    [null, false, 1],
    ['2026-11-09', false, 2],
    ['2026-11-10', false, 2],
    [null, true, 1],
  ]);
});

test('a row that cannot be read is left out and named, and so is what another tablet knows otherwise', () => {
  const torn = { table: 'account', id: 'torn', body: { ledger_fen: 1 } };
  const chosen = copy({ rows: [...copy({}).rows, torn] });
  expect(openingParts(chosen.rows).flatMap(({ payload }) => payload['rows'] as readonly AnyRow[])).toHaveLength(1);
  const other = copy({ deviceNo: '02', rows: [{ table: 'account', id: ACCOUNT, body: { ...held, ledger_fen: 5 } }] });
  expect(accountsApart([chosen, other], chosen)).toEqual([
    { account: ACCOUNT, says: `device=02;version=7;fen=5;status=${String(held['status'])};taken=320000` },
    { account: 'torn', says: 'its row cannot be read' },
  ]);
  expect(totalOf(copy({}))).toBe(320_000);
});

test('the newest first: by version in one life, by when it was level with the hub in two', () => {
  const [old, young] = [copy({ at: { epoch: 'e', version: 3 } }), copy({})];
  const before = copy({ at: { epoch: 'd', version: 90 }, dataAt: 20 });
  expect([before, old, young].toSorted(byAge)).toEqual([young, old, before]);
});
