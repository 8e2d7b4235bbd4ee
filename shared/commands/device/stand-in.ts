import { addDays, shanghaiDate } from '../../kernel/dates.ts';
import { isAccountNo } from '../../rules/luhn.ts';
import { isAtLeast, LEVELS } from '../../rules/case-authority.ts';
import { keyOf } from '../../tables/define.ts';
import { device } from '../../tables/device.ts';
import { code, flag, int, text } from '../../tables/fields.ts';
import { PAPER_FIELDS, standIn, standInSlip } from '../../tables/stand-in.ts';
import { openBook } from '../book.ts';
import { checkReason } from '../case-work.ts';
import { defineCommand, type Input, type Refusal, type Rows } from '../define.ts';
import { checkAmount, inOrder } from '../money-checks.ts';
import { settleStandIn, standInId, standInReads, type StandIn } from '../stand-in.ts';

/**
 * 纸面代记 (domain 6, design D5): an entry that was lost with its tablet, entered by the county from what is left on
 * paper. One person enters it, a second one agrees; then it posts like an offline deal of the time on the paper. It
 * stands for one seq that was declared lost, or of a tablet that was reported lost, and for no entry that has come.
 */

type Propose = Input<typeof PAPER_FIELDS>;
type ProposeCode =
  | 'DEVICE_UNKNOWN'
  | 'ORIGINAL_HERE'
  | 'NOT_LOST'
  | 'STAND_IN_THERE'
  | 'SLIP_USED'
  | 'AMOUNT_INVALID'
  | 'ACCOUNT_NOT_FOUND'
  | 'FIELD_REQUIRED'
  | 'FIELD_FORMAT'
  | 'REASON_REQUIRED';

/** What is left of a tablet is found in weeks, not years. */
const OLDEST_DAYS = 60;

type Place = 'DEVICE_UNKNOWN' | 'ORIGINAL_HERE' | 'NOT_LOST';

/** The entry did not come, and nobody waits for it any more. */
function checkPlace({ payload: p, rows, facts }: Pick<Propose, 'rows' | 'facts'> & { payload: { device: string } }) {
  const own = rows.get(device, p.device);
  const original = facts.hub?.original ?? 'unknown';
  const no = (code: Place): Refusal<Place> => ({ code, detail: {} });
  if (own === null || original === 'unknown') return no('DEVICE_UNKNOWN');
  if (original === 'here') return no('ORIGINAL_HERE');
  return original === 'lost' || own.status === 'lost' ? null : no('NOT_LOST');
}

function checkPaper({ payload: p, facts }: Propose): Refusal<ProposeCode> | null {
  if (p.source !== 'sheet' && p.slip_no === null) return { code: 'FIELD_REQUIRED', detail: { field: 'slip_no' } };
  if (p.account_no !== null && !isAccountNo(p.account_no)) return { code: 'ACCOUNT_NOT_FOUND', detail: {} };
  const oldest = addDays(shanghaiDate(facts.capturedAt), -OLDEST_DAYS);
  if (p.written_at > facts.capturedAt || shanghaiDate(p.written_at) < oldest)
    return { code: 'FIELD_FORMAT', detail: { field: 'written_at' } };
  // A business date runs a day ahead of or behind the calendar at most.
  const day = shanghaiDate(p.written_at);
  const near = [addDays(day, -1), day, addDays(day, 1)].includes(p.business_date);
  return near ? null : { code: 'FIELD_FORMAT', detail: { field: 'business_date' } };
}

/** Row id of what this slip was entered for. */
const usedBy = (slipNo: string | null, rows: Rows): string | null =>
  slipNo === null ? null : (rows.get(standInSlip, slipNo)?.stand_in ?? null);

const LEAVES_ROOM: ReadonlySet<StandIn['status']> = new Set(['refused']);

function checkFree({ payload: p, rows }: Propose): Refusal<ProposeCode> | null {
  const there = rows.get(standIn, standInId(p.device, p.seq));
  if (there !== null && !LEAVES_ROOM.has(there.status))
    return { code: 'STAND_IN_THERE', detail: { slip_no: there.slip_no ?? '-' } };
  const used = usedBy(p.slip_no, rows);
  const other = used === null || used === standInId(p.device, p.seq) ? null : rows.get(standIn, used);
  const isUsed = other !== null && !LEAVES_ROOM.has(other.status);
  return isUsed ? { code: 'SLIP_USED', detail: { slip_no: p.slip_no ?? '-' } } : null;
}

export const proposeStandIn = defineCommand({
  name: 'device.stand_in',
  version: 1,
  payload: PAPER_FIELDS,
  offline: 'N',
  bases: ['request'],
  doors: ['office'],
  roles: ['supervision', 'ops_manager'],
  rejections: [
    'DEVICE_UNKNOWN',
    'ORIGINAL_HERE',
    'NOT_LOST',
    'STAND_IN_THERE',
    'SLIP_USED',
    'AMOUNT_INVALID',
    'ACCOUNT_NOT_FOUND',
    'FIELD_REQUIRED',
    'FIELD_FORMAT',
    'REASON_REQUIRED',
  ],
  reads: ({ payload: p, rows }) => {
    const used = usedBy(p.slip_no, rows);
    return [
      keyOf(device, p.device),
      keyOf(standIn, standInId(p.device, p.seq)),
      ...(p.slip_no === null ? [] : [keyOf(standInSlip, p.slip_no)]),
      ...(used === null ? [] : [keyOf(standIn, used)]),
    ];
  },
  admit: (input) =>
    inOrder<ProposeCode>([
      () => checkPlace(input),
      () => checkFree(input),
      () => checkAmount(input.payload.fen),
      () => checkPaper(input),
      () => checkReason(input.payload.words),
    ]),
  apply: ({ payload: p, facts, rows }) => {
    const book = openBook(rows);
    const key = standInId(p.device, p.seq);
    book.put(standIn, key, {
      ...p,
      status: 'proposed',
      by: facts.maker,
      at: facts.capturedAt,
      checker: null,
      decided_at: null,
      decision: null,
      posted_by: null,
      original: null,
    });
    if (p.slip_no !== null) book.put(standInSlip, p.slip_no, { stand_in: key });
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});

const decision = {
  device: text(32),
  seq: int(1),
  agreed: flag(),
  words: text(400),
  /** Level of the second person's unit, told by the hub's door. */
  level: code(...LEVELS),
};
type Confirm = Input<typeof decision>;
type ConfirmCode = Place | 'PROPOSAL_UNKNOWN' | 'AUTH_SELF' | 'AUTH_LEVEL' | 'FIELD_FORMAT' | 'REASON_REQUIRED';

const proposalOf = ({ payload: p, rows }: Confirm): StandIn | null => rows.get(standIn, standInId(p.device, p.seq));

function checkPerson(input: Confirm): Refusal<ConfirmCode> | null {
  const { payload: p, facts } = input;
  const row = proposalOf(input);
  if (row?.status !== 'proposed') return { code: 'PROPOSAL_UNKNOWN', detail: {} };
  if (row.by === facts.maker) return { code: 'AUTH_SELF', detail: {} };
  if (!p.agreed) return checkReason(p.words);
  if (!isAtLeast(p.level, 'county')) return { code: 'AUTH_LEVEL', detail: { level: 'county' } };
  // Its postings stand under the date on the paper: the door posts it under that one.
  return facts.businessDate === row.business_date ? null : { code: 'FIELD_FORMAT', detail: { field: 'business_date' } };
}

export const confirmStandIn = defineCommand({
  name: 'device.stand_in_confirm',
  version: 1,
  payload: decision,
  offline: 'N',
  bases: ['request'],
  doors: ['office'],
  roles: ['supervision', 'ops_manager'],
  rejections: [
    'PROPOSAL_UNKNOWN',
    'AUTH_SELF',
    'AUTH_LEVEL',
    'REASON_REQUIRED',
    'FIELD_FORMAT',
    'DEVICE_UNKNOWN',
    'ORIGINAL_HERE',
    'NOT_LOST',
  ],
  reads: (input) => {
    const { payload: p } = input;
    const row = proposalOf(input);
    return [
      keyOf(device, p.device),
      keyOf(standIn, standInId(p.device, p.seq)),
      ...(row === null ? [] : standInReads(row, input)),
    ];
  },
  admit: (input) =>
    inOrder<ConfirmCode>([() => checkPerson(input), () => (input.payload.agreed ? checkPlace(input) : null)]),
  apply: (input) => {
    const { payload: p, facts, rows } = input;
    const row = proposalOf(input);
    const book = openBook(rows);
    const done = { verdict: 'posted', code: null, split: null } as const;
    if (row === null) return { ...done, changes: [] };
    const decided = { ...row, checker: facts.maker, decided_at: facts.capturedAt, decision: p.words };
    const key = standInId(p.device, p.seq);
    book.put(standIn, key, {
      ...decided,
      status: p.agreed ? 'posted' : 'refused',
      posted_by: p.agreed ? facts.commandId : null,
    });
    return p.agreed ? settleStandIn(row, input, book) : { ...done, changes: book.changes() };
  },
});
