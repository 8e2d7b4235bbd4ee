import { describe, expect, it } from 'vitest';
import type { EntryFacts } from './journal.ts';
import { moveLines, paperLines } from './till-slip.ts';

const facts = (payload: Record<string, unknown>): EntryFacts => ({
  row: null,
  payload,
  accountRow: null,
  customerRow: null,
  dealId: null,
  deal: null,
  direction: 'none',
  fen: 0,
});
const shown = (payload: Record<string, unknown>) =>
  [...moveLines(facts(payload)), ...paperLines(facts(payload))].map((one) => `${one.label} ${one.value}`);

describe('paper of a till', () => {
  it('says from whom to whom cash went, and what the receiver said', () => {
    expect(shown({ from_till: '01', to_till: '00', answer: 'refused', fen: 1_500_000 })).toEqual([
      '调出尾箱 01',
      '调入尾箱 00',
      '答复 拒收',
    ]);
  });
  it('names seal and escorts of a bag', () => {
    expect(
      shown({ seal_no: 'YZ-2026-118', escorts: [{ employee: '41201900102' }, { employee: '41201900103' }] }),
    ).toEqual(['封签号 YZ-2026-118', '押运 41201900102 41201900103']);
  });
  it('names vouchers by number when they move and by pieces when they are counted', () => {
    expect(shown({ voucher_type: 'passbook', from_no: '0041201', to_no: '0041220', from_till: '00' })).toEqual([
      '调出尾箱 00',
      '凭证种类 存折',
      '起号 0041201',
      '止号 0041220',
    ]);
    expect(shown({ vouchers: [{ voucher_type: 'passbook', count: 19 }] })).toEqual(['存折 19 张']);
    expect(shown({ vouchers: [{ till: '01', voucher_type: 'certificate', count: 3 }] })).toEqual(['尾箱 01 存单 3 张']);
  });
  it('keeps number and time of a slip that was written by hand', () => {
    expect(shown({ slip_no: '00817205', written_at: Date.parse('2026-11-10T09:05:00+08:00') })).toEqual([
      '手工凭证号 00817205',
      '手工时间 2026-11-10 09:05',
    ]);
  });
});
