import { describe, expect, test } from 'vitest';
import { agencyBill, biller } from '../../tables/biller.ts';
import type { AnyRow } from '../../tables/define.ts';
import { interaction } from '../../tables/interaction.ts';
import { tillDay } from '../../tables/totals.ts';
import { at, CHIEF, DAY, OTHER_TABLET, Outlet } from '../outlet.ts';
import { agencyCollect } from './agency-collect.ts';

/** Domain 4.5 B: 代收 of a power bill, cut-off at 17:00. */

const KIND = agencyCollect.name;
const aBill = (fen: number, over: AnyRow = {}): AnyRow => ({
  biller: 'power',
  payer_no: '4127280012345',
  period: '2026-11',
  payer_name: '王秀英',
  customer: null,
  fen,
  till: '01',
  denominations: [],
  voucher_no: '4127280102261110000174',
  ...over,
});
function withBiller(side: 'hub' | 'terminal' = 'hub'): Outlet {
  const outlet = new Outlet(side);
  const power = { name: '供电公司', name_en: 'Power', kind: 'power', status: 'open', cut_off_minute: 1020 } as const;
  outlet.put(biller, 'power', power);
  return outlet;
}
const aReversal = (original: string, fen: number): AnyRow => ({
  original,
  fen,
  direction: 'out',
  till: '01',
  voucher_no: '4127280102261110000208',
  reason: 'wrong_account',
  signature_hash: null,
});

describe(KIND, () => {
  test('the cash is owed to the biller, the bill is paid', () => {
    const outlet = withBiller();
    const { command, verdict } = outlet.run(KIND, aBill(8_650));
    expect(verdict).toBe('posted');
    expect([outlet.ledger('CASH-TILL:01'), outlet.ledger('AGENCY:power')]).toEqual([8_650, -8_650]);
    expect(outlet.get(tillDay, `01/${DAY}`)).toMatchObject({ cash_in_fen: 8_650 });
    expect(outlet.get(agencyBill, 'power/4127280012345/2026-11')).toMatchObject({
      status: 'paid',
      entry: command.rowId,
    });
  });

  test('offline up to 2,000 yuan without lease or fresh data; a closed biller and a paid bill take nothing', () => {
    const outlet = withBiller('terminal');
    const asks = (fen: number, over: AnyRow = {}, of = {}) =>
      outlet.refusal(KIND, aBill(fen, over), { lease: null, replicaAsOf: null, ...of })?.code ?? null;
    expect([asks(200_000), asks(200_001)]).toEqual([null, 'OFFLINE_LIMIT_TXN']);
    expect(asks(200_001, {}, { offline: false })).toBeNull();
    expect(asks(100, { biller: 'nobody' })).toBe('BILLER_CLOSED');
    expect(asks(100, { payer_no: 'a b' })).toBe('FIELD_FORMAT');
    outlet.run(KIND, aBill(8_650));
    expect([asks(8_650), asks(8_650, { period: '2026-12' })]).toEqual(['BILL_PAID', null]);
    outlet.change(biller, 'power', { status: 'closed' });
    expect(asks(8_650, { period: '2026-12' })).toBe('BILLER_CLOSED');
  });

  test('two tablets with no network take one bill twice: the second waits in SUS-APP with a case', () => {
    const outlet = withBiller();
    outlet.run(KIND, aBill(8_650));
    const second = outlet.run(KIND, aBill(8_650, { till: '02' }), { device: OTHER_TABLET });
    expect(second).toMatchObject({ verdict: 'suspense', split: { suspenseLedger: 'SUS-APP', suspenseFen: 8_650 } });
    expect([outlet.ledger('AGENCY:power'), outlet.ledger('SUS-APP'), outlet.ledger('CASH-TILL:02')]).toEqual([
      -8_650, -8_650, 8_650,
    ]);
    expect(outlet.codes()).toEqual(['BILL_PAID_ELSEWHERE']);
  });

  test('a biller that closed meanwhile: the cash stays, in suspense', () => {
    const outlet = withBiller();
    outlet.change(biller, 'power', { status: 'closed' });
    expect(outlet.run(KIND, aBill(8_650)).verdict).toBe('suspense');
    expect(outlet.codes()).toEqual(['BILL_PAID_ELSEWHERE']);
  });

  test('reversed the same day before the cut-off; the bill can be paid again', () => {
    const outlet = withBiller();
    const { command } = outlet.run(KIND, aBill(8_650), { at: at('10:00') });
    const back = aReversal(command.rowId, 8_650);
    const asks = (clock: string) =>
      outlet.refusal('counter.reverse', back, { at: at(clock), checker: CHIEF })?.code ?? null;
    expect([asks('16:59:59'), asks('17:00:00')]).toEqual([null, 'BILL_CUT_OFF']);
    expect(outlet.run('counter.reverse', back, { at: at('16:59'), checker: CHIEF }).verdict).toBe('posted');
    expect([outlet.ledger('CASH-TILL:01'), outlet.ledger('AGENCY:power')]).toEqual([0, 0]);
    expect(outlet.get(agencyBill, 'power/4127280012345/2026-11')?.status).toBe('taken_back');
    expect(outlet.get(interaction, command.rowId)?.status).toBe('reversed');
    expect(outlet.run(KIND, aBill(8_650), { at: at('17:30') }).verdict).toBe('posted');
  });

  test('giving it back was asked for and given up: the biller has the money, the bill is paid', () => {
    const outlet = withBiller();
    const { command } = outlet.run(KIND, aBill(8_650), { at: at('10:00') });
    const asked = { at: at('10:10'), checker: CHIEF, basis: 'request', offline: false } as const;
    const undo = outlet.run('counter.reverse', aReversal(command.rowId, 8_650), asked).command;
    outlet.run('request.abandon', { reason: 'no_answer' }, { at: at('10:11'), replaces: undo.rowId });
    expect([outlet.ledger('CASH-TILL:01'), outlet.ledger('AGENCY:power')]).toEqual([8_650, -8_650]);
    expect(['SUS-OD', 'SUS-UNK'].map((ledger) => outlet.ledger(ledger))).toEqual([0, 0]);
    expect(outlet.get(agencyBill, 'power/4127280012345/2026-11')?.status).toBe('paid');
    expect(outlet.get(interaction, command.rowId)).toMatchObject({ status: 'posted', reversed_by: null });
    expect(outlet.run(KIND, aBill(8_650), { at: at('10:20') }).verdict).toBe('suspense');
  });

  test('cash handed back after the cut-off is a fact: suspense, and the biller keeps what it has', () => {
    const outlet = withBiller();
    const { command } = outlet.run(KIND, aBill(8_650), { at: at('10:00') });
    const late = outlet.run('counter.reverse', aReversal(command.rowId, 8_650), { at: at('17:30'), checker: CHIEF });
    expect(late.verdict).toBe('suspense');
    expect([outlet.ledger('AGENCY:power'), outlet.ledger('SUS-UNK'), outlet.ledger('CASH-TILL:01')]).toEqual([
      -8_650, 8_650, 0,
    ]);
  });

  test('the second payment of a bill is taken back whole, and its case closes', () => {
    const outlet = withBiller();
    outlet.run(KIND, aBill(8_650), { at: at('10:00') });
    const { command } = outlet.run(KIND, aBill(8_650), { at: at('10:10') });
    outlet.run('counter.reverse', aReversal(command.rowId, 8_650), { at: at('10:20'), checker: CHIEF });
    expect([outlet.ledger('SUS-APP'), outlet.ledger('AGENCY:power')]).toEqual([0, -8_650]);
    expect(outlet.get(agencyBill, 'power/4127280012345/2026-11')?.status).toBe('paid');
  });
});
