import { describe, expect, test } from 'vitest';
import { cashTransfer } from '../tables/cash-transfer.ts';
import type { AnyRow } from '../tables/define.ts';
import { exceptionCase } from '../tables/exception-case.ts';
import { outletState } from '../tables/outlet-day.ts';
import { till } from '../tables/till.ts';
import { inTransit } from './transit.ts';
import { at, CHIEF, MANAGER, OTHER_TABLET, Outlet, TELLER, type EntryFacts } from './outlet.ts';

/** 单边调拨: how the case of cash on its way ends, and that no outcome leaves money in SUS-TRF. */

const COUNTER = '41201990001';
const SUPERVISOR = '41201990002';
const SECOND = '41201990006';
const office = (maker: string): EntryFacts => ({
  door: 'office',
  basis: 'request',
  offline: false,
  maker,
  at: at('18:00'),
});

function work(outlet: Outlet, transfer: string) {
  const of = { case: `${transfer}/TRANSFER_ONE_SIDED`, aml: false };
  const run = (name: string, payload: AnyRow, maker: string) => {
    const refused = outlet.refusal(name, { ...of, ...payload }, office(maker));
    return refused === null ? outlet.run(name, { ...of, ...payload }, office(maker)) : refused.code;
  };
  const claim = (maker = SUPERVISOR) => run('exception.claim', {}, maker);
  const propose = (action: string, maker = SUPERVISOR) =>
    run('exception.resolve', { action, words: '已查监控', to_account: null, due_on: null, to_name: null }, maker);
  const agree = (proposal: ReturnType<typeof propose>, maker = SECOND) => {
    const id = typeof proposal === 'string' ? '' : proposal.command.rowId;
    return run('exception.confirm', { proposal: id, agreed: true, words: '', level: 'county' }, maker);
  };
  const end = (action: string) => (claim(), agree(propose(action)));
  return { of, claim, propose, agree, end };
}

/** A bag of 8,000.00 yuan the county counted `fen` in. */
function bag(name: 'till.vault_in' | 'till.vault_out', fen: number) {
  const outlet = new Outlet();
  outlet.signOn(CHIEF, OTHER_TABLET, '00');
  const payload = {
    till: '00',
    fen: 800_000,
    denominations: [],
    escorts: [{ employee: TELLER }, { employee: MANAGER }],
    seal_no: 'AB-123456',
    voucher_no: '4127280102261110000174',
  };
  const sent = outlet.run(name, payload, { maker: CHIEF, device: OTHER_TABLET, checker: MANAGER }).command.rowId;
  outlet.run('till.county_confirm', { transfer: sent, fen }, { door: 'office', maker: COUNTER, at: at('15:00') });
  return { outlet, sent, ...work(outlet, sent) };
}
const books = (outlet: Outlet, ...ledgers: string[]) =>
  ['SUS-TRF', 'CLEARING-COUNTY', ...ledgers].map((one) => outlet.ledger(one));

describe('a bag the county counted differently', () => {
  test.each([
    ['till.vault_in', 790_000, 'CASH-SHORT', 10_000],
    ['till.vault_in', 810_000, 'CASH-OVER', -10_000],
    ['till.vault_out', 810_000, 'CASH-SHORT', 10_000],
    ['till.vault_out', 790_000, 'CASH-OVER', -10_000],
  ] as const)(
    '%s counted %i: the difference becomes %s of the outlet, with its own case',
    (name, fen, ledger, left) => {
      const { outlet, sent, of, end } = bag(name, fen);
      expect(outlet.ledger('SUS-TRF')).toBe(left);
      end('to_difference');
      const owed = name === 'till.vault_in' ? fen : -fen;
      expect(books(outlet, ledger)).toEqual([0, owed, left]);
      expect(outlet.get(exceptionCase, of.case)).toMatchObject({ status: 'closed', resolution: 'to_difference' });
      expect(outlet.cases.at(-1)?.body).toMatchObject({
        code: 'CASH_DIFFERENCE',
        suspense_ledger: ledger,
        suspense_fen: 10_000,
        outlet_record: `transfer=${sent}`,
      });
      const row = outlet.get(cashTransfer, sent);
      expect(row && inTransit(row)).toBe(0);
    },
  );

  test.each([
    ['till.vault_in', 790_000, 800_000],
    ['till.vault_out', 810_000, -800_000],
  ] as const)('%s: the county had counted wrong, and owes what the outlet says', (name, fen, owed) => {
    const { outlet, end } = bag(name, fen);
    end('correct');
    expect(books(outlet)).toEqual([0, owed]);
    expect(outlet.codes()).toEqual(['TRANSFER_ONE_SIDED']);
  });

  test('somebody is liable for what is missing, and nobody for what is there', () => {
    const short = bag('till.vault_in', 790_000);
    short.end('liability');
    expect(books(short.outlet, 'RECEIVABLE-STAFF')).toEqual([0, 790_000, 10_000]);
    const over = bag('till.vault_in', 810_000);
    over.claim();
    expect(over.propose('liability')).toBe('ACTION_NOT_ALLOWED');
  });

  test('is not accepted while it hangs, not decided by who counted it, and not by one alone', () => {
    const { outlet, claim, propose, agree } = bag('till.vault_in', 790_000);
    expect(claim(COUNTER)).toBe('CASE_OWN_ENTRY');
    claim();
    expect(propose('accept')).toBe('SUSPENSE_OPEN');
    expect(propose('write_off')).toBe('ACTION_NOT_ALLOWED');
    const proposal = propose('to_difference');
    expect(outlet.ledger('SUS-TRF')).toBe(10_000);
    expect(agree(proposal, SUPERVISOR)).toBe('AUTH_SELF');
    expect(agree(proposal, COUNTER)).toBe('CASE_OWN_ENTRY');
    agree(proposal);
    expect(outlet.ledger('SUS-TRF')).toBe(0);
  });
});

describe('cash a till sent to one that had balanced without it', () => {
  const NONCE = '9f'.repeat(8);
  const accepted = { from_till: '01', to_till: '00', fen: 1_500_000, nonce: NONCE, denominations: [] };
  function oneSided() {
    const outlet = new Outlet();
    outlet.signOn(CHIEF, OTHER_TABLET, '00');
    outlet.change(till, '00', { balanced_on: '2026-11-10' });
    const payload = { ...accepted, voucher_no: '4127280101261110000175' };
    const sent = outlet.run('till.cash_transfer', payload).command.rowId;
    return { outlet, sent, ...work(outlet, sent) };
  }

  test('the county has no count of its own to put right; the day waits for it no longer once it is decided', () => {
    const { outlet, claim, propose, agree } = oneSided();
    claim();
    expect(propose('correct')).toBe('ACTION_NOT_ALLOWED');
    expect(outlet.get(outletState, 'outlet')?.open_transfers).toHaveLength(1);
    agree(propose('liability'));
    expect(books(outlet, 'RECEIVABLE-STAFF')).toEqual([0, 0, 1_500_000]);
    expect(outlet.get(outletState, 'outlet')?.open_transfers).toEqual([]);
  });

  test('a receiver’s journal that comes afterwards is a fact: the case is open again with what is over', () => {
    const { outlet, sent, of, end } = oneSided();
    end('liability');
    const answer = { ...accepted, transfer: sent, sent_on: '2026-11-10', answer: 'accepted', proof: null };
    outlet.run('till.transfer_answer', answer, { maker: CHIEF, device: OTHER_TABLET });
    expect(outlet.ledger('SUS-TRF')).toBe(-1_500_000);
    expect(outlet.get(exceptionCase, of.case)).toMatchObject({
      status: 'open',
      owner: null,
      closed_at: null,
      suspense_fen: 1_500_000,
    });
    end('to_difference');
    expect(books(outlet, 'CASH-OVER')).toEqual([0, 0, -1_500_000]);
    expect(outlet.get(exceptionCase, of.case)?.status).toBe('closed');
  });

  test('a journal that comes while two decide leaves nothing to decide', () => {
    const { outlet, sent, of, claim, propose, agree } = oneSided();
    claim();
    const proposal = propose('liability');
    const answer = { ...accepted, transfer: sent, sent_on: '2026-11-10', answer: 'accepted', proof: null };
    outlet.run('till.transfer_answer', answer, { maker: CHIEF, device: OTHER_TABLET });
    expect(outlet.get(exceptionCase, of.case)).toMatchObject({ status: 'closed', suspense_fen: 0 });
    expect(agree(proposal)).toBe('CASE_CLOSED');
    expect(books(outlet, 'RECEIVABLE-STAFF')).toEqual([0, 0, 0]);
  });
});
