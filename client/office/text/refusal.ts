import type { RefusalCode } from '../../../shared/commands/codes.ts';
import { REFUSALS, type Detail } from '../../text/refusals.ts';
import type { OfficeFault } from '../api.ts';
import type { Lang } from '../state/office-state.svelte.ts';
import type { Text } from './zh-CN.ts';

interface Reader {
  readonly lang: Lang;
  readonly text: Text;
}

/** A refusal of a command in the reader's language; a code without a sentence shows itself. */
export function refusalSentence(office: Reader, code: string, detail: Detail = {}): string {
  const said = code in REFUSALS ? REFUSALS[code as RefusalCode] : null;
  if (said === null) return office.text.refusedOther(code);
  return office.lang === 'en' ? said.en(detail) : said.zh(detail);
}

/** What a door of the hub refused, in its own words where it has some, else as the refusal of a command. */
export const faultSentence = (office: Reader, fault: Pick<OfficeFault, 'code' | 'detail'>): string =>
  office.text.refusals[fault.code] ?? refusalSentence(office, fault.code, fault.detail);
