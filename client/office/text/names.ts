import type { ExceptionCode } from '../../../shared/commands/codes.ts';
import type { OfficeUnit } from '../../../shared/read-models/office.ts';
import { CASE_NAMES } from './case-names.ts';
import type { Text } from './zh-CN.ts';

/** Names of things as the reader's language says them; what has no word is shown as its code, never hidden. */

export const unitName = (unit: OfficeUnit, lang: 'zh-CN' | 'en'): string => (lang === 'en' && unit.nameEn !== '' ? unit.nameEn : unit.name);

export function ledgerName(text: Text, ledger: string): string {
  const known = text.ledgers[ledger];
  if (known !== undefined) return known;
  const [kind, no] = ledger.split(':');
  if (kind === 'CASH-TILL' && no !== undefined) return text.tillLedger(no);
  if (kind === 'CASH-ATM' && no !== undefined) return text.atmLedger(no);
  return ledger;
}

export const kindName = (text: Text, kind: string): string => text.kinds[kind] ?? kind;
export const channelName = (text: Text, channel: string): string => text.channels[channel] ?? channel;

/** Last 6 digits of an outlet code tell outlets of one county apart. */
export const shortId = (id: string): string => (id.length > 18 ? `${id.slice(0, 8)}…${id.slice(-6)}` : id);

export const caseName = (code: ExceptionCode, lang: 'zh-CN' | 'en'): string => CASE_NAMES[code][lang === 'en' ? 1 : 0];
