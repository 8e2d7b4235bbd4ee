import { keyOf } from '../../tables/define.ts';
import { deviceQuota } from '../../tables/device-quota.ts';
import { device } from '../../tables/device.ts';
import { text } from '../../tables/fields.ts';
import { openBook } from '../book.ts';
import { defineCommand, type Input, type Refusal } from '../define.ts';
import { inOrder } from '../money-checks.ts';

/**
 * The county sets a terminal's offline quota to zero, or lends to it again (domain 4.4). What was lent stays lent until
 * the terminal is heard of or its lease expires: a decision cannot reach a tablet out of reach. Tills, deposits and
 * loss reports go on.
 */

const payload = { device: text(32), words: text(400) };
type LendingInput = Input<typeof payload>;
type Code = 'DEVICE_UNKNOWN' | 'DEVICE_STATE' | 'NOTHING_TO_CHANGE' | 'REASON_REQUIRED';

const isStopped = ({ payload: p, rows }: LendingInput): boolean => rows.get(deviceQuota, p.device)?.stopped ?? false;

const admit = (input: LendingInput, stop: boolean) =>
  inOrder<Code>([
    () => (input.rows.get(device, input.payload.device) === null ? { code: 'DEVICE_UNKNOWN', detail: {} } : null),
    // One that was stopped, suspended or lost is lent nothing anyway.
    (): Refusal<Code> | null => {
      const status = input.rows.get(device, input.payload.device)?.status ?? 'active';
      return status === 'active' ? null : { code: 'DEVICE_STATE', detail: { status } };
    },
    () => (isStopped(input) === stop ? { code: 'NOTHING_TO_CHANGE', detail: {} } : null),
    () => (input.payload.words.trim().length >= 2 ? null : { code: 'REASON_REQUIRED', detail: { field: 'words' } }),
  ]);

const lendingCommand = <const N extends string>(name: N, stop: boolean) =>
  defineCommand({
    name,
    version: 1,
    payload,
    offline: 'N',
    bases: ['request'],
    doors: ['office'],
    roles: ['it_admin', 'ops_manager'],
    rejections: ['DEVICE_UNKNOWN', 'DEVICE_STATE', 'NOTHING_TO_CHANGE', 'REASON_REQUIRED'],
    reads: ({ payload: p }) => [keyOf(device, p.device), keyOf(deviceQuota, p.device)],
    admit: (input) => admit(input, stop),
    apply: ({ payload: p, facts, rows }) => {
      const book = openBook(rows);
      book.put(deviceQuota, p.device, { stopped: stop, by: facts.maker, at: facts.capturedAt, words: p.words });
      return { verdict: 'posted', code: null, split: null, changes: book.changes() };
    },
  });

export const stopLending = lendingCommand('device.stop_lending', true);
export const lendAgain = lendingCommand('device.lend_again', false);
