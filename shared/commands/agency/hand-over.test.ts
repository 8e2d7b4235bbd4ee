import { describe, expect, test } from 'vitest';
import { agencyDay, biller } from '../../tables/biller.ts';
import type { AnyRow } from '../../tables/define.ts';
import { tellerSession } from '../../tables/teller-session.ts';
import { at, CHIEF, DAY, MANAGER, Outlet, TABLET } from '../outlet.ts';
import { handOver } from './hand-over.ts';

/** Domain 4.5 B: what was collected for the power company, cut-off at 17:00, goes to the county once and whole. */

const bill = (payer: string, fen: number): AnyRow => ({
  biller: 'power',
  payer_no: payer,
  period: '2026-11',
  payer_name: null,
  customer: null,
  fen,
  till: '01',
  denominations: [],
  voucher_no: '4127280102261110000174',
});
const handing = (fen: number, over: AnyRow = {}): AnyRow => ({
  biller: 'power',
  business_date: DAY,
  count: 2,
  fen,
  voucher_no: '4127280102261110000182',
  ...over,
});

/** Two bills of ¥86.50 and ¥13.50; the chief teller is signed on at the same tablet. */
function collected(side: 'hub' | 'terminal' = 'hub'): Outlet {
  const outlet = new Outlet(side);
  outlet.put(biller, 'power', {
    name: '供电公司',
    name_en: 'Power',
    kind: 'power',
    status: 'open',
    cut_off_minute: 1_020,
  });
  outlet.signOn(CHIEF, outlet.tablet(TABLET), '00');
  outlet.run('counter.agency_collect', bill('4127280012345', 8_650));
  outlet.run('counter.agency_collect', bill('4127280012346', 1_350));
  return outlet;
}
const BY_CHIEF = { maker: CHIEF, checker: MANAGER, offline: false, basis: 'request' } as const;
const asks = (outlet: Outlet, fen: number, clock: string, over: AnyRow = {}, of = {}) =>
  outlet.refusal(handOver.name, handing(fen, over), { ...BY_CHIEF, at: at(clock), ...of })?.code ?? null;

describe(handOver.name, () => {
  test('the sum of the day leaves the biller’s ledger and the outlet owes it to the county', () => {
    const outlet = collected();
    expect(outlet.get(agencyDay, `power/${DAY}`)).toMatchObject({ count: 2, fen: 10_000, handed_fen: 0 });
    const { command, verdict } = outlet.run(handOver.name, handing(10_000), { ...BY_CHIEF, at: at('17:00') });
    expect(verdict).toBe('posted');
    expect([outlet.ledger('AGENCY:power'), outlet.ledger('CLEARING-COUNTY')]).toEqual([0, -10_000]);
    expect(outlet.get(agencyDay, `power/${DAY}`)).toMatchObject({
      fen: 10_000,
      handed_fen: 10_000,
      handed_on: DAY,
      entry: command.rowId,
    });
    expect(asks(outlet, 10_000, '17:01')).toBe('NOTHING_TO_HAND_OVER');
  });

  test('from the cut-off on, by the figure of the centre; a day before at any time', () => {
    const outlet = collected();
    expect(asks(outlet, 10_000, '16:59')).toBe('CUT_OFF_AHEAD');
    expect(asks(outlet, 10_000, '17:00')).toBeNull();
    expect(asks(outlet, 9_999, '17:00')).toBe('HAND_OVER_MOVED');
    expect(asks(outlet, 10_000, '17:00', { business_date: '2026-11-09' })).toBe('NOTHING_TO_HAND_OVER');
    const next = '2026-11-11';
    outlet.signOn(CHIEF, outlet.tablet(TABLET), '00', next);
    const of = { at: at('08:30', next), businessDate: next };
    expect(asks(outlet, 10_000, '08:30', {}, of)).toBeNull();
  });

  test('what comes late is handed over with the next; what was taken back is not', () => {
    const outlet = collected();
    outlet.run(handOver.name, handing(10_000), { ...BY_CHIEF, at: at('17:00') });
    outlet.run('counter.agency_collect', bill('4127280012347', 2_000), { at: at('16:00') });
    expect(asks(outlet, 2_000, '17:30')).toBeNull();
    outlet.run(handOver.name, handing(2_000, { count: 1 }), { ...BY_CHIEF, at: at('17:30') });
    expect([outlet.ledger('AGENCY:power'), outlet.ledger('CLEARING-COUNTY')]).toEqual([0, -12_000]);
    const early = collected();
    const wrong = early.run('counter.agency_collect', bill('4127280012348', 500));
    early.run(
      'counter.reverse',
      {
        original: wrong.command.rowId,
        fen: 500,
        direction: 'out',
        till: '01',
        voucher_no: '4127280102261110000208',
        reason: 'wrong_account',
        signature_hash: null,
      },
      { checker: CHIEF, at: at('10:30') },
    );
    expect(early.get(agencyDay, `power/${DAY}`)).toMatchObject({ count: 2, fen: 10_000 });
  });

  test('by the chief teller with the manager; on the tablet nothing moves before the verdict', () => {
    const outlet = collected();
    expect(asks(outlet, 10_000, '17:00', {}, { checker: null })).toBe('AUTH_REQUIRED');
    outlet.change(tellerSession, CHIEF, { status: 'closed' });
    expect(asks(outlet, 10_000, '17:00')).toBe('NOT_SIGNED_ON');
    const tablet = collected('terminal');
    tablet.run(handOver.name, handing(10_000), { ...BY_CHIEF, at: at('17:00') });
    expect(tablet.get(agencyDay, `power/${DAY}`)).toMatchObject({ fen: 10_000, handed_fen: 0 });
  });
});
