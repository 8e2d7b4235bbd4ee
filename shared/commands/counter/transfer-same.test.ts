import { describe, expect, test } from 'vitest';
import { account, accountNumber } from '../../tables/account.ts';
import { exceptionCase } from '../../tables/exception-case.ts';
import { interaction } from '../../tables/interaction.ts';
import { movement } from '../../tables/movement.ts';
import type { AnyRow } from '../../tables/define.ts';
import { ACCOUNT, aLoss, anAccount, at, aWithdrawal, CHIEF, DAY, MANAGER, Outlet } from '../outlet.ts';
import { transferSame } from './transfer-same.ts';

const TO = '7002';
const aTransfer = (fen: number, over: AnyRow = {}): AnyRow => ({
  account: ACCOUNT,
  to_account: TO,
  fen,
  voucher_no: '4127280102261110000190',
  id_seen: true,
  id_last4: '0486',
  duplicate_reason: null,
  household_reason: null,
  ...over,
});
const KIND = transferSame.name;
const ONLINE = { offline: false, basis: 'request' } as const;

function twoAccounts(side: 'hub' | 'terminal', over: Parameters<typeof anAccount>[0] = {}): Outlet {
  const outlet = new Outlet(side);
  outlet.put(account, TO, anAccount({ account_no: '412728010001244', ledger_fen: 0, ...over }));
  if (side === 'hub') outlet.put(accountNumber, '412728010001244', { account: TO });
  return outlet;
}
const balances = (outlet: Outlet) => [outlet.get(account, ACCOUNT)?.ledger_fen, outlet.get(account, TO)?.ledger_fen];
const aReversal = (original: string, fen: number): AnyRow => ({
  original,
  fen,
  direction: 'none',
  till: '01',
  voucher_no: '4127280102261110000208',
  reason: 'wrong_account',
  signature_hash: null,
});

describe('counter.transfer_same', () => {
  test('moves the money from one account to the other, with a line on each and no cash', () => {
    const outlet = twoAccounts('hub');
    const { command, verdict } = outlet.run(KIND, aTransfer(120_000), ONLINE);
    expect(verdict).toBe('posted');
    expect(balances(outlet)).toEqual([180_000, 120_000]);
    expect([...outlet.ledgers]).toEqual([['DEPOSIT', 0]]);
    expect(outlet.get(movement, `${ACCOUNT}/0`)).toMatchObject({ fen: -120_000, balance_fen: 180_000, kind: KIND });
    expect(outlet.get(movement, `${TO}/0`)).toMatchObject({ fen: 120_000, balance_fen: 120_000, kind: KIND });
    expect(outlet.get(interaction, command.rowId)).toMatchObject({
      direction: 'none',
      amount_fen: 120_000,
      account_fen: 120_000,
      account: ACCOUNT,
      to_account: TO,
      till: null,
    });
  });

  test('domain 11.4: not enough at acceptance is rejected with a task to the outlet, never OVERDRAFT', () => {
    const outlet = twoAccounts('hub');
    outlet.change(account, ACCOUNT, { ledger_fen: 100_000 });
    const done = outlet.run(KIND, aTransfer(100_001));
    expect([done.verdict, done.code]).toEqual(['rejected', 'INSUFFICIENT_FUNDS']);
    expect(outlet.codes()).toEqual(['TRANSFER_REJECTED']);
    expect(balances(outlet)).toEqual([100_000, 0]);
    expect(outlet.run(KIND, aTransfer(100_000)).verdict).toBe('posted');
  });

  test('domain 11.3: replica 300,000, transfer 200,000, then a withdrawal of 100,001 is INSUFFICIENT_FUNDS', () => {
    const outlet = twoAccounts('terminal');
    outlet.run(KIND, aTransfer(200_000));
    const paying = (fen: number, of: AnyRow = {}) =>
      outlet.refusal('counter.withdraw', aWithdrawal(fen, of), { checker: CHIEF })?.code ?? null;
    expect(paying(100_001)).toBe('INSUFFICIENT_FUNDS');
    expect(paying(100_000)).toBeNull();
    // What came in here does not raise what the other account may pay offline.
    expect(outlet.get(account, TO)).toMatchObject({ ledger_fen: 200_000, pending_in_fen: 200_000 });
    expect(paying(1, { account: TO, account_no: '412728010001244' })).toBe('INSUFFICIENT_FUNDS');
  });

  test('domain 11.1: offline it needs a lease in force and a replica of at most 72 hours', () => {
    const outlet = twoAccounts('terminal');
    expect(outlet.refusal(KIND, aTransfer(100), { lease: null })?.code).toBe('LEASE_EXPIRED');
    expect(outlet.refusal(KIND, aTransfer(100), { replicaAsOf: at('10:00') - 72 * 3_600_000 })).toBeNull();
    const stale = { replicaAsOf: at('10:00') - 72 * 3_600_000 - 1 };
    expect(outlet.refusal(KIND, aTransfer(100), stale)?.code).toBe('REPLICA_STALE');
  });

  test('offline at most 20,000 yuan; above twice that the centre rejects, up to it posts with a flag', () => {
    const rich = (side: 'hub' | 'terminal') => {
      const outlet = twoAccounts(side);
      outlet.change(account, ACCOUNT, { ledger_fen: 9_000_000 });
      return outlet;
    };
    expect(rich('terminal').refusal(KIND, aTransfer(2_000_000))).toBeNull();
    expect(rich('terminal').refusal(KIND, aTransfer(2_000_001))?.code).toBe('OFFLINE_LIMIT_TXN');
    const flagged = rich('hub');
    expect(flagged.run(KIND, aTransfer(4_000_000)).verdict).toBe('posted_with_exception');
    expect(flagged.codes()).toEqual(['LIMIT_EXCEEDED']);
    const far = rich('hub');
    expect(far.run(KIND, aTransfer(4_000_001)).verdict).toBe('rejected');
    expect(balances(far)).toEqual([9_000_000, 0]);
  });

  test('the chief teller approves from 50,000 yuan on, the manager from 200,000', () => {
    const outlet = twoAccounts('terminal');
    outlet.change(account, ACCOUNT, { ledger_fen: 90_000_000 });
    const asks = (fen: number, checker?: string) =>
      outlet.refusal(KIND, aTransfer(fen), { ...ONLINE, ...(checker === undefined ? {} : { checker }) });
    expect(asks(4_999_999)).toBeNull();
    expect(asks(5_000_000)).toEqual({ code: 'AUTH_REQUIRED', detail: { post: 'chief_teller' } });
    expect(asks(19_999_999, CHIEF)).toBeNull();
    expect(asks(20_000_000, CHIEF)?.code).toBe('AUTH_ROLE');
    expect(asks(20_000_000, MANAGER)).toBeNull();
  });

  test('one account, or two of different people, is refused', () => {
    const outlet = twoAccounts('terminal', { customer: '5002' });
    expect(outlet.refusal(KIND, aTransfer(100, { to_account: ACCOUNT }), ONLINE)?.code).toBe('SAME_ACCOUNT');
    expect(outlet.refusal(KIND, aTransfer(100), ONLINE)?.code).toBe('NOT_SAME_CUSTOMER');
    expect(outlet.refusal(KIND, aTransfer(100, { to_account: '9' }), ONLINE)?.code).toBe('ACCOUNT_NOT_FOUND');
  });

  test('domain 11.5: a lost or frozen account pays nothing and still takes money in', () => {
    const outlet = twoAccounts('hub');
    outlet.run('counter.lost_oral', aLoss(), { at: at('09:00') });
    expect(outlet.run(KIND, aTransfer(100)).verdict).toBe('rejected');
    outlet.change(account, TO, { ledger_fen: 500 });
    const back = outlet.run(KIND, aTransfer(100, { account: TO, to_account: ACCOUNT }));
    expect(back.verdict).toBe('posted');
    expect(balances(outlet)).toEqual([300_100, 400]);
  });

  test('a request binds the money on its terminal and moves nothing; given up it frees it again', () => {
    const outlet = twoAccounts('terminal');
    const { command } = outlet.run(KIND, aTransfer(200_000), ONLINE);
    expect(outlet.get(account, ACCOUNT)).toMatchObject({ ledger_fen: 300_000, pending_out_fen: 200_000 });
    outlet.run('request.abandon', { reason: 'no_answer' }, { replaces: command.rowId });
    expect(outlet.get(account, ACCOUNT)).toMatchObject({ ledger_fen: 300_000, pending_out_fen: 0 });
  });

  test('given up after it was posted, it goes back whole', () => {
    const outlet = twoAccounts('hub');
    const { command } = outlet.run(KIND, aTransfer(200_000), ONLINE);
    outlet.run('request.abandon', { reason: 'no_answer' }, { replaces: command.rowId });
    expect(balances(outlet)).toEqual([300_000, 0]);
    expect(outlet.get(interaction, command.rowId)?.status).toBe('reversed');
  });

  test('reversed on the same day, while the other account still holds it', () => {
    const outlet = twoAccounts('hub');
    const { command } = outlet.run(KIND, aTransfer(200_000), ONLINE);
    outlet.change(account, TO, { hold_fen: 1 });
    const reversal = aReversal(command.rowId, 200_000);
    expect(outlet.refusal('counter.reverse', reversal, { ...ONLINE, checker: CHIEF })?.code).toBe('REVERSAL_FUNDS');
    outlet.change(account, TO, { hold_fen: 0 });
    const done = outlet.run('counter.reverse', reversal, { ...ONLINE, checker: CHIEF });
    expect(done.verdict).toBe('posted');
    expect(balances(outlet)).toEqual([300_000, 0]);
    expect(outlet.ledger('CASH-TILL:01')).toBe(0);
    const again = outlet.run('counter.reverse', reversal, { checker: CHIEF });
    expect([again.verdict, again.code]).toEqual(['rejected', 'NOT_REVERSIBLE']);
    expect(outlet.ledger('SUS-UNK')).toBe(0);
  });

  test('a reversal that is given up lets the transfer stand again', () => {
    const outlet = twoAccounts('hub');
    const first = outlet.run(KIND, aTransfer(200_000), ONLINE);
    const undo = outlet.run('counter.reverse', aReversal(first.command.rowId, 200_000), { ...ONLINE, checker: CHIEF });
    outlet.run('request.abandon', { reason: 'mistake' }, { replaces: undo.command.rowId });
    expect(balances(outlet)).toEqual([100_000, 200_000]);
    expect(outlet.get(interaction, first.command.rowId)).toMatchObject({ status: 'posted', reversed_by: null });
  });

  test('an equal one within 300 seconds is asked about here and flagged at the centre', () => {
    const terminal = twoAccounts('terminal');
    terminal.run(KIND, aTransfer(1_000));
    expect(terminal.refusal(KIND, aTransfer(1_000), { at: at('10:05') })?.code).toBe('DUPLICATE_WARN');
    const hub = twoAccounts('hub');
    hub.run(KIND, aTransfer(1_000));
    hub.run(KIND, aTransfer(1_000), { at: at('10:05') });
    expect(hub.codes()).toEqual(['DUPLICATE_SUSPECTED']);
    const task = hub.cases[0];
    expect(task === undefined ? null : hub.get(exceptionCase, task.id)).toMatchObject({ business_date: DAY });
  });
});

describe('a loss or freeze from before that arrives after the transfer', () => {
  const books = (outlet: Outlet) => [balances(outlet), outlet.codes(), outlet.ledger('SUS-LOST')];
  const lose = (outlet: Outlet, receivedAt: string) =>
    outlet.run('counter.lost_oral', aLoss(), { at: at('09:00'), receivedAt: at(receivedAt) });
  const send = (outlet: Outlet) => outlet.run(KIND, aTransfer(120_000), { at: at('09:30'), receivedAt: at('11:00') });

  test('the money comes back, as if the loss had been there first, with the same case', () => {
    const [first, second] = [twoAccounts('hub'), twoAccounts('hub')];
    lose(first, '09:00');
    expect(send(first).verdict).toBe('rejected');
    const sent = send(second);
    lose(second, '11:05');
    expect(books(first)).toEqual([[300_000, 0], ['TRANSFER_REJECTED'], 0]);
    expect(books(second)).toEqual(books(first));
    expect(second.get(interaction, sent.command.rowId)).toMatchObject({ status: 'rejected', account_fen: 0 });
    expect(second.ledger('DEPOSIT')).toBe(0);
  });

  test('what was spent of it stays spent, and the case says how much came back', () => {
    const outlet = twoAccounts('hub');
    const { command } = send(outlet);
    outlet.change(account, TO, { ledger_fen: 20_000 });
    lose(outlet, '11:05');
    expect(balances(outlet)).toEqual([200_000, 0]);
    expect(outlet.get(interaction, command.rowId)).toMatchObject({
      status: 'posted_with_exception',
      account_fen: 100_000,
    });
    expect(outlet.cases.at(-1)?.body).toMatchObject({ centre_record: 'why=ACCOUNT_STATUS;returned_fen=20000' });
  });

  test('a second report does not take it back twice, one of later does not concern it, a reversed one is gone', () => {
    const twice = twoAccounts('hub');
    send(twice);
    lose(twice, '11:05');
    lose(twice, '11:10');
    expect(books(twice)).toEqual([[300_000, 0], ['TRANSFER_REJECTED'], 0]);
    const later = twoAccounts('hub');
    send(later);
    later.run('counter.lost_oral', aLoss(), { at: at('09:30:01'), receivedAt: at('11:05') });
    expect(books(later)).toEqual([[180_000, 120_000], [], 0]);
    const reversed = twoAccounts('hub');
    const { command } = send(reversed);
    reversed.run('counter.reverse', aReversal(command.rowId, 120_000), { at: at('09:40'), receivedAt: at('11:01') });
    lose(reversed, '11:05');
    expect(books(reversed)).toEqual([[300_000, 0], [], 0]);
  });
});
