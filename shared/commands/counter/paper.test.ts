import { describe, expect, test } from 'vitest';
import { account } from '../../tables/account.ts';
import { interaction } from '../../tables/interaction.ts';
import { paperSlip } from '../../tables/paper-slip.ts';
import { till } from '../../tables/till.ts';
import { ACCOUNT, ACCOUNT_NO, aLoss, at, CHIEF, Outlet, TELLER } from '../outlet.ts';
import { enterPaper } from './paper.ts';

const slip = (over: object = {}) => ({
  slip_no: '00000017',
  kind: 'counter.withdraw',
  written_at: at('09:30'),
  account: ACCOUNT,
  account_no: ACCOUNT_NO,
  fen: 100_000,
  till: '01',
  voucher_no: '4127280101261110000174',
  second: CHIEF,
  note: '',
  ...over,
});
const by = { checker: CHIEF, at: at('11:00') };
const money = (outlet: Outlet) => [outlet.get(account, ACCOUNT)?.ledger_fen, outlet.get(till, '01')?.cash_fen];

describe('counter.paper', () => {
  test('a slip is entered later with its own time and posts like an offline deal', () => {
    const outlet = new Outlet();
    const done = outlet.run(enterPaper.name, slip(), by);
    expect(done.verdict).toBe('posted');
    expect(money(outlet)).toEqual([200_000, 1_900_000]);
    expect(outlet.get(interaction, done.command.rowId)).toMatchObject({
      kind: 'counter.withdraw',
      captured_at: at('09:30'),
      offline: true,
      summary: 'paper 00000017',
    });
    expect(outlet.get(paperSlip, '00000017')).toMatchObject({ entry: done.command.rowId, second: CHIEF });
  });

  test('two persons, a slip of the past, a number once', () => {
    const outlet = new Outlet('terminal');
    const code = (over: object, of: object = by) => outlet.refusal(enterPaper.name, slip(over), of)?.code ?? null;
    expect(code({})).toBeNull();
    expect(code({}, { at: at('11:00') })).toBe('AUTH_REQUIRED');
    expect(code({ second: TELLER })).toBe('NEED_TWO');
    expect(code({ written_at: at('11:01') })).toBe('FIELD_FORMAT');
    expect(code({ written_at: at('09:00', '2026-10-30') })).toBe('FIELD_FORMAT');
    expect(code({ fen: 0 })).toBe('AMOUNT_INVALID');
    expect(code({ account_no: '412728010001237' })).toBe('ACCOUNT_NOT_FOUND');
    outlet.run(enterPaper.name, slip(), by);
    expect(code({})).toBe('SLIP_USED');
  });

  test('the same slip again touches no account: its cash stands in SUS-UNK with DUPLICATE_SUSPECTED', () => {
    const outlet = new Outlet();
    outlet.run(enterPaper.name, slip(), by);
    const second = outlet.run(enterPaper.name, slip(), { ...by, at: at('14:00') });
    expect(second.verdict).toBe('suspense');
    expect(money(outlet)).toEqual([200_000, 1_800_000]);
    expect(outlet.ledger('SUS-UNK')).toBe(100_000);
    expect(outlet.codes()).toEqual(['DUPLICATE_SUSPECTED']);
  });

  test('limits are those of an offline deal: up to twice flagged, above that SUS-LIM', () => {
    const outlet = new Outlet();
    outlet.put(account, ACCOUNT, { ...rowOf(outlet), ledger_fen: 5_000_000 });
    expect(outlet.run(enterPaper.name, slip({ fen: 200_001 }), by).verdict).toBe('posted_with_exception');
    expect(outlet.codes()).toEqual(['LIMIT_EXCEEDED']);
    expect(outlet.run(enterPaper.name, slip({ slip_no: '00000018', fen: 700_000 }), by).verdict).toBe('suspense');
    expect(outlet.ledger('SUS-LIM')).toBe(700_000);
  });

  test('written after a loss report, however late it is entered: SUS-LOST; written before it: the account pays', () => {
    const outlet = new Outlet();
    outlet.run('counter.lost_oral', aLoss(), { at: at('09:00') });
    outlet.run(enterPaper.name, slip({ written_at: at('08:59') }), by);
    expect(outlet.ledger('SUS-LOST')).toBe(0);
    outlet.run(enterPaper.name, slip({ slip_no: '00000018', written_at: at('09:00') }), by);
    expect(outlet.ledger('SUS-LOST')).toBe(100_000);
  });
});

function rowOf(outlet: Outlet) {
  const row = outlet.get(account, ACCOUNT);
  if (row === null) throw new Error('the account exists');
  return row;
}
