import { holdsNumbersOfPeople, mayEndOn } from '../../rules/notice.ts';
import { recordFromCbor } from '../../tables/fields.ts';
import { notice } from '../../tables/notice.ts';
import { openBook } from '../book.ts';
import { defineCommand, type Input, type Refusal } from '../define.ts';
import { inOrder } from '../money-checks.ts';

/**
 * 通知下发 (domain 4.5 I, R50): guidance of a unit for its outlets, in the unit's own branch; the feed carries it down.
 * Who may is the office door's policy.
 */

const { title, body, outlets, posts, must_ack, valid_until, form, points } = notice.fields;
const payload = { title, body, outlets, posts, must_ack, valid_until, form, points };
type Codes = 'FIELD_REQUIRED' | 'NOTE_SENSITIVE' | 'NOTICE_ENDS' | 'NOTICE_OUTLET';

function checkWords({ payload: p }: Input<typeof payload>): Refusal<Codes> | null {
  for (const field of ['title', 'body'] as const)
    if (p[field].trim().length < 2) return { code: 'FIELD_REQUIRED', detail: { field } };
  // An instruction or a checklist without a point is nothing to do; words to read have none.
  const texts = p.points.map((one) => one.text.trim());
  if ((p.form === null) !== (texts.length === 0) || texts.some((one) => one.length < 2))
    return { code: 'FIELD_REQUIRED', detail: { field: 'points' } };
  return holdsNumbersOfPeople([p.title, p.body, ...texts].join('\n')) ? { code: 'NOTE_SENSITIVE', detail: {} } : null;
}

function checkOutlets({ payload: p, facts }: Input<typeof payload>): Refusal<Codes> | null {
  const foreign = p.outlets.find((one) => !one.outlet.startsWith(facts.branch));
  return foreign === undefined ? null : { code: 'NOTICE_OUTLET', detail: { outlet: foreign.outlet } };
}

export const publishNotice = defineCommand({
  name: 'notice.publish',
  version: 2,
  payload,
  upgrade: { 1: (old) => (Array.isArray(old) ? recordFromCbor(payload, [...old, null, []]) : undefined) },
  offline: 'N',
  bases: ['request'],
  doors: ['office'],
  roles: ['ops_manager'],
  rejections: ['FIELD_REQUIRED', 'NOTE_SENSITIVE', 'NOTICE_ENDS', 'NOTICE_OUTLET'],
  reads: () => [],
  admit: (input) =>
    inOrder<Codes>([
      () => checkWords(input),
      () =>
        mayEndOn(input.payload.valid_until, input.facts.businessDate) ? null : { code: 'NOTICE_ENDS', detail: {} },
      () => checkOutlets(input),
    ]),
  apply: ({ payload: p, facts, rows }) => {
    const book = openBook(rows);
    book.put(notice, facts.rowId, {
      ...p,
      unit: facts.branch,
      by: facts.maker,
      at: facts.capturedAt,
      withdrawn_at: null,
    });
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});
