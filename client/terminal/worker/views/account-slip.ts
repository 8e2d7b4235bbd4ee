import { formatFen } from '../../../../shared/kernel/money.ts';
import { maskAccount, maskName } from '../../../../shared/rules/mask.ts';
import { capitalNumerals } from '../../../../shared/rules/numerals.ts';
import { ratePercent } from '../../../../shared/rules/rate-text.ts';
import type { JournalRecord } from '../../../../sync/index.ts';
import type { SlipLine } from '../api.ts';
import type { EntryFacts } from './journal.ts';
import { line, word } from './slip-line.ts';

/** Paper of what begins and ends an account (C3, domain 4.6): product, rate, what was paid, what became of the medium. */

const RULES: Readonly<Record<string, string>> = { id: '凭证件', none: '凭折', pin: '凭密', pin_and_id: '凭密和证件' };

/** An application says plainly that nothing is open yet. */
function openingLines(facts: EntryFacts): SlipLine[] {
  const { accountRow, payload } = facts;
  const fen = typeof payload['fen'] === 'number' ? payload['fen'] : 0;
  const open = fen > 0;
  return [
    line('业务', open ? '开户' : '开户预受理'),
    line('产品', '活期储蓄'),
    line('账户类别', word({ payload }, 'account_class') === 'I' ? '一类户' : '二类户'),
    ...(accountRow === null ? [] : [line('年利率', `${ratePercent(accountRow.rate_ppm)}%`)]),
    line('支取方式', RULES[word({ payload }, 'withdraw_rule')] ?? word({ payload }, 'withdraw_rule')),
    ...(open
      ? [
          line('存折号码', word({ payload }, 'passbook_no')),
          line('金额', formatFen(fen)),
          line('大写', capitalNumerals(fen)),
        ]
      : [line('说明', '预受理，以联网核查结果为准；未收款，未发存折')]),
  ];
}

function closingLines(facts: EntryFacts): SlipLine[] {
  const { accountRow, payload } = facts;
  const fen = (name: string): number => (typeof payload[name] === 'number' ? payload[name] : 0);
  return [
    line('业务', '清户'),
    line('产品', '活期储蓄'),
    ...(accountRow === null ? [] : [line('年利率', `${ratePercent(accountRow.rate_ppm)}%`)]),
    line('本金', formatFen(fen('fen') - fen('interest_fen'))),
    line('利息', formatFen(fen('interest_fen'))),
    line('金额', formatFen(fen('fen'))),
    line('大写', capitalNumerals(fen('fen'))),
    line('手续费', formatFen(0)),
    line('存折', payload['medium_cut'] === true ? '已收回剪角作废' : '无'),
  ];
}

/** What was printed into a passbook: which book, how many rows. */
export function bookLines({ entry }: Pick<JournalRecord, 'entry'>, facts: EntryFacts): SlipLine[] {
  const { accountRow, customerRow, payload } = facts;
  const printed = Array.isArray(payload['printed']) ? payload['printed'].length : 0;
  return [
    ...(customerRow === null ? [] : [line('户名', maskName(customerRow.name))]),
    ...(accountRow === null ? [] : [line('账号', maskAccount(accountRow.account_no))]),
    line('存折号码', typeof payload['passbook_no'] === 'string' ? payload['passbook_no'] : '—'),
    line('登折', `${printed} 行`),
    ...(entry.offline ? [line('说明', '按本机已入账的登，其余联网后补登')] : []),
  ];
}

export function accountLines({ entry }: Pick<JournalRecord, 'entry'>, facts: EntryFacts): SlipLine[] {
  const { accountRow, customerRow } = facts;
  return [
    ...(customerRow === null ? [] : [line('户名', maskName(customerRow.name))]),
    ...(accountRow === null ? [] : [line('账号', maskAccount(accountRow.account_no))]),
    ...(entry.command === 'counter.open_demand' ? openingLines(facts) : closingLines(facts)),
    ...(entry.checker === null ? [] : [line('授权', entry.checker)]),
    line('客户签名', ''),
  ];
}
