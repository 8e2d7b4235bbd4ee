import { TRANSFER_BACK } from '../../../../shared/commands/inter-branch-deals.ts';
import { formatFen } from '../../../../shared/kernel/money.ts';
import { maskAccount, maskId, maskName } from '../../../../shared/rules/mask.ts';
import { capitalNumerals } from '../../../../shared/rules/numerals.ts';
import { ratePercent } from '../../../../shared/rules/rate-text.ts';
import { account } from '../../../../shared/tables/account.ts';
import { biller } from '../../../../shared/tables/biller.ts';
import { card } from '../../../../shared/tables/card.ts';
import { interaction } from '../../../../shared/tables/interaction.ts';
import { product } from '../../../../shared/tables/product.ts';
import { remittance } from '../../../../shared/tables/remittance.ts';
import type { JournalRecord } from '../../../../sync/index.ts';
import type { SlipLine } from '../api.ts';
import type { Terminal } from '../terminal.ts';
import { dealRow } from '../elsewhere.ts';
import type { EntryFacts } from './journal.ts';
import { originalLine, originalOfCase, redCapitals, reversalLines } from './original-slip.ts';
import { line, word } from './slip-line.ts';

/** Paper of what happens to an account without cash: transfers (C2), written loss, freeze and their lifting (C4). */

interface Event {
  readonly word: string;
  /** null: only its account knows. */
  readonly from: string | null;
  readonly to: string;
  /** null: as the entry itself says. */
  readonly holds: SlipLine | null;
}
const AT_ONCE = line('生效', '即时');

/** Old and new state, and how long it is good for (domain 4.6). */
export const EVENTS: Readonly<Record<string, Event>> = {
  'counter.lost_written': {
    word: '书面挂失',
    from: null,
    to: '书面挂失',
    holds: line('有效期', '不会自动失效，在本网点解挂'),
  },
  'counter.unlost': { word: '解挂', from: '挂失', to: '正常', holds: AT_ONCE },
  'counter.freeze': { word: '司法冻结', from: '未冻结', to: '冻结', holds: null },
  'counter.unfreeze': { word: '解除冻结', from: '冻结', to: '冻结前的状态', holds: AT_ONCE },
};

function holder(facts: EntryFacts): SlipLine[] {
  const number = facts.accountRow?.account_no ?? null;
  return [
    ...(facts.customerRow === null ? [] : [line('户名', maskName(facts.customerRow.name))]),
    ...(number === null ? [] : [line('账号', maskAccount(number))]),
  ];
}

/** A freeze says how much and until when, whatever else its document says. */
function freezeTerms(facts: EntryFacts): SlipLine[] {
  const { fen } = facts.payload;
  return [
    line('冻结金额', typeof fen === 'number' ? formatFen(fen) : '全部'),
    line('有效期', `至 ${word(facts, 'until')}（含）`),
  ];
}

/** `before`: the state it took the account out of, where its rows still tell. */
export function eventLines(
  { entry }: Pick<JournalRecord, 'entry'>,
  facts: EntryFacts,
  before: string | null = null,
): SlipLine[] {
  const event = EVENTS[entry.command];
  if (event === undefined) return [];
  // An order that waits its turn finds the account frozen already.
  const from = before ?? (queued(facts) === null ? event.from : '冻结');
  const papers = [word(facts, 'form_no'), word(facts, 'authority'), word(facts, 'document_no')].filter(Boolean);
  return [
    ...holder(facts),
    line('业务', event.word),
    ...(from === null ? [] : [line('原状态', from)]),
    line('新状态', queued(facts) ?? event.to),
    ...(event.holds === null ? freezeTerms(facts) : [event.holds]),
    ...(papers.length === 0 ? [] : [line('文书', papers.join(' '))]),
    line('手续费', formatFen(typeof facts.payload['fee_fen'] === 'number' ? facts.payload['fee_fen'] : 0)),
    ...(entry.checker === null ? [] : [line('授权', entry.checker)]),
    line('客户签名', ''),
  ];
}

/** An order behind another authority's says its place in the queue. */
const queued = (facts: EntryFacts): string | null => /^轮候\d+/.exec(facts.row?.summary ?? '')?.[0] ?? null;

const reissueLines = (facts: EntryFacts): SlipLine[] => [
  line('业务', '挂失补发'),
  line('申请书', word(facts, 'form_no')),
  line('原凭证号', word(facts, 'old_no') || '—'),
  line('新凭证号', word(facts, 'medium_no')),
  line('联网核查', facts.payload['id_checked'] === true ? '通过' : '未做'),
];

const exchangeLines = (facts: EntryFacts): SlipLine[] => [
  line('业务', '换折'),
  line('原因', word(facts, 'reason') === 'full' ? '满页' : '破损'),
  line('原凭证号', word(facts, 'old_no') || '—'),
  line('新凭证号', word(facts, 'new_no')),
  line('原存折', facts.payload['old_cut'] === true ? '已收回剪角作废' : '—'),
];

const WHY_EXCHANGED: Readonly<Record<string, string>> = { damaged: '损坏', expired: '到期', upgrade: '换卡种' };

/** The paper names the old card by its last digits and the blank by its number: the new one carries its own. */
async function cardLines(terminal: Terminal, command: string, facts: EntryFacts): Promise<SlipLine[]> {
  const old = await terminal.rows.get(card, word(facts, 'card'));
  const lost = command === 'card.replace';
  return [
    line('业务', lost ? '补卡' : '换卡'),
    lost ? line('申请书', word(facts, 'form_no')) : line('原因', WHY_EXCHANGED[word(facts, 'reason')] ?? ''),
    line('原卡尾号', old?.last4 ?? '—'),
    line('空白卡号', word(facts, 'blank_no')),
    ...(lost
      ? [line('联网核查', facts.payload['id_checked'] === true ? '通过' : '未做')]
      : [line('原卡', facts.payload['old_cut'] === true ? '已收回剪断' : '—')]),
    line('说明', '新卡未激活，设密码后可用'),
  ];
}

async function newMedium(terminal: Terminal, command: string, facts: EntryFacts): Promise<SlipLine[]> {
  if (command.startsWith('card.')) return cardLines(terminal, command, facts);
  return command === 'counter.passbook_exchange' ? exchangeLines(facts) : reissueLines(facts);
}

/** What is handed out in place of what was lost, full or damaged: product, rate, old and new number (C3). */
export async function mediumLines(
  terminal: Terminal,
  { entry }: JournalRecord,
  facts: EntryFacts,
): Promise<SlipLine[]> {
  const row = facts.accountRow;
  const sold = row === null ? null : await terminal.rows.get(product, row.product);
  return [
    ...holder(facts),
    ...(row === null ? [] : [line('产品', sold?.name ?? row.product), line('年利率', `${ratePercent(row.rate_ppm)}%`)]),
    ...(await newMedium(terminal, entry.command, facts)),
    line('手续费', formatFen(0)),
    ...(entry.checker === null ? [] : [line('授权', entry.checker)]),
    line('客户签名', ''),
  ];
}

const MODE_WORDS: Readonly<Record<string, string>> = {
  id: '凭证件取现',
  password: '凭证件和密码取现',
  account: '入账户',
};

const RECALL_REASONS: Readonly<Record<string, string>> = {
  sender: '汇款人不汇了',
  wrong_payee: '收款人写错',
  wrong_address: '地址写错',
};

/** What was taken on and what comes next (C5): where the money comes back to, and whom to ask. */
export async function recallLines(
  terminal: Terminal,
  { entry }: Pick<JournalRecord, 'entry'>,
  facts: EntryFacts,
): Promise<SlipLine[]> {
  const row = await terminal.rows.get(remittance, word(facts, 'remit_no'));
  const reason = RECALL_REASONS[word(facts, 'reason')];
  return [
    line('汇款号', word(facts, 'remit_no')),
    line('汇款人', maskName(word(facts, 'sender_name'))),
    line('业务', '撤回汇款'),
    // The sender claims this sum with it.
    ...(row === null ? [] : [line('汇款金额', formatFen(row.fen)), line('大写', capitalNumerals(row.fen))]),
    ...(reason === undefined ? [] : [line('原因', reason)]),
    line('下一步', '没有兑付的退回本网点，请带证件和本回执来取'),
    line('办理期限', '通常当天，最迟 3 个工作日'),
    line('客服电话', '95580'),
    ...(entry.checker === null ? [] : [line('授权', entry.checker)]),
  ];
}

/** A remittance taken in or paid: number, parties, amount, fee. The payee needs the number. */
export function remitLines({ entry }: Pick<JournalRecord, 'entry'>, facts: EntryFacts): SlipLine[] {
  const isSent = entry.command === 'counter.remit_send';
  const isBack = entry.command === 'counter.remit_refund';
  const number = (name: string): number => Number(facts.payload[name] ?? 0);
  const fen = number('fen');
  return [
    line('汇款号', word(facts, 'remit_no')),
    ...(isSent ? [line('汇款人', maskName(word(facts, 'sender_name')))] : []),
    ...(isBack
      ? [line('汇款人', maskName(word(facts, 'sender_name')))]
      : [line('收款人', isSent ? word(facts, 'payee_name') : maskName(word(facts, 'payee_name')))]),
    ...(isSent
      ? [
          line('地址', `${word(facts, 'postcode')} ${word(facts, 'payee_address')}`.trim()),
          line('兑付网点', word(facts, 'to_outlet')),
          line('方式', MODE_WORDS[word(facts, 'mode')] ?? ''),
          ...(word(facts, 'account_no') === '' ? [] : [line('收款账号', maskAccount(word(facts, 'account_no')))]),
        ]
      : [line('证件号码', maskId(word(facts, isBack ? 'sender_id_no' : 'payee_id_no')))]),
    line('金额', formatFen(fen)),
    line('大写', capitalNumerals(fen)),
    line('手续费', formatFen(number('fee_fen'))),
    ...(isSent ? [line('实收合计', formatFen(fen + number('fee_fen')))] : []),
    ...(entry.checker === null ? [] : [line('授权', entry.checker)]),
    line('客户签名', ''),
  ];
}

/** Cash given back out of suspense, or brought back into it: by whom, and for which entry. */
export async function suspenseLines(
  terminal: Terminal,
  { entry }: Pick<JournalRecord, 'entry'>,
  facts: EntryFacts,
): Promise<SlipLine[]> {
  const fen = Number(facts.payload['fen'] ?? 0);
  const isBack = entry.command === 'counter.suspense_refund';
  return [
    line('业务', isBack ? '挂账退现' : '追款还款'),
    isBack ? await originalLine(terminal, word(facts, 'entry')) : await originalOfCase(terminal, word(facts, 'case')),
    ...(isBack
      ? [line('收款人', maskName(word(facts, 'payee_name'))), line('证件号码', maskId(word(facts, 'payee_id_no')))]
      : [line('交款人', maskName(word(facts, 'payer_name')))]),
    line('金额', formatFen(fen)),
    line('大写', capitalNumerals(fen)),
    line('手续费', formatFen(0)),
    ...(entry.checker === null ? [] : [line('授权', entry.checker)]),
    line('客户签名', ''),
  ];
}

/** A bill that was collected: whose, which month, for whom. */
export async function agencyLines(
  terminal: Terminal,
  _record: Pick<JournalRecord, 'entry'>,
  facts: EntryFacts,
): Promise<SlipLine[]> {
  const known = await terminal.rows.get(biller, word(facts, 'biller'));
  return [
    line('代收单位', known?.name ?? word(facts, 'biller')),
    line('户号', word(facts, 'payer_no')),
    ...(word(facts, 'payer_name') === '' ? [] : [line('户名', maskName(word(facts, 'payer_name')))]),
    line('账期', word(facts, 'period')),
    line('金额', formatFen(facts.fen)),
    line('大写', capitalNumerals(facts.fen)),
    line('手续费', formatFen(0)),
    line('客户签名', ''),
  ];
}

/** Collections of a day on their way to the biller: how many, how much, who agreed. */
export async function handOverLines(
  terminal: Terminal,
  { entry }: Pick<JournalRecord, 'entry'>,
  facts: EntryFacts,
): Promise<SlipLine[]> {
  const known = await terminal.rows.get(biller, word(facts, 'biller'));
  const fen = Number(facts.payload['fen'] ?? 0);
  return [
    line('代收单位', known?.name ?? word(facts, 'biller')),
    line('代收日期', word(facts, 'business_date')),
    line('笔数', String(Number(facts.payload['count'] ?? 0))),
    line('金额', formatFen(fen)),
    line('大写', capitalNumerals(fen)),
    line('去向', '上划县局，由县局付给代收单位'),
    ...(entry.checker === null ? [] : [line('授权', entry.checker)]),
  ];
}

/** A transfer to another outlet that came back, with its fee, in red. */
async function transferBackLines(terminal: Terminal, record: JournalRecord, facts: EntryFacts): Promise<SlipLine[]> {
  const { entry } = record;
  const id = word(facts, 'deal');
  const [deal, original] = [await dealRow(terminal, id), await terminal.rows.get(interaction, id)];
  return [
    ...(await reversalLines(terminal, record, facts)),
    ...holder(facts),
    ...(deal === null ? [] : [line('退款账号', maskAccount(deal.account_no)), line('退款网点', deal.home)]),
    line('金额', formatFen(-facts.fen)),
    line('大写', redCapitals(facts.fen)),
    line('用途', '冲正转账'),
    line('手续费', formatFen(original === null || original.fee_fen === 0 ? 0 : -original.fee_fen)),
    ...(entry.checker === null ? [] : [line('授权', entry.checker)]),
    line('客户签名', ''),
  ];
}

export async function transferLines(terminal: Terminal, record: JournalRecord, facts: EntryFacts): Promise<SlipLine[]> {
  const { entry } = record;
  if (entry.command === TRANSFER_BACK) return transferBackLines(terminal, record, facts);
  const to = await terminal.rows.get(account, word(facts, 'to_account'));
  const number = to?.account_no ?? word(facts, 'to_account_no');
  const fen = typeof facts.payload['fen'] === 'number' ? facts.payload['fen'] : facts.fen;
  return [
    ...holder(facts),
    ...(word(facts, 'payee_name') === '' ? [] : [line('收款人', maskName(word(facts, 'payee_name')))]),
    ...(number === '' ? [] : [line('收款账号', maskAccount(number))]),
    ...(facts.deal === null ? [] : [line('收款网点', facts.deal.home)]),
    line('金额', formatFen(fen)),
    line('大写', capitalNumerals(fen)),
    line('用途', word(facts, 'purpose') || '同名转账'),
    line('手续费', formatFen(facts.row?.fee_fen ?? 0)),
    ...(entry.checker === null ? [] : [line('授权', entry.checker)]),
    line('客户签名', ''),
  ];
}
