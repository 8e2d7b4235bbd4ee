import { shanghaiDate, shanghaiTime } from '../../../../shared/kernel/dates.ts';
import type { JournalRecord } from '../../../../sync/index.ts';
import type { SlipLine } from '../api.ts';
import type { EntryFacts } from './journal.ts';
import { line, word } from './slip-line.ts';

/** What the paper of tills says beside amounts (domain 4.6, T1 to T3): from whom to whom, seal, vouchers, reason. */

const VOUCHERS: Readonly<Record<string, string>> = {
  passbook: '存折',
  certificate: '存单',
  card_blank: '空白卡',
  pin_envelope: '密码信封',
  remittance_form: '汇款单',
};
const ANSWERS: Readonly<Record<string, string>> = { accepted: '点清收妥', refused: '拒收' };

const said = (facts: EntryFacts, name: string, label: string): SlipLine[] =>
  word(facts, name) === '' ? [] : [line(label, word(facts, name))];

type Rows = readonly Readonly<Record<string, string | number>>[];
const rowsOf = ({ payload }: EntryFacts, name: string): Rows =>
  Array.isArray(payload[name]) ? (payload[name] as Rows) : [];

export function moveLines(facts: EntryFacts): SlipLine[] {
  const answer = ANSWERS[word(facts, 'answer')];
  const type = VOUCHERS[word(facts, 'voucher_type')];
  const escorts = rowsOf(facts, 'escorts').map((one) => one['employee']);
  // Vouchers of a day package stand there by till; a balance has one till and its own list.
  const counted = rowsOf(facts, 'vouchers').map((one) =>
    line(
      `${one['till'] === undefined ? '' : `尾箱 ${one['till']} `}${VOUCHERS[String(one['voucher_type'])] ?? ''}`,
      `${one['count']} 张`,
    ),
  );
  return [
    ...said(facts, 'from_till', '调出尾箱'),
    ...said(facts, 'to_till', '调入尾箱'),
    ...(answer === undefined ? [] : [line('答复', answer)]),
    ...said(facts, 'seal_no', '封签号'),
    ...(escorts.length === 0 ? [] : [line('押运', escorts.join(' '))]),
    ...(type === undefined ? [] : [line('凭证种类', type)]),
    ...said(facts, 'from_no', '起号'),
    ...said(facts, 'to_no', '止号'),
    ...counted,
    ...said(facts, 'reason', '原因'),
  ];
}

/** A deal that was written on paper first: its own number and time. */
export function paperLines(facts: EntryFacts): SlipLine[] {
  const at = facts.payload['written_at'];
  return [
    ...said(facts, 'slip_no', '手工凭证号'),
    ...(typeof at === 'number' ? [line('手工时间', `${shanghaiDate(at)} ${shanghaiTime(at)}`)] : []),
  ];
}

export const authorised = ({ entry }: JournalRecord): SlipLine[] =>
  entry.checker === null ? [] : [line('授权', entry.checker)];
