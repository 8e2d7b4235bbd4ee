import type { ExceptionCode } from '../../../shared/commands/codes.ts';
import type { PersonName } from '../../../shared/read-models/office-fields.ts';
import type { OfficeUnit } from '../../../shared/read-models/office.ts';
import { CASE_NAMES } from '../../text/case-names.ts';
import type { Text } from './zh-CN.ts';

/** Names of things as the reader's language says them; what has no word is shown as its code, never hidden. */

/** Full name of a unit; an outlet without the name of the reader's own unit before it, as people there say it. */
export function placeName(unit: OfficeUnit, lang: 'zh-CN' | 'en', reader: OfficeUnit | undefined): string {
  const name = unitName(unit, lang);
  return reader !== undefined && unit.code !== reader.code && name.startsWith(reader.name)
    ? name.slice(reader.name.length)
    : name;
}

export const unitName = (unit: OfficeUnit, lang: 'zh-CN' | 'en'): string =>
  lang === 'en' && unit.nameEn !== '' ? unit.nameEn : unit.name;

/** Somebody of the bank by name and number. */
export const personName = (one: PersonName | null): string =>
  one === null ? '—' : `${one.name ?? ''} ${one.employeeNo}`.trim();

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

/** The part of a case's id that people read to each other; the whole id stands in the title and in the CSV. */
export const shortId = (id: string): string => {
  const entry = id.split('/')[0] ?? id;
  return entry.includes('-') ? entry.slice(0, 8) : entry;
};

export const caseName = (code: ExceptionCode, lang: 'zh-CN' | 'en'): string => CASE_NAMES[code][lang === 'en' ? 1 : 0];
