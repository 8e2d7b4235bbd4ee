import { keyOf } from '../../tables/define.ts';
import { exceptionCase } from '../../tables/exception-case.ts';
import { bytes, digits, int, list } from '../../tables/fields.ts';
import { deviceClose, KIND_LINE, outletDay, TILL_LINE } from '../../tables/outlet-day.ts';
import { till } from '../../tables/till.ts';
import { openBook, type Book } from '../book.ts';
import { caseId } from '../cases.ts';
import { compareLines, deviceCloseId, differing, LATE, lineReads } from '../day-figures.ts';
import { defineCommand, type Input } from '../define.ts';
import { inOrder } from '../money-checks.ts';
import { posted } from '../posted.ts';

/**
 * A terminal ends its own day (交班): its tills lie in the vault, and what it captured is named by its last entry. The
 * chief teller's terminal takes it by scan or by data. One that comes after the outlet closed without it (缺终端) is
 * entered there and ends DAY_CLOSE_LATE.
 */
const payload = {
  device_no: digits(2),
  /** Last entry of this journal and its hash. */
  seq: int(0),
  head: bytes(32),
  tills: list(TILL_LINE, 16),
  kinds: list(KIND_LINE, 128),
};
type CloseInput = Input<typeof payload>;

const closeId = ({ facts }: CloseInput): string => deviceCloseId(facts.businessDate, facts.device ?? '-');
const heldTill = ({ payload: p, rows, facts }: CloseInput): string | null =>
  p.tills.find((line) => {
    const row = rows.get(till, line.till);
    return row !== null && row.status === 'held' && row.device === facts.device;
  })?.till ?? null;

/** The outlet's package named this device as missing. */
function noLongerMissing(book: Book, { payload: p, facts }: CloseInput, id: string): void {
  const day = book.get(outletDay, facts.businessDate);
  if (day === null) return;
  const devices = day.devices.map((one) =>
    one.device === facts.device && one.missing ? { ...one, seq: p.seq, head: p.head, missing: false } : one,
  );
  book.put(outletDay, facts.businessDate, { ...day, devices });
  const late = book.get(exceptionCase, caseId(id, LATE));
  if (late === null || late.status === 'closed') return;
  book.put(exceptionCase, caseId(id, LATE), {
    ...late,
    status: 'closed',
    closed_at: facts.capturedAt,
    resolution: `closed by ${facts.rowId}`,
  });
}

export const closeDevice = defineCommand({
  name: 'outlet.device_close',
  version: 1,
  payload,
  offline: 'Y',
  roles: ['teller', 'chief_teller', 'outlet_manager'],
  session: 'signed_on',
  date: 'any',
  receipt: 'T5',
  rejections: ['TILL_OPEN', 'FIELD_FORMAT'],
  reads: (input) => [
    ...lineReads(input.payload.tills, input.facts.businessDate),
    keyOf(outletDay, input.facts.businessDate),
    keyOf(deviceClose, closeId(input)),
    keyOf(exceptionCase, caseId(closeId(input), LATE)),
  ],
  admit: (input) =>
    inOrder<'TILL_OPEN' | 'FIELD_FORMAT'>([
      () => {
        const open = heldTill(input);
        return open === null ? null : { code: 'TILL_OPEN', detail: { till: open } };
      },
      () =>
        differing(input.rows, input.facts.businessDate, input.payload.tills).length === 0
          ? null
          : { code: 'FIELD_FORMAT', detail: { field: 'tills' } },
    ]),
  apply: (input) => {
    const { payload: p, facts } = input;
    const book = openBook(input.rows);
    const id = closeId(input);
    book.put(deviceClose, id, {
      device: facts.device ?? '-',
      device_no: p.device_no,
      business_date: facts.businessDate,
      seq: p.seq,
      head: p.head,
      closed_by: facts.maker,
      closed_at: facts.capturedAt,
      tills: p.tills,
      kinds: p.kinds,
    });
    compareLines(book, facts, p.tills);
    noLongerMissing(book, input, id);
    return posted(book);
  },
});
