import type { RefusalCode } from '../../../shared/commands/codes.ts';
import { REFUSALS, type Detail } from '../../text/refusals.ts';
import type { OfficeState } from '../state/office-state.svelte.ts';

/** A refusal of a command in the reader's language; a code without a sentence shows itself. */
export function refusalSentence(office: Pick<OfficeState, 'lang' | 'text'>, code: string, detail: Detail = {}): string {
  const said = code in REFUSALS ? REFUSALS[code as RefusalCode] : null;
  if (said === null) return office.text.refusedOther(code);
  return office.lang === 'en' ? said.en(detail) : said.zh(detail);
}
