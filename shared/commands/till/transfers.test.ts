import { describe, expect, test } from 'vitest';
import { cashTransfer } from '../../tables/cash-transfer.ts';
import { outletState } from '../../tables/outlet-day.ts';
import { till } from '../../tables/till.ts';
import { tillDay } from '../../tables/totals.ts';
import { at, CHIEF, MANAGER, OTHER_TABLET, Outlet, TELLER } from '../outlet.ts';
import { confirmCounty } from './county-confirm.ts';
import { sendCash } from './cash-transfer.ts';
import { answerTransfer } from './transfer-answer.ts';
import { confirmTransfer } from './transfer-confirm.ts';
import { vaultIn, vaultOut } from './vault.ts';

/** The teller holds till 01 with 20,000.00 yuan on the first tablet, the chief till 00 with as much on the second. */
function counter(side: 'hub' | 'terminal' = 'hub'): Outlet {
  const outlet = new Outlet(side);
  outlet.signOn(CHIEF, OTHER_TABLET, '00');
  return outlet;
}
const chief = { maker: CHIEF, device: OTHER_TABLET };
const NONCE = '9f'.repeat(8);
const send = (over: object = {}) => ({
  from_till: '01',
  to_till: '00',
  fen: 1_500_000,
  denominations: [],
  nonce: NONCE,
  voucher_no: '4127280101261110000175',
  ...over,
});
const answer = (transfer: string, over: object = {}) => ({
  transfer,
  from_till: '01',
  to_till: '00',
  fen: 1_500_000,
  sent_on: '2026-11-10',
  nonce: NONCE,
  answer: 'accepted',
  denominations: [],
  proof: null,
  ...over,
});
const confirm = (transfer: string, over: object = {}) => ({
  transfer,
  from_till: '01',
  answer: 'refused',
  fen: 1_500_000,
  proof: null,
  ...over,
});
const cashOf = (outlet: Outlet) => [
  outlet.get(till, '01')?.cash_fen,
  outlet.get(till, '00')?.cash_fen,
  outlet.ledger('SUS-TRF'),
];

describe('till.cash_transfer', () => {
  test('sent and accepted: it stands in SUS-TRF in between, and both day sheets say so', () => {
    const outlet = counter();
    const sent = outlet.run(sendCash.name, send()).command.rowId;
    expect(cashOf(outlet)).toEqual([500_000, 2_000_000, 1_500_000]);
    expect(outlet.get(outletState, 'outlet')?.open_transfers).toEqual([
      { transfer: sent, from_till: '01', to_till: '00', fen: 1_500_000, sent_on: '2026-11-10' },
    ]);
    expect(outlet.run(answerTransfer.name, answer(sent), chief).verdict).toBe('posted');
    expect(cashOf(outlet)).toEqual([500_000, 3_500_000, 0]);
    expect(outlet.get(outletState, 'outlet')?.open_transfers).toEqual([]);
    expect(outlet.get(tillDay, '01/2026-11-10')?.transfer_out_fen).toBe(1_500_000);
    expect(outlet.get(tillDay, '00/2026-11-10')?.transfer_in_fen).toBe(1_500_000);
    outlet.run(confirmTransfer.name, confirm(sent, { answer: 'accepted' }));
    expect(outlet.get(cashTransfer, sent)?.confirmed).toBe(true);
    expect(cashOf(outlet)).toEqual([500_000, 3_500_000, 0]);
    expect(outlet.codes()).toEqual([]);
  });

  test('the receiver`s journal may arrive first', () => {
    const outlet = counter();
    const sent = outlet.entry(sendCash.name, send());
    outlet.run(answerTransfer.name, answer(sent.rowId, { proof: new Uint8Array(64) }), chief);
    expect(cashOf(outlet)).toEqual([2_000_000, 3_500_000, -1_500_000]);
    outlet.apply(sent);
    expect(cashOf(outlet)).toEqual([500_000, 3_500_000, 0]);
    expect(outlet.get(outletState, 'outlet')?.open_transfers).toEqual([]);
    expect(outlet.codes()).toEqual([]);
  });

  test('refused by the receiver: the sender takes it back and the day sheets show nothing', () => {
    const outlet = counter();
    const sent = outlet.run(sendCash.name, send()).command.rowId;
    outlet.run(answerTransfer.name, answer(sent, { answer: 'refused' }), chief);
    expect(cashOf(outlet)).toEqual([500_000, 2_000_000, 1_500_000]);
    outlet.run(confirmTransfer.name, confirm(sent));
    expect(cashOf(outlet)).toEqual([2_000_000, 2_000_000, 0]);
    expect(outlet.get(tillDay, '01/2026-11-10')?.transfer_out_fen).toBe(0);
    expect(outlet.get(outletState, 'outlet')?.open_transfers).toEqual([]);
  });

  test('two sides that differ leave the difference in SUS-TRF with TRANSFER_ONE_SIDED', () => {
    const outlet = counter();
    const sent = outlet.run(sendCash.name, send()).command.rowId;
    expect(outlet.run(answerTransfer.name, answer(sent, { fen: 1_490_000 }), chief).verdict).toBe(
      'posted_with_exception',
    );
    expect(cashOf(outlet)).toEqual([500_000, 3_490_000, 10_000]);
    expect(outlet.cases[0]?.body).toMatchObject({
      code: 'TRANSFER_ONE_SIDED',
      amount_fen: 10_000,
      suspense_ledger: 'SUS-TRF',
      suspense_fen: 10_000,
    });
  });

  test('cash sent to a till that had balanced without it is one-sided; the case closes when it is accepted', () => {
    const outlet = counter();
    outlet.change(till, '00', { balanced_on: '2026-11-10' });
    const sent = outlet.run(sendCash.name, send()).command.rowId;
    expect(outlet.codes()).toEqual(['TRANSFER_ONE_SIDED']);
    outlet.run(answerTransfer.name, answer(sent), chief);
    const row = outlet.rows.get(`exception_case:${sent}/TRANSFER_ONE_SIDED`);
    expect(row).toMatchObject({ status: 'closed' });
    expect(outlet.ledger('SUS-TRF')).toBe(0);
  });

  test('what cannot be sent', () => {
    const outlet = counter('terminal');
    const code = (over: object) => outlet.refusal(sendCash.name, send(over))?.code ?? null;
    expect(code({})).toBeNull();
    expect(code({ from_till: '00' })).toBe('NO_TILL');
    expect(code({ to_till: '01' })).toBe('SAME_TILL');
    expect(code({ to_till: '07' })).toBe('NO_TILL');
    expect(code({ fen: 0 })).toBe('AMOUNT_INVALID');
    expect(code({ fen: 2_000_001 })).toBe('TILL_CASH_SHORT');
    const hundreds = { face_fen: 10_000, form: 'note', sheets: 149, bundles: 0, bricks: 0, unfit: 0 };
    expect(code({ denominations: [hundreds] })).toBe('DENOM_MISMATCH');
    expect(code({ denominations: [{ ...hundreds, sheets: 50, bundles: 1 }] })).toBeNull();
  });

  test('what cannot be answered: unknown without the sender`s code, another till, twice', () => {
    const outlet = counter('terminal');
    const code = (payload: object) => outlet.refusal(answerTransfer.name, payload as never, chief)?.code ?? null;
    expect(code(answer('nobody.1'))).toBe('TRANSFER_UNKNOWN');
    expect(code(answer('nobody.1', { proof: new Uint8Array(64) }))).toBeNull();
    const sent = outlet.run(sendCash.name, send()).command.rowId;
    expect(code(answer(sent, { nonce: 'other' }))).toBe('TRANSFER_UNKNOWN');
    expect(code(answer(sent, { fen: 1_490_000 }))).toBe('DENOM_MISMATCH');
    expect(code(answer(sent))).toBeNull();
    expect(outlet.refusal(confirmTransfer.name, confirm(sent))?.code).toBe('TRANSFER_UNKNOWN');
    outlet.run(answerTransfer.name, answer(sent), chief);
    expect(code(answer(sent))).toBe('TRANSFER_ANSWERED');
    expect(outlet.refusal(confirmTransfer.name, confirm(sent))?.code).toBe('TRANSFER_ANSWERED');
    expect(outlet.refusal(confirmTransfer.name, confirm(sent, { answer: 'accepted' }))).toBeNull();
  });
});

describe('till.vault_in and till.vault_out', () => {
  const bag = (over: object = {}) => ({
    till: '00',
    fen: 800_000,
    denominations: [],
    escorts: [{ employee: TELLER }, { employee: MANAGER }],
    seal_no: 'AB-123456',
    voucher_no: '4127280102261110000174',
    ...over,
  });
  const by = { ...chief, checker: MANAGER };

  test('a bag to the county: SUS-TRF until the county has counted it, then what the two owe each other', () => {
    const outlet = counter();
    const sent = outlet.run(vaultIn.name, bag(), by);
    expect(sent.verdict).toBe('posted');
    expect(cashOf(outlet)).toEqual([2_000_000, 1_200_000, 800_000]);
    outlet.run(confirmCounty.name, { transfer: sent.command.rowId, fen: 800_000 }, { door: 'office', maker: MANAGER });
    expect(outlet.ledger('SUS-TRF')).toBe(0);
    expect(outlet.ledger('CLEARING-COUNTY')).toBe(800_000);
    expect(outlet.codes()).toEqual([]);
  });

  test('a bag from the county, counted short by the county`s own record', () => {
    const outlet = counter();
    const got = outlet.run(vaultOut.name, bag(), by).command.rowId;
    expect(cashOf(outlet)).toEqual([2_000_000, 2_800_000, -800_000]);
    outlet.run(confirmCounty.name, { transfer: got, fen: 810_000 }, { door: 'office', at: at('15:00') });
    expect(outlet.ledger('SUS-TRF')).toBe(10_000);
    expect(outlet.codes()).toEqual(['TRANSFER_ONE_SIDED']);
  });

  test('two escorts, a seal, the main till, the manager', () => {
    const outlet = counter('terminal');
    const code = (over: object, of: object = by) => outlet.refusal(vaultIn.name, bag(over), of)?.code ?? null;
    expect(code({})).toBeNull();
    expect(code({ escorts: [{ employee: TELLER }] })).toBe('ESCORT_COUNT');
    expect(code({ escorts: [{ employee: TELLER }, { employee: TELLER }] })).toBe('ESCORT_COUNT');
    expect(code({ seal_no: '12' })).toBe('SEAL_FORMAT');
    expect(code({ fen: 2_000_001 })).toBe('TILL_CASH_SHORT');
    expect(code({}, { ...chief, checker: null })).toBe('AUTH_REQUIRED');
    expect(code({}, { ...chief, checker: TELLER })).toBe('AUTH_ROLE');
  });
});
