import { expect, test } from 'vitest';
import { cashTransfer } from '../tables/cash-transfer.ts';
import type { AnyRow } from '../tables/define.ts';
import { interaction } from '../tables/interaction.ts';
import { standIn } from '../tables/stand-in.ts';
import { till } from '../tables/till.ts';
import { traceOf } from './trace.ts';

/** RB4: an entry is recognised in the rows that hold its effect, and in no others. */

const [DEVICE, OTHER, ROW] = ['a'.repeat(32), 'b'.repeat(32), 'aaaaaaaaaaaaaaaa.7'];
const of = (name: string, over: object = {}) => ({
  ...{ name, door: 'terminal', rowId: ROW, device: DEVICE, capturedAt: 1000 },
  ...over,
});
const rows =
  (known: Readonly<Record<string, AnyRow>>) =>
  (table: string, id: string): AnyRow | null =>
    known[`${table}:${id}`] ?? null;
const record = `${interaction.name}:${ROW}`;

test('a deal by its record, with what became of it', () => {
  const trace = traceOf(of('counter.deposit'), {});
  expect(trace.keys).toEqual([{ table: interaction.name, id: ROW }]);
  expect(trace.said(rows({}))).toBeNull();
  const AT = { captured_at: 1000 };
  const whole = { ...AT, status: 'reversed', account_fen: 500, suspense_ledger: null, suspense_fen: 0 };
  expect(trace.said(rows({ [record]: whole }))).toEqual({ verdict: 'posted', split: null });
  const none = { ...AT, status: 'suspense', account_fen: 0, suspense_ledger: 'SUS-UNK', suspense_fen: 500 };
  expect(trace.said(rows({ [record]: none }))).toEqual({
    verdict: 'suspense',
    split: { accountFen: 0, suspenseLedger: 'SUS-UNK', suspenseFen: 500 },
  });
  // The mark that an unanswered request was given up.
  const mark = { ...AT, status: 'rejected', account_fen: 0, suspense_ledger: null, suspense_fen: 0 };
  expect(trace.said(rows({ [record]: mark }))).toMatchObject({ verdict: 'rejected' });
});

test('the copy of a tablet wrote another entry under that number', () => {
  const row = { status: 'posted', account_fen: 500, suspense_ledger: null, suspense_fen: 0, captured_at: 1000 };
  const said = (over: object) => traceOf(of('counter.deposit', over), {}).said(rows({ [record]: row }));
  expect(said({ capturedAt: 2000 })).toBeNull();
  // Its clock was far ahead, and the time was corrected then.
  expect(said({ capturedAt: 400_000 })).toMatchObject({ verdict: 'posted' });
  expect(said({ capturedAt: 2000, door: 'message' })).toMatchObject({ verdict: 'posted' });
});

test('what comes late: the record may be of the paper that stood in for it', () => {
  const trace = traceOf(of('counter.deposit', { late: true }), {});
  const row = { status: 'posted', account_fen: 500, suspense_ledger: null, suspense_fen: 0 };
  const paper = (status: string) => rows({ [record]: row, [`${standIn.name}:${ROW}`]: { status } });
  expect(trace.said(rows({ [record]: row }))).toMatchObject({ verdict: 'posted' });
  expect(trace.said(paper('posted'))).toBeNull();
  expect(trace.said(paper('met'))).toMatchObject({ verdict: 'posted' });
});

test('cash between tills by its bag: sent, answered and confirmed are three entries', () => {
  const bag = (over: object) => rows({ [`${cashTransfer.name}:${ROW}`]: { ...NEW, ...over } });
  const NEW = { sent_device: null, sent_at: 1000, answered_device: null, answered_at: 1000, confirmed: false };
  const said = (name: string, over: object) => traceOf(of(name), { transfer: ROW }).said(bag(over));
  // The answer of the other window came first.
  expect(said('till.cash_transfer', { answered_device: OTHER })).toBeNull();
  expect(said('till.cash_transfer', { sent_device: DEVICE })).toMatchObject({ verdict: 'posted' });
  expect(said('till.transfer_answer', { sent_device: OTHER })).toBeNull();
  expect(said('till.transfer_answer', { answered_device: DEVICE })).toMatchObject({ verdict: 'posted' });
  expect(said('till.transfer_confirm', { sent_device: DEVICE, answered_device: OTHER })).toBeNull();
  expect(said('till.transfer_confirm', { confirmed: true })).toMatchObject({ verdict: 'posted' });
  expect(said('till.vault_in', {})).toMatchObject({ verdict: 'posted' });
});

test('a till that was taken, then or since', () => {
  const trace = traceOf(of('till.take'), { till_no: '01' });
  const at = (taken_at: number | null) => trace.said(rows({ [`${till.name}:01`]: { taken_at } }));
  expect([at(null), at(999)]).toEqual([null, null]);
  expect(at(1000)).toMatchObject({ verdict: 'posted' });
});
