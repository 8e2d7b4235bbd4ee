import { formatFen } from '../../../shared/kernel/money.ts';
import type { Texts } from '../../text/zh-CN.ts';
import type { Lights } from '../worker/api.ts';

export interface LightLook {
  readonly filled: 0 | 1 | 2 | 3;
  readonly tone: 'plain' | 'done' | 'case' | 'unknown';
  readonly word: string;
}

/** The look of an entry's lights: the number of filled marks carries the meaning. `money` false says 已生效 instead of 已入账. */
export function lightLook(
  lights: Exclude<Lights, 'reversed'>,
  t: Texts,
  about: { readonly money: boolean; readonly suspenseFen: number },
): LightLook {
  switch (lights) {
    case 'recorded':
      return { filled: 1, tone: 'plain', word: t.lights.recorded };
    case 'received':
      return { filled: 2, tone: 'plain', word: t.lights.received };
    case 'posted':
      return { filled: 3, tone: 'done', word: about.money ? t.lights.posted : t.lights.effective };
    case 'case':
      return {
        filled: 3,
        tone: 'case',
        word: about.suspenseFen > 0 ? t.lights.suspense(formatFen(about.suspenseFen)) : t.lights.case,
      };
    case 'held':
      return { filled: 3, tone: 'case', word: t.lights.held };
    case 'unknown':
      return { filled: 1, tone: 'unknown', word: t.lights.unknown };
    case 'rejected':
      return { filled: 0, tone: 'plain', word: t.lights.rejected };
  }
}
