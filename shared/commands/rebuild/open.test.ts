import { expect, test } from 'vitest';
import { encodeCbor } from '../../kernel/cbor.ts';
import type { AnyRow } from '../../tables/define.ts';
import { recordToCbor } from '../../tables/fields.ts';
import { tablesByName } from '../../tables/index.ts';
import { Alone } from '../alone.ts';
import { identityId } from '../identity.ts';
import { ACCOUNT, aWithdrawal, Outlet, TABLET } from '../outlet.ts';
import { account } from '../../tables/account.ts';
import { interaction } from '../../tables/interaction.ts';
import { till } from '../../tables/till.ts';
import { confirmOpening, proposeOpening } from './approve.ts';
import { closeOpening, openRebuilt, REBUILD_DAYS, REBUILD_LEDGER } from './open.ts';

/** LEDGER "rebuild.open": rows of a lost life come into the books, and the books say what they say. */

const vouched = (table: string, id: string, row: AnyRow) => {
  const fields = tablesByName.get(table)?.fields;
  if (fields === undefined) throw new Error(`${table} is a table`);
  return { table, id, body: encodeCbor(recordToCbor(fields, row)) };
};
/** Rows as a tablet of an outlet at work would have them. */
const then = new Outlet();
const held: AnyRow = { ...(then.get(account, ACCOUNT) as AnyRow), ledger_fen: 320_000, hold_fen: 20_000 };
const drawer: AnyRow = { ...(then.get(till, '01') as AnyRow), cash_fen: 70_000 };
const day = (date: string, over: object) => ({
  ...{ till: '01', business_date: date, opening_fen: 0, cash_in_fen: 0, cash_out_fen: 0, transfer_in_fen: 0 },
  ...{ transfer_out_fen: 0, over_fen: 0, short_fen: 0, offline_out_fen: 0, in_count: 0, out_count: 0, kinds: [] },
  ...over,
});
const open = (hub: Alone, rows: readonly object[], over: object = {}, facts: object = {}) =>
  hub.apply(openRebuilt.name, { part: 0, is_last: false, rows, ...over }, facts);

test('an account comes in with what it had, against a ledger of its own; it is found by its number and keeps what was promised', () => {
  const hub = new Alone();
  const { postings } = open(hub, [vouched('account', ACCOUNT, held)]);
  expect(postings).toEqual([
    { ledger: 'DEPOSIT', account: ACCOUNT, fen: -320_000 },
    { ledger: REBUILD_LEDGER, account: null, fen: 320_000 },
  ]);
  expect(hub.row('account', ACCOUNT)).toEqual(held);
  expect(hub.row('account_number', String(held['account_no']))).toEqual({ account: ACCOUNT });
  expect(hub.row('inter_branch_hold', `rebuild/${ACCOUNT}`)).toMatchObject({
    account: ACCOUNT,
    fen: 20_000,
    status: 'held',
  });
  // Given again, nothing more is posted.
  expect(open(hub, [vouched('account', ACCOUNT, held)]).postings).toEqual([]);
});

test('the days of a till stand under their dates, and its cash is what its row says in the end', () => {
  const hub = new Alone();
  hub.rows.set('till:01', { ...drawer, cash_fen: 50_000 });
  const row = vouched('till', '01', drawer);
  const first = open(
    hub,
    [row, vouched('till_day', 'a', day('2026-11-09', { cash_in_fen: 30_000, cash_out_fen: 4_000 }))],
    {},
    { businessDate: '2026-11-09' },
  );
  expect(first.postings).toEqual([
    { ledger: 'CASH-TILL:01', account: null, fen: 26_000 },
    { ledger: REBUILD_DAYS, account: null, fen: -26_000 },
  ]);
  open(hub, [row, vouched('till_day', 'b', day('2026-11-10', { transfer_out_fen: 16_000, over_fen: 100 }))]);
  expect(hub.row('till', '01')).toMatchObject({ cash_fen: 60_100 });
  const last = open(hub, [row], { is_last: true });
  expect(last.postings).toEqual([
    { ledger: 'CASH-TILL:01', account: null, fen: 9_900 },
    { ledger: REBUILD_LEDGER, account: null, fen: -9_900 },
  ]);
  expect(hub.row('till', '01')).toEqual(drawer);
  expect([...hub.ledgers.values()].reduce((a, b) => a + b, 0)).toBe(0);
});

test('a loss report from before still finds what was paid: the hub lists it again', () => {
  const hub = new Alone();
  const outlet = new Outlet();
  const paid = outlet.run('counter.withdraw', aWithdrawal(1_000));
  const row = outlet.get(interaction, paid.command.rowId) as AnyRow;
  open(hub, [vouched('interaction', 'p', row), vouched('interaction', 'r', { ...row, status: 'reversed' })]);
  expect(hub.row('open_payouts', ACCOUNT)).toEqual({
    payouts: [{ interaction: 'p', at: row['captured_at'], received_at: row['captured_at'], overdraft: false }],
  });
});

test('a person is found by the paper', () => {
  const hub = new Alone();
  const [key, person] = [...then.rows].find(([one]) => one.startsWith('customer:')) ?? [];
  if (key === undefined || person === undefined || person === null) throw new Error('the outlet knows a person');
  const id = key.slice('customer:'.length);
  open(hub, [vouched('customer', id, person as AnyRow)]);
  const paper = { id_type: String((person as AnyRow)['id_type']), id_no: String((person as AnyRow)['id_no']) };
  expect(hub.row('customer_identity', identityId(paper))).toEqual({ customer: id });
});

test('two persons decide: not one twice, not without a reason, not about what the second one did not see, and once', () => {
  const hub = new Alone();
  const proposal = {
    ...{
      device: TABLET,
      epoch: 'then',
      version: 40,
      pages: 2,
      pages_hash: 'a'.repeat(64),
      accounts: 3,
      total_fen: 900,
    },
    ...{ words: '与对账单核对', level: 'county' },
  };
  const office = { door: 'office', basis: 'request' } as const;
  const refused = (name: string, payload: AnyRow) => {
    const admitted = hub.admit(name, payload, office);
    return admitted.ok ? null : admitted.error.code;
  };
  const agree = { agreed: true, pages_hash: 'a'.repeat(64), words: '', level: 'county' };
  expect(refused(proposeOpening.name, { ...proposal, words: ' ' })).toBe('REASON_REQUIRED');
  expect(refused(proposeOpening.name, { ...proposal, level: 'outlet' })).toBe('AUTH_LEVEL');
  expect(refused(confirmOpening.name, agree)).toBe('PROPOSAL_UNKNOWN');
  hub.apply(proposeOpening.name, proposal, office);
  // The maker of both is nobody here, and so the same.
  expect(refused(confirmOpening.name, agree)).toBe('AUTH_SELF');
  expect(refused(confirmOpening.name, { ...agree, pages_hash: 'b'.repeat(64) })).toBe('PROPOSAL_UNKNOWN');
  hub.apply(confirmOpening.name, agree, office);
  expect(hub.row('opening_approval', '41272801')).toMatchObject({ status: 'approved', is_done: false });
  expect(refused(proposeOpening.name, proposal)).toBe('OPENING_DECIDED');
  const apart = [{ account: ACCOUNT, says: 'device=02;version=30;fen=1' }];
  const { cases } = hub.apply(closeOpening.name, { apart, waited: 7 });
  expect(hub.row('opening_approval', '41272801')).toMatchObject({ is_done: true });
  expect(cases.map((one) => [one.code, one.body['account']])).toEqual([
    ['REBUILD_OPENING', null],
    ['REBUILD_OPENING', ACCOUNT],
  ]);
});
