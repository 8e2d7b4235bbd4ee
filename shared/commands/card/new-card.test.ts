import { describe, expect, test } from 'vitest';
import { accountTies } from '../../tables/account-closing.ts';
import { account } from '../../tables/account.ts';
import { cardBlank } from '../../tables/card-blank.ts';
import { card, cardSecret } from '../../tables/card.ts';
import type { AnyRow } from '../../tables/define.ts';
import { voucherNumber, voucherStock } from '../../tables/voucher.ts';
import { checkTies } from '../account-ties.ts';
import { importCardStock } from '../import/card-stock.ts';
import { ACCOUNT, at, aWithdrawal, CHIEF, CUSTOMER, DAY, MANAGER, Outlet, TABLET, TELLER } from '../outlet.ts';
import { exchangeCard } from './exchange.ts';
import { replaceCard } from './replace.ts';

/** Domain 3.6 and 4.5 C: a new card for a lost one, and for a damaged one. */

const OLD = '8001';
const DAY_8 = '2026-11-17';
const ONLINE = { offline: false, basis: 'request', checker: CHIEF } as const;

const aBlank = (no: string, last4: string): AnyRow => ({
  blank_no: no,
  bin: '621000',
  last4,
  tag: 4_711,
  type: 'debit',
  pan_token: 'ab'.repeat(32),
  pan_masked: `621000*********${last4}`,
  pan_enc: new Uint8Array(40),
  subtype: null,
});

/** One active card 0017; blanks 3001 to 3010 in till 01, the first two on the factory's list. */
function counter(side: 'hub' | 'terminal' = 'hub'): Outlet {
  const outlet = new Outlet(side);
  outlet.change(account, ACCOUNT, { medium: 'card' });
  outlet.put(card, OLD, {
    account: ACCOUNT,
    customer: CUSTOMER,
    bin: '621000',
    last4: '0017',
    tag: 99,
    type: 'salary',
    issued_on: '2020-01-01',
    status: 'active',
    lost_at: null,
    lost_until: null,
    lost_at_outlet: null,
  });
  outlet.put(accountTies, ACCOUNT, { cards: [{ card: OLD }], orders: [] });
  outlet.put(voucherStock, 'card_blank/01', {
    voucher_type: 'card_blank',
    holder: '01',
    ranges: [{ from_no: '0000003001', to_no: '0000003010' }],
  });
  if (side === 'hub')
    for (const [no, last4] of [
      ['0000003001', '0025'],
      ['0000003002', '0033'],
    ] as const)
      outlet.run(importCardStock.name, aBlank(no, last4), { door: 'import', maker: null });
  return outlet;
}

const report = (outlet: Outlet, clock = '10:00') =>
  outlet.run(
    'counter.lost_written',
    {
      account: ACCOUNT,
      account_no: null,
      card: OLD,
      medium: 'card',
      id_seen: true,
      id_last4: '0486',
      form_no: 'G0001',
      pin_lost: false,
      fee_fen: 0,
      till: null,
    },
    { at: at(clock) },
  );
const aReplacement = (over: AnyRow = {}): AnyRow => ({
  account: ACCOUNT,
  card: OLD,
  form_no: 'G0001',
  blank_no: '0000003001',
  till: '01',
  voucher_no: '4127280102261110000174',
  id_seen: true,
  id_last4: '0486',
  id_checked: true,
  ...over,
});
const anExchange = (over: AnyRow = {}): AnyRow => ({
  account: ACCOUNT,
  card: OLD,
  reason: 'damaged',
  old_cut: true,
  blank_no: '0000003001',
  till: '01',
  voucher_no: '4127280102261110000174',
  id_seen: true,
  id_last4: '0486',
  ...over,
});

describe(replaceCard.name, () => {
  test('the next blank becomes a card of the account, issued; the old one is replaced; the account pays again', () => {
    const outlet = counter();
    report(outlet);
    const { command, verdict } = outlet.run(replaceCard.name, aReplacement(), { ...ONLINE, at: at('11:00') });
    expect(verdict).toBe('posted');
    expect(outlet.get(card, command.rowId)).toMatchObject({
      account: ACCOUNT,
      last4: '0025',
      tag: 4_711,
      type: 'salary',
      status: 'issued',
      issued_on: DAY,
    });
    expect(outlet.get(cardSecret, command.rowId)).toMatchObject({ pan_masked: '621000*********0025' });
    expect(outlet.get(card, OLD)?.status).toBe('replaced');
    expect(outlet.get(account, ACCOUNT)).toMatchObject({ status: 'active', lost_until: at('11:00') });
    expect(outlet.get(cardBlank, '0000003001')?.card).toBe(command.rowId);
    expect(outlet.get(voucherNumber, 'card_blank/0000003001')?.status).toBe('issued');
    expect(outlet.get(voucherStock, 'card_blank/01')?.ranges).toEqual([{ from_no: '0000003002', to_no: '0000003010' }]);
    // The new card keeps the account open; the old one does not.
    expect(checkTies(outlet, ACCOUNT)).toEqual({ code: 'HAS_CARD', detail: { tail: '0025' } });
    expect(outlet.codes()).toEqual([]);
  });

  test('the old card is never paid on again, the account without it is', () => {
    const outlet = counter();
    report(outlet);
    outlet.run(replaceCard.name, aReplacement(), { ...ONLINE, at: at('11:00') });
    outlet.run('counter.withdraw', aWithdrawal(10_000, { card: OLD }), { at: at('12:00') });
    expect(outlet.codes()).toEqual(['CARD_LOST_ELSEWHERE']);
    outlet.run('counter.withdraw', aWithdrawal(20_000, { voucher_no: '4127280102261110000190' }), { at: at('12:05') });
    expect(outlet.codes()).toEqual(['CARD_LOST_ELSEWHERE']);
  });

  test('seven full days after the report, at once with a passed online check', () => {
    const outlet = counter();
    report(outlet);
    outlet.signOn(TELLER, outlet.tablet(TABLET), '01', DAY_8);
    const asks = (clock: string, checked = false) =>
      outlet.refusal(replaceCard.name, aReplacement({ id_checked: checked }), {
        ...ONLINE,
        at: at(clock, DAY_8),
        businessDate: DAY_8,
      });
    expect(asks('09:59:59')).toMatchObject({ code: 'TOO_EARLY', detail: { days: 7 } });
    expect(asks('10:00:00')).toBeNull();
    expect(asks('09:59:59', true)).toBeNull();
  });

  test('only what was lost in writing here, by its form, with the next blank of the list', () => {
    const outlet = counter();
    const asks = (over: AnyRow = {}) => outlet.refusal(replaceCard.name, aReplacement(over), ONLINE)?.code ?? null;
    expect(asks()).toBe('CARD_STATE');
    report(outlet);
    expect(asks()).toBeNull();
    expect(asks({ form_no: 'G0009' })).toBe('FORM_MISMATCH');
    expect(asks({ blank_no: '0000003002' })).toBe('VOUCHER_OUT');
    expect(asks({ card: '8009' })).toBe('ACCOUNT_NOT_FOUND');
    expect(asks({ id_last4: '0000' })).toBe('ID_MISMATCH');
    outlet.change(cardBlank, '0000003001', { card: '9' });
    expect(asks()).toBe('CARD_BLANK_UNKNOWN');
    outlet.change(card, OLD, { lost_at_outlet: '41272802' });
    expect(asks()).toBe('NOT_ACCEPTING_OUTLET');
  });

  test('the chief teller approves, from 50,000 yuan the manager; nothing changes on the tablet before the verdict', () => {
    const outlet = counter();
    report(outlet);
    const asks = (checker: string | null) =>
      outlet.refusal(replaceCard.name, aReplacement(), { ...ONLINE, checker })?.code ?? null;
    outlet.change(account, ACCOUNT, { ledger_fen: 4_999_999 });
    expect([asks(null), asks(CHIEF)]).toEqual(['AUTH_REQUIRED', null]);
    outlet.change(account, ACCOUNT, { ledger_fen: 5_000_000 });
    expect([asks(CHIEF), asks(MANAGER)]).toEqual(['AUTH_ROLE', null]);
    const tablet = counter('terminal');
    report(tablet);
    tablet.run(replaceCard.name, aReplacement(), ONLINE);
    expect(tablet.get(card, OLD)?.status).toBe('lost_written');
    expect(tablet.get(account, ACCOUNT)?.status).toBe('lost_written');
  });
});

describe(exchangeCard.name, () => {
  test('a damaged card is cut and replaced; one that is lost is not exchanged', () => {
    const outlet = counter();
    const asks = (over: AnyRow = {}) => outlet.refusal(exchangeCard.name, anExchange(over), ONLINE)?.code ?? null;
    expect(asks()).toBeNull();
    expect(asks({ old_cut: false })).toBe('FIELD_REQUIRED');
    expect(asks({ blank_no: '0000003002' })).toBe('VOUCHER_OUT');
    const { command, verdict } = outlet.run(exchangeCard.name, anExchange(), ONLINE);
    expect(verdict).toBe('posted');
    expect(outlet.get(card, OLD)?.status).toBe('replaced');
    expect(outlet.get(card, command.rowId)).toMatchObject({ status: 'issued', last4: '0025' });
    expect(outlet.refusal(exchangeCard.name, anExchange({ blank_no: '0000003002' }), ONLINE)).toMatchObject({
      code: 'CARD_STATE',
      detail: { from: 'replaced', event: 'exchange' },
    });
    const lost = counter();
    report(lost);
    expect(lost.refusal(exchangeCard.name, anExchange(), ONLINE)?.code).toBe('CARD_STATE');
    // An expired one is.
    lost.change(card, OLD, { status: 'expired' });
    expect(lost.refusal(exchangeCard.name, anExchange(), ONLINE)).toBeNull();
  });

  test('a blank is on the list once, and stays what it was', () => {
    const outlet = counter();
    outlet.run(exchangeCard.name, anExchange(), ONLINE);
    outlet.run(importCardStock.name, aBlank('0000003001', '9999'), { door: 'import', maker: null });
    expect(outlet.get(cardBlank, '0000003001')?.last4).toBe('0025');
  });
});
