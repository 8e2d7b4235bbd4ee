import { keyOf, type RowOf } from '../../tables/define.ts';
import { device } from '../../tables/device.ts';
import { exceptionCase } from '../../tables/exception-case.ts';
import { int, opt, text } from '../../tables/fields.ts';
import { openBook } from '../book.ts';
import { caseId } from '../cases.ts';
import { defineCommand, type Input, type Refusal } from '../define.ts';
import { inOrder } from '../money-checks.ts';

/**
 * A terminal that is not to be believed any more: stopped, reported lost, or let go on after it was suspended. What it
 * sends afterwards is kept and held. What it is known to have recorded and never sent is missing: a case says so, until
 * it comes or two persons of the county declare it lost.
 */

const payload = {
  device: text(32),
  words: text(400),
  /** Highest seq the hub has heard of when not all up to it has come, told by the door. */
  missing_to: opt(int(1)),
};
type StatusInput = Input<typeof payload>;
type Code = 'DEVICE_UNKNOWN' | 'DEVICE_STATE' | 'REASON_REQUIRED';
type Status = Exclude<RowOf<typeof device>['status'], 'registered'>;

/** The entry behind what is missing, or null. */
const behindOf = ({ payload: p }: StatusInput) =>
  p.missing_to === null ? null : `${p.device.slice(0, 16)}.${p.missing_to + 1}`;

const rowOf = ({ payload: p, rows }: StatusInput) => rows.get(device, p.device);

function admit(input: StatusInput, from: readonly Status[]) {
  return inOrder<Code>([
    () => (rowOf(input) === null ? { code: 'DEVICE_UNKNOWN', detail: {} } : null),
    (): Refusal<Code> | null => {
      const status = rowOf(input)?.status ?? 'active';
      return (from as readonly string[]).includes(status) ? null : { code: 'DEVICE_STATE', detail: { status } };
    },
    () => (input.payload.words.trim().length >= 2 ? null : { code: 'REASON_REQUIRED', detail: { field: 'words' } }),
  ]);
}

function apply(input: StatusInput, status: Status) {
  const { payload: p, rows } = input;
  const book = openBook(rows);
  const row = rowOf(input);
  if (row !== null) book.put(device, p.device, { ...row, status });
  book.order({ kind: 'set_status', device: p.device, status });
  const behind = behindOf(input);
  // A case that is there already keeps its owner and its clock.
  if (behind !== null && rows.get(exceptionCase, caseId(behind, 'SEQ_GAP')) === null)
    book.raise({
      code: 'SEQ_GAP',
      subject: behind,
      device: p.device,
      outletRecord: `recorded_to=${p.missing_to ?? ''}`,
      centreRecord: `reason=${status}`,
    });
  return { verdict: 'posted', code: null, split: null, changes: book.changes() } as const;
}

const statusCommand = <const N extends string>(name: N, to: Status, from: readonly Status[]) =>
  defineCommand({
    name,
    version: 1,
    payload,
    offline: 'N',
    bases: ['request', 'advice'],
    doors: ['office', 'hub'],
    roles: ['it_admin', 'ops_manager'],
    rejections: ['DEVICE_UNKNOWN', 'DEVICE_STATE', 'REASON_REQUIRED'],
    reads: (input) => {
      const behind = behindOf(input);
      const known = behind === null ? [] : [keyOf(exceptionCase, caseId(behind, 'SEQ_GAP'))];
      return [keyOf(device, input.payload.device), ...known];
    },
    admit: (input) => admit(input, from),
    apply: (input) => apply(input, to),
  });

export const revokeDevice = statusCommand('device.revoke', 'revoked', ['active', 'suspended']);
export const declareDeviceLost = statusCommand('device.declare_lost', 'lost', ['active', 'suspended', 'revoked']);
/** Only what was suspended: a device that was stopped or lost is enrolled anew. */
export const releaseDevice = statusCommand('device.release', 'active', ['active', 'suspended']);
