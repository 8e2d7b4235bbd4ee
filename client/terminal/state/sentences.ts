import { EXCEPTIONS } from '../../text/exceptions.ts';
import { REFUSALS } from '../../text/refusals.ts';
import { VAN_FAULTS } from '../../text/van.ts';
import { en } from '../../text/en.ts';
import { zh } from '../../text/zh-CN.ts';
import type { Failure } from '../worker/api.ts';

/** The sentence of a refusal, a fault or a case, in the clerk's language. A code nobody has a sentence for is shown as the program's fault, with the code. */
export function sentenceOf(failure: Failure, lang: 'zh' | 'en'): string {
  const t = lang === 'en' ? en : zh;
  if (Object.hasOwn(REFUSALS, failure.code))
    return REFUSALS[failure.code as keyof typeof REFUSALS][lang](failure.detail);
  if (Object.hasOwn(VAN_FAULTS, failure.code)) return VAN_FAULTS[failure.code as keyof typeof VAN_FAULTS][lang];
  if (Object.hasOwn(EXCEPTIONS, failure.code))
    return EXCEPTIONS[failure.code as keyof typeof EXCEPTIONS][lang](failure.detail);
  if (Object.hasOwn(t.fault, failure.code)) return t.fault[failure.code as keyof typeof t.fault];
  return `${t.fault.BUG} ${failure.code}`;
}
