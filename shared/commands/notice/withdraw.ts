import { err, ok } from '../../kernel/result.ts';
import { keyOf } from '../../tables/define.ts';
import { id } from '../../tables/fields.ts';
import { notice } from '../../tables/notice.ts';
import { openBook } from '../book.ts';
import { defineCommand } from '../define.ts';

/** 通知撤回: terminals show it no more. Who had read it stays on record. */
export const withdrawNotice = defineCommand({
  name: 'notice.withdraw',
  version: 1,
  payload: { notice: id() },
  offline: 'N',
  bases: ['request'],
  doors: ['office'],
  roles: ['ops_manager'],
  rejections: ['NOTICE_UNKNOWN'],
  reads: ({ payload: p }) => [keyOf(notice, p.notice)],
  admit: ({ payload: p, rows }) =>
    rows.get(notice, p.notice)?.withdrawn_at === null ? ok(null) : err({ code: 'NOTICE_UNKNOWN', detail: {} }),
  apply: ({ payload: p, facts, rows }) => {
    const one = rows.get(notice, p.notice);
    if (one === null) return { verdict: 'rejected', code: 'NOTICE_UNKNOWN', split: null, changes: [] };
    const book = openBook(rows);
    book.put(notice, p.notice, { ...one, withdrawn_at: one.withdrawn_at ?? facts.capturedAt });
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});
