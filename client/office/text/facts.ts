import { formatFen } from '../../../shared/kernel/money.ts';
import type { Fact } from '../../../shared/read-models/office.ts';
import { fullStamp } from './format.ts';
import { channelName, kindName, ledgerName } from './names.ts';
import type { Text } from './zh-CN.ts';

/** Facts of a case in words. Names end in their unit: `_fen` is money, `_at` an instant; others are codes or text. */

export const factName = (text: Text, fact: Fact): string => text.facts[fact.name] ?? fact.name.replaceAll('_', ' ');

const INSTANT_MIN = 1_000_000_000_000;

export function factValue(text: Text, fact: Fact): string {
  const { name, value } = fact;
  if (/^-?\d+$/.test(value) && value.length <= 15) {
    const number = Number(value);
    if (name.endsWith('_fen')) return formatFen(number);
    if (number >= INSTANT_MIN) return fullStamp(number);
    if (name.endsWith('_ms')) return `${Math.round(number / 1000)} s`;
    return value;
  }
  const plain = text.factValues[value] ?? text.accountStatuses[value] ?? text.kinds[value] ?? text.channels[value];
  if (plain !== undefined) return plain;
  if (value.includes('.')) return kindName(text, value);
  return /^[A-Z]+-[A-Z]+/.test(value) ? ledgerName(text, value) : channelName(text, value);
}
