import { describe, expect, it } from 'vitest';
import type { JournalRecord } from '../../../../sync/index.ts';
import { eventLines } from './event-slip.ts';

const shown = (command: string, payload: Record<string, unknown>) => {
  const facts = {
    row: null,
    payload,
    accountRow: null,
    customerRow: null,
    dealId: null,
    deal: null,
    direction: 'none',
    fen: 0,
  } as const;
  const entry = { command, checker: '41201900104' } as JournalRecord['entry'];
  return eventLines({ entry }, facts).map((one) => `${one.label} ${one.value}`);
};
const PAPERS = { authority: '沈丘县人民法院', document_no: '(2026)豫1624执101号' };

describe('paper of what happens to an account', () => {
  it('a freeze of a part says how much and until when', () => {
    expect(shown('counter.freeze', { ...PAPERS, fen: 50_000, until: '2027-10-10' })).toEqual([
      '业务 司法冻结',
      '原状态 未冻结',
      '新状态 冻结',
      '冻结金额 ¥500.00',
      '有效期 至 2027-10-10（含）',
      '文书 沈丘县人民法院 (2026)豫1624执101号',
      '手续费 ¥0.00',
      '授权 41201900104',
      '客户签名 ',
    ]);
  });
  it('a freeze of all of it says so; its lifting is at once', () => {
    expect(shown('counter.freeze', { ...PAPERS, fen: null, until: '2027-10-10' })).toContain('冻结金额 全部');
    const lifted = shown('counter.unfreeze', PAPERS);
    expect(lifted).toContain('生效 即时');
    expect(lifted.some((one) => one.startsWith('冻结金额'))).toBe(false);
  });
});
