import * as v from 'valibot';
import type { Instant } from '../kernel/dates.ts';
import type { DeviceLending } from './office-lending.ts';
import type { JournalState } from './office-journal.ts';
import type { DeviceLine } from './office.ts';

/** What the office's device pages ask the hub to do with a terminal, and what they show of one. */

const OUTLET = v.pipe(v.string(), v.regex(/^\d{8}$/));
const DEVICE = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/));

export const DEVICE_STEPS = ['stop_lending', 'lend_again', 'revoke', 'declare_lost', 'release'] as const;
export type DeviceStepName = (typeof DEVICE_STEPS)[number];

export const deviceStep = v.object({
  step: v.picklist(DEVICE_STEPS),
  /** Drawn once per form, so that a repeated press is the same command. */
  commandId: v.pipe(v.string(), v.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)),
  branch: OUTLET,
  device: DEVICE,
  words: v.pipe(v.string(), v.maxLength(400)),
});
export type DeviceStep = v.InferOutput<typeof deviceStep>;

/** What may be done with a device in a state. What was stopped or lost is enrolled anew. */
const STEPS_FROM: Readonly<Record<string, readonly DeviceStepName[]>> = {
  active: ['stop_lending', 'lend_again', 'revoke', 'declare_lost', 'release'],
  suspended: ['release', 'revoke', 'declare_lost'],
  revoked: ['declare_lost'],
};
/** `isAwaited`: a restored centre waits for the outlet's devices; otherwise one in use has nothing to be released from. */
export const stepsFor = (
  status: string,
  of: { readonly isStopped: boolean; readonly isAwaited: boolean },
): readonly DeviceStepName[] =>
  (STEPS_FROM[status] ?? []).filter(
    (step) =>
      step !== (of.isStopped ? 'stop_lending' : 'lend_again') &&
      (step !== 'release' || status === 'suspended' || of.isAwaited),
  );

export const deviceKey = v.object({ branch: OUTLET, id: DEVICE });
export interface DeviceDetail {
  readonly asOf: Instant;
  readonly device: DeviceLine;
  readonly journal: JournalState;
  /** null without the right to money. */
  readonly lending: DeviceLending | null;
  /** Its quota was set to zero. */
  readonly isStopped: boolean;
}

export const enrolCodeRequest = v.object({ outlet: OUTLET });
export interface EnrolCodeAnswer {
  readonly outlet: string;
  /** Shown once; the hub keeps its hash only. */
  readonly code: string;
  readonly expiresAt: Instant;
}
