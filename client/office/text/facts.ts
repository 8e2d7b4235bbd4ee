import { shanghaiClock } from '../../../shared/kernel/dates.ts';
import { formatFen } from '../../../shared/kernel/money.ts';
import type { CaseDetail, Fact } from '../../../shared/read-models/office.ts';
import { fullStamp } from './format.ts';
import { kindName, ledgerName } from './names.ts';
import type { Text } from './zh-CN.ts';

/**
 * Both records of a case in words: first what every entry has (amount, persons, times, where the money went), then the
 * short facts that were noted when it was judged. A fact without a word is shown as it was noted.
 */
export interface FactLine {
  readonly name: string;
  readonly label: string;
  readonly value: string;
}

const MONEY = new Set(['available', 'balance', 'amount']);
const FLAGS = new Set(['offline', 'anchored', 'recorded']);

function valueOf(text: Text, { name, value }: Fact): string {
  const used = /^(\d+)\+(\d+)>(\d+)$/.exec(value);
  if (used !== null)
    return text.case.usedOver(formatFen(Number(used[1])), formatFen(Number(used[2])), formatFen(Number(used[3])));
  const over = /^(\d+)>(\d+)$/.exec(value);
  if (over !== null) return `${formatFen(Number(over[1]))} > ${formatFen(Number(over[2]))}`;
  if (FLAGS.has(name)) return (value === '1' ? text.factValues.yes : text.factValues.no) ?? value;
  if (/^-?\d{1,15}$/.test(value)) {
    if (MONEY.has(name) || name.endsWith('_fen')) return formatFen(Number(value));
    if (name.endsWith('_at')) return fullStamp(Number(value));
    return value;
  }
  return text.factValues[value] ?? text.accountStatuses[value] ?? text.kinds[value] ?? value;
}

const toLine = (text: Text, fact: Fact): FactLine => ({
  name: fact.name,
  label: text.facts[fact.name] ?? fact.name.replaceAll('_', ' '),
  value: valueOf(text, fact),
});

const line = (text: Text, name: string, value: string): FactLine => ({ name, label: text.facts[name] ?? name, value });

export function outletLines(text: Text, one: CaseDetail): readonly FactLine[] {
  const noted = one.outletRecord.map((fact) => toLine(text, fact));
  const entry = one.interaction;
  if (entry === null) return noted;
  const cash = entry.direction === 'out' ? 'paid' : entry.direction === 'in' ? 'taken' : 'amount';
  const lines = [
    line(text, cash, formatFen(entry.amountFen)),
    line(text, 'captured', fullStamp(entry.capturedAt)),
    line(text, 'persons', `${entry.maker ?? '—'} / ${entry.checker ?? '—'}`),
  ];
  if (entry.voucherNo !== null) lines.push(line(text, 'voucher', entry.voucherNo));
  if (entry.reprints > 0) lines.push(line(text, 'reprints', String(entry.reprints)));
  return [...lines, ...noted];
}

export function centreLines(text: Text, one: CaseDetail): readonly FactLine[] {
  const noted = one.centreRecord.map((fact) => toLine(text, fact));
  const lines: FactLine[] = [];
  if (one.receivedAt !== null) lines.push(line(text, 'received', fullStamp(one.receivedAt)));
  if (one.interaction !== null) {
    lines.push(line(text, 'account', formatFen(Math.abs(one.interaction.accountFen))));
    const { suspenseFen, suspenseLedger } = one.interaction;
    if (suspenseFen !== 0 && suspenseLedger !== null)
      lines.push(line(text, 'suspense', `${formatFen(suspenseFen)} · ${ledgerName(text, suspenseLedger)}`));
  }
  return [...lines, ...noted];
}

export const headOf = (text: Text, one: CaseDetail): string => {
  const entry = one.interaction;
  const parts = one.deviceNo === null ? [] : [`${text.devices.no} ${one.deviceNo}`];
  if (entry === null) return parts.join('');
  const at = shanghaiClock(entry.capturedAt).slice(0, 5);
  return [kindName(text, entry.kind), entry.offline ? text.case.offlineAt(at) : text.case.onlineAt(at), ...parts].join(
    ' · ',
  );
};
