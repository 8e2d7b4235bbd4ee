import { describe, expect, test } from 'vitest';
import { account } from '../../tables/account.ts';
import type { AnyRow } from '../../tables/define.ts';
import { interaction } from '../../tables/interaction.ts';
import { lossForm } from '../../tables/loss-form.ts';
import { tillDay } from '../../tables/totals.ts';
import { voucherNumber, voucherStock } from '../../tables/voucher.ts';
import { ACCOUNT, at, aWithdrawal, CHIEF, DAY, MANAGER, OTHER_TABLET, Outlet, TABLET, TELLER } from '../outlet.ts';
import { lostReissue } from './lost-reissue.ts';
import { lostWritten } from './lost-written.ts';

/** Domain 4.5 B: the fee of a written loss, and the new medium handed out against its form. */

const DAY_8 = '2026-11-17';
const aWritten = (over: AnyRow = {}): AnyRow => ({
  account: ACCOUNT,
  account_no: null,
  card: null,
  medium: 'passbook',
  id_seen: true,
  id_last4: '0486',
  form_no: 'G0001',
  pin_lost: false,
  fee_fen: 1_000,
  till: '01',
  ...over,
});
const aReissue = (over: AnyRow = {}): AnyRow => ({
  account: ACCOUNT,
  form_no: 'G0001',
  old_no: null,
  medium_no: '0000000101',
  till: '01',
  voucher_no: '4127280102261110000174',
  id_seen: true,
  id_last4: '0486',
  id_checked: true,
  ...over,
});
const ONLINE = { offline: false, basis: 'request', checker: CHIEF } as const;

/** Reported lost in writing at 10:00 of DAY, with blanks 101 to 110 in till 01. */
function lost(): Outlet {
  const outlet = new Outlet();
  outlet.put(voucherStock, 'passbook/01', {
    voucher_type: 'passbook',
    holder: '01',
    ranges: [{ from_no: '0000000101', to_no: '0000000110' }],
  });
  outlet.run(lostWritten.name, aWritten(), { at: at('10:00') });
  return outlet;
}

describe('the fee of a written loss', () => {
  test('ten yuan go into the till and are income; the report stands as without', () => {
    const outlet = new Outlet();
    const { command, verdict } = outlet.run(lostWritten.name, aWritten());
    expect(verdict).toBe('posted');
    expect(outlet.ledger('CASH-TILL:01')).toBe(1_000);
    expect(outlet.ledger('INCOME-FEE')).toBe(-1_000);
    expect(outlet.get(tillDay, `01/${DAY}`)).toMatchObject({ cash_in_fen: 1_000, in_count: 1 });
    expect(outlet.get(interaction, command.rowId)).toMatchObject({ fee_fen: 1_000, amount_fen: 0, direction: 'none' });
    expect(outlet.get(account, ACCOUNT)?.status).toBe('lost_written');
    expect(outlet.get(lossForm, ACCOUNT)).toMatchObject({ form_no: 'G0001', fee_fen: 1_000, reported_at: at('10:00') });
  });

  test('none to ten yuan, into the own till; without a fee no till is needed', () => {
    const outlet = new Outlet('terminal');
    const asks = (over: AnyRow) => outlet.refusal(lostWritten.name, aWritten(over))?.code ?? null;
    expect(asks({})).toBeNull();
    expect(asks({ fee_fen: 1_001 })).toBe('FEE_RANGE');
    expect(asks({ fee_fen: -1 })).toBe('FEE_RANGE');
    expect(asks({ till: '02' })).toBe('NO_TILL');
    expect(asks({ till: null })).toBe('NO_TILL');
    expect(asks({ fee_fen: 0, till: null })).toBeNull();
  });

  test('an account the centre does not know: the fee is cash and waits in suspense with a case', () => {
    const outlet = new Outlet();
    const { verdict, split } = outlet.run(lostWritten.name, aWritten({ account: '9999' }));
    expect(verdict).toBe('suspense');
    expect(split).toMatchObject({ suspenseLedger: 'SUS-UNK', suspenseFen: 1_000 });
    expect([outlet.ledger('CASH-TILL:01'), outlet.ledger('SUS-UNK'), outlet.ledger('INCOME-FEE')]).toEqual([
      1_000, -1_000, 0,
    ]);
    expect(outlet.codes()).toEqual(['UNKNOWN_ACCOUNT']);
  });

  test('of two reports the form of the earlier one counts, whichever arrives first', () => {
    for (const order of [0, 1]) {
      const outlet = new Outlet();
      const reports = [
        () => outlet.run(lostWritten.name, aWritten(), { at: at('10:00') }),
        () =>
          outlet.run(lostWritten.name, aWritten({ form_no: 'G0002', till: '02' }), {
            at: at('10:05'),
            device: OTHER_TABLET,
          }),
      ];
      for (const report of order === 0 ? reports : reports.toReversed()) report();
      expect(outlet.get(lossForm, ACCOUNT)?.form_no).toBe('G0001');
    }
  });
});

describe(lostReissue.name, () => {
  test('the next blank is handed out, the number left the stock, the account is active with the new number', () => {
    const outlet = lost();
    const { command, verdict } = outlet.run(lostReissue.name, aReissue(), { ...ONLINE, at: at('11:00') });
    expect(verdict).toBe('posted');
    expect(outlet.get(account, ACCOUNT)).toMatchObject({
      status: 'active',
      passbook_no: '0000000101',
      lost_until: at('11:00'),
    });
    expect(outlet.get(voucherNumber, 'passbook/0000000101')).toMatchObject({ status: 'issued', entry: command.rowId });
    expect(outlet.get(voucherStock, 'passbook/01')?.ranges).toEqual([{ from_no: '0000000102', to_no: '0000000110' }]);
    expect(outlet.codes()).toEqual([]);
    // What was paid while it was lost stays judged as lost.
    outlet.run('counter.withdraw', aWithdrawal(10_000), { at: at('10:30'), receivedAt: at('12:00') });
    expect(outlet.codes()).toEqual(['CARD_LOST_ELSEWHERE']);
  });

  test('a certificate is replaced by a blank certificate, not by a passbook', () => {
    const outlet = lost();
    outlet.change(account, ACCOUNT, { medium: 'certificate' });
    const asks = () => outlet.refusal(lostReissue.name, aReissue(), ONLINE)?.code ?? null;
    expect(asks()).toBe('VOUCHER_OUT');
    outlet.put(voucherStock, 'certificate/01', {
      voucher_type: 'certificate',
      holder: '01',
      ranges: [{ from_no: '0000000101', to_no: '0000000102' }],
    });
    expect(asks()).toBeNull();
    outlet.run(lostReissue.name, aReissue(), { ...ONLINE, at: at('11:00') });
    expect(outlet.get(voucherNumber, 'certificate/0000000101')?.status).toBe('issued');
  });

  test('seven full days after the written report, at once with a passed online check', () => {
    const outlet = lost();
    outlet.signOn(TELLER, outlet.tablet(TABLET), '01', DAY_8);
    const asks = (clock: string, checked = false) =>
      outlet.refusal(lostReissue.name, aReissue({ id_checked: checked }), {
        ...ONLINE,
        at: at(clock, DAY_8),
        businessDate: DAY_8,
      });
    expect(asks('09:59:59')).toMatchObject({ code: 'TOO_EARLY', detail: { days: 7 } });
    expect(asks('10:00:00')).toBeNull();
    expect(asks('09:59:59', true)).toBeNull();
  });

  test('against the form of the report, in number order, only what was lost in writing here', () => {
    const outlet = lost();
    const asks = (over: AnyRow) => outlet.refusal(lostReissue.name, aReissue(over), ONLINE)?.code ?? null;
    expect(asks({})).toBeNull();
    expect(asks({ form_no: 'G0009' })).toBe('FORM_MISMATCH');
    expect(asks({ form_no: ' ' })).toBe('FIELD_REQUIRED');
    expect(asks({ medium_no: '0000000102' })).toBe('VOUCHER_OUT');
    expect(asks({ id_last4: '0000' })).toBe('ID_MISMATCH');
    expect(asks({ till: '02' })).toBe('NO_TILL');
    outlet.change(account, ACCOUNT, { lost_at_outlet: '41272802' });
    expect(asks({})).toBe('NOT_ACCEPTING_OUTLET');
    outlet.change(account, ACCOUNT, { lost_at_outlet: '41272801', medium: 'card' });
    expect(asks({})).toBe('CARD_BUSINESS');
    outlet.change(account, ACCOUNT, { medium: 'passbook', status: 'active' });
    expect(asks({})).toBe('ACCOUNT_STATUS');
  });

  test('the chief teller approves, from 50,000 yuan the manager; on the tablet nothing changes before the verdict', () => {
    const outlet = lost();
    const asks = (checker: string | null) =>
      outlet.refusal(lostReissue.name, aReissue(), { ...ONLINE, checker })?.code ?? null;
    outlet.change(account, ACCOUNT, { ledger_fen: 4_999_999 });
    expect([asks(null), asks(CHIEF)]).toEqual(['AUTH_REQUIRED', null]);
    outlet.change(account, ACCOUNT, { ledger_fen: 5_000_000 });
    expect([asks(CHIEF), asks(MANAGER)]).toEqual(['AUTH_ROLE', null]);
    const tablet = new Outlet('terminal');
    tablet.run(lostWritten.name, aWritten());
    tablet.run(lostReissue.name, aReissue(), ONLINE);
    expect(tablet.get(account, ACCOUNT)).toMatchObject({ status: 'lost_written', passbook_no: null });
  });
});
