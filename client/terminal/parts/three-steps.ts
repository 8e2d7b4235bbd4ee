import { shanghaiClock } from '../../../shared/kernel/dates.ts';
import type { Texts } from '../../text/zh-CN.ts';
import type { IconName } from '../../ui/icons.ts';
import type { JournalLine } from '../worker/api.ts';

/**
 * How far one entry has come, as the large lights show it. A light never goes back; green is only money on the books.
 * What has no third light (undone, refused) has two steps.
 */
export interface BigStep {
  readonly word: string;
  readonly note: string;
  /** null = not reached. */
  readonly icon: IconName | null;
  readonly tone: '' | 'green' | 'bad' | 'ask';
}

export function bigSteps(line: JournalLine, t: Texts): readonly BigStep[] {
  const step = (word: string, note: string, icon: IconName | null, tone: BigStep['tone'] = ''): BigStep => ({
    word,
    note,
    icon,
    tone,
  });
  const recorded = step(t.lights.recorded, t.done.recordedNote(shanghaiClock(line.at)), 'tick');
  const received = step(t.lights.received, t.done.receivedNow, 'tick');
  const last = line.amountFen > 0 ? t.lights.posted : t.lights.effective;
  const later = step(last, line.amountFen > 0 ? t.done.postedNext : t.done.effectiveNext, null);
  const lastNow = line.amountFen > 0 ? t.done.postedNow : t.done.effectiveNow;
  switch (line.lights) {
    case 'recorded':
      return [recorded, step(t.lights.received, t.done.receivedNext, null), later];
    case 'received':
      return [recorded, received, later];
    case 'unknown':
      return [recorded, step(t.lights.unknown, t.done.askNow, 'ask', 'ask'), later];
    case 'held':
      return [recorded, received, step(t.lights.held, t.done.heldNow, 'warn', 'bad')];
    case 'case':
      return [recorded, received, step(t.lights.case, t.done.postedNow, 'warn', 'bad')];
    case 'posted':
      return [recorded, received, step(last, lastNow, 'tick')].map((one) => ({ ...one, tone: 'green' }));
    case 'rejected':
      return [recorded, step(t.lights.rejected, t.done.refusedNow, 'close')];
    case 'reversed': {
      const by = line.reversedBy === null ? '' : t.entry.reversedBy(line.reversedBy);
      return [recorded, step(t.lights.reversed, by, 'undo')];
    }
  }
}
