import { describe, expect, test } from 'vitest';
import { tellerSession } from '../../tables/teller-session.ts';
import { tillCount } from '../../tables/till-count.ts';
import { till } from '../../tables/till.ts';
import { voucherStock } from '../../tables/voucher.ts';
import { aDeposit, at, CHIEF, DAY, MANAGER, OTHER_TABLET, Outlet, TABLET, TELLER } from '../outlet.ts';
import { collectTill } from './collect.ts';
import { handInTill } from './hand-in.ts';
import { overShort } from './over-short.ts';

/** 李娜 took till 01 with ¥20,000 at her tablet and does not come back; the manager and the chief teller count it. */

const count = (counted_fen: number, over: object = {}) => ({
  till: '01',
  counted_fen,
  denominations: [],
  vouchers: [],
  reason: '柜员送医，未返岗',
  closes: true,
  ...over,
});
const BY = { maker: MANAGER, checker: CHIEF, at: at('17:30') };

function left(side: 'hub' | 'terminal' = 'hub'): Outlet {
  const outlet = new Outlet(side);
  outlet.run('counter.deposit', aDeposit(120_000), { at: at('09:00') });
  outlet.signOn(CHIEF, OTHER_TABLET, '00');
  outlet.put(tellerSession, MANAGER, {
    ...session(outlet),
    employee: MANAGER,
    till: null,
    on_at: at('17:00'),
  });
  return outlet;
}
function session(outlet: Outlet) {
  const own = outlet.get(tellerSession, TELLER);
  if (own === null) throw new Error('the teller is signed on');
  return own;
}

describe(collectTill.name, () => {
  test('counted as the book says: balanced, in the vault, out of the absent clerk’s hands, no cash moved', () => {
    const outlet = left();
    const done = outlet.run(collectTill.name, count(2_120_000), BY);
    expect(done).toMatchObject({ verdict: 'posted', postings: [] });
    expect(outlet.get(till, '01')).toMatchObject({
      status: 'in_vault',
      holder: null,
      device: null,
      cash_fen: 2_120_000,
      balanced_on: DAY,
      last_holder: TELLER,
    });
    expect(outlet.get(tillCount, `01/${DAY}`)).toMatchObject({
      formal_fen: 2_120_000,
      formal_by: MANAGER,
      formal_checker: CHIEF,
    });
    expect(outlet.get(tellerSession, TELLER)?.till).toBeNull();
    expect(outlet.codes()).toEqual([]);
  });

  test('¥100 short: written down, then 长短款 by the chief teller, then the same count closes it', () => {
    const outlet = left();
    expect(outlet.refusal(collectTill.name, count(2_110_000), BY)).toEqual({
      code: 'UNRESOLVED_DIFFERENCE',
      detail: { difference_fen: -10_000 },
    });
    outlet.run(collectTill.name, count(2_110_000, { closes: false }), BY);
    expect(outlet.get(till, '01')).toMatchObject({ status: 'held', holder: TELLER });
    const short = {
      till: '01',
      fen: -10_000,
      cause: 'unknown',
      note: '柜员未返岗',
      voucher_no: '4127280101261110000191',
    };
    const chief = { maker: CHIEF, device: OTHER_TABLET, checker: MANAGER, at: at('17:40') };
    expect(outlet.refusal(overShort.name, short, chief)).toBeNull();
    outlet.run(overShort.name, short, chief);
    expect(outlet.ledger('CASH-SHORT')).toBe(10_000);
    expect(outlet.refusal(collectTill.name, count(2_110_000), BY)).toBeNull();
    outlet.run(collectTill.name, count(2_110_000), BY);
    expect(outlet.get(till, '01')).toMatchObject({ status: 'in_vault', cash_fen: 2_110_000 });
    expect(outlet.codes()).toEqual(['CASH_DIFFERENCE']);
  });

  test('only by two, at the tablet where it was taken, with a reason, and not one’s own till', () => {
    const outlet = left();
    const code = (of: object, payload = count(2_120_000)) => outlet.refusal(collectTill.name, payload, of)?.code;
    expect(code({ ...BY, checker: null })).toBe('AUTH_REQUIRED');
    expect(code({ ...BY, checker: MANAGER })).toBe('AUTH_SELF');
    expect(code({ maker: TELLER, checker: CHIEF })).toBe('ROLE_DENIED');
    expect(code({ maker: CHIEF, device: OTHER_TABLET, checker: MANAGER })).toBe('NO_TILL');
    expect(code(BY, count(2_120_000, { reason: ' ' }))).toBe('REASON_REQUIRED');
    const own = { ...count(2_000_000), till: '00' };
    expect(code({ maker: CHIEF, device: OTHER_TABLET, checker: MANAGER }, own)).toBe('NO_TILL');
    outlet.signOn(CHIEF, outlet.tablet(TABLET), '00');
    expect(code({ maker: CHIEF, checker: TELLER })).toBe('AUTH_ROLE');
    expect(code({ maker: CHIEF, checker: MANAGER })).toBeUndefined();
  });

  test('its vouchers are counted too', () => {
    const outlet = left();
    outlet.put(voucherStock, 'passbook/01', {
      voucher_type: 'passbook',
      holder: '01',
      ranges: [{ from_no: '10000001', to_no: '10000010' }],
    });
    expect(outlet.refusal(collectTill.name, count(2_120_000), BY)?.code).toBe('VOUCHER_COUNT');
    const vouchers = [{ voucher_type: 'passbook', count: 10 }];
    expect(outlet.refusal(collectTill.name, count(2_120_000, { vouchers }), BY)).toBeNull();
  });

  test('whoever comes second at the centre is flagged: the clerk came back and handed it in after all', () => {
    const outlet = left();
    outlet.run(collectTill.name, count(2_120_000), BY);
    const handed = { till: '01', counted_fen: 2_120_000, denominations: [] };
    expect(outlet.run(handInTill.name, handed, { checker: CHIEF }).verdict).toBe('posted_with_exception');
    const other = left();
    other.run('till.interim_balance', handed, { at: at('17:00') });
    other.run('till.formal_balance', { ...handed, vouchers: [] }, { checker: CHIEF, at: at('17:10') });
    other.run(handInTill.name, handed, { checker: CHIEF, at: at('17:20') });
    other.run(collectTill.name, count(2_120_000), BY);
    expect(other.codes()).toEqual(['TILL_MISMATCH']);
    expect(other.get(till, '01')?.status).toBe('in_vault');
  });
});
