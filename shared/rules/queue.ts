import { DAY_MS, type Instant } from '../kernel/dates.ts';

/**
 * How long a terminal may go on recording what nobody has received (domain 4.3, 11.2): it stops at the block itself
 * (10,000 entries) and when its oldest entry is older than the days (10 x 24 h, that instant still allowed).
 */
export function captureStop(
  queue: { readonly waiting: number; readonly oldestAt: Instant | null; readonly now: Instant },
  limits: { readonly block: number; readonly maxDays: number },
): 'QUEUE_FULL' | 'CAPTURE_TOO_OLD' | null {
  if (queue.waiting >= limits.block) return 'QUEUE_FULL';
  const age = queue.oldestAt === null ? 0 : queue.now - queue.oldestAt;
  return age > limits.maxDays * DAY_MS ? 'CAPTURE_TOO_OLD' : null;
}

const GO_ON: ReadonlySet<string> = new Set(['till', 'session', 'outlet', 'request']);

/** Loss reports, till work and what closes a day or an open request go on; so does cash that is out already. */
export const goesOnAnyway = (of: {
  readonly name: string;
  readonly priority: boolean;
  readonly replaces: boolean;
}): boolean => of.priority || of.replaces || GO_ON.has(of.name.slice(0, of.name.indexOf('.')));
