import { DAY_MS, shanghaiClock, shanghaiDate, shanghaiTime } from '../../../../shared/kernel/dates.ts';
import { formatFen } from '../../../../shared/kernel/money.ts';
import { homeOf, TRANSFER_BACK } from '../../../../shared/commands/inter-branch-deals.ts';
import { findCommand } from '../../../../shared/commands/domain.ts';
import { OPENING } from '../../../../shared/commands/opening.ts';
import { CONFIG_DEFAULTS } from '../../../../shared/rules/config-defaults.ts';
import { configValue } from '../../../../shared/rules/limits.ts';
import { maskAccount, maskId, maskName } from '../../../../shared/rules/mask.ts';
import { capitalNumerals } from '../../../../shared/rules/numerals.ts';
import { config } from '../../../../shared/tables/config.ts';
import type { JournalRecord } from '../../../../sync/index.ts';
import type { Slip, SlipLine } from '../api.ts';
import type { Terminal } from '../terminal.ts';
import { voucherOf } from '../vouchers.ts';
import { factsOf, type EntryFacts } from './journal.ts';
import {
  agencyLines,
  EVENTS,
  eventLines,
  mediumLines,
  recallLines,
  suspenseLines,
  handOverLines,
  remitLines,
  transferLines,
} from './event-slip.ts';
import { consentLines } from './consent-slip.ts';
import { accountLines, bookLines } from './account-slip.ts';
import { ID_TYPE_NAMES, newCustomerLines } from './customer-slip.ts';
import { redCapitals, reversalLines, stateBefore } from './original-slip.ts';
import { backRow, transferOf } from '../elsewhere.ts';
import { printedRows } from './passbook.ts';
import { authorised, moveLines, paperLines } from './till-slip.ts';
import { verdictOf } from './lights.ts';
import { line, word } from './slip-line.ts';

/**
 * Receipts and slips (domain 4.6), in Chinese as the law's paper is. A request has none before its posted
 * verdict; offline paper says that the centre has still to confirm.
 */
const OFFLINE_NOTE = '离线办理 待联网核对';

const TITLES: Readonly<Record<string, string>> = {
  'counter.deposit': '现金存款凭条',
  'counter.withdraw': '现金取款凭条',
  'inter_branch.deposit': '通存凭条（存入他网点账户）',
  'inter_branch.pay': '通兑凭条（付他网点账户）',
  'inter_branch.transfer': '转账凭条（转到他网点账户）',
  'inter_branch.transfer_back': '冲正凭条（红字，他网点转账）',
  'counter.reverse': '冲正凭条（红字）',
  'counter.lost_oral': '特殊业务单 口头挂失',
  'counter.lost_written': '特殊业务单 书面挂失',
  'counter.unlost': '特殊业务单 解挂',
  'counter.lost_reissue': '账户业务单 挂失补发',
  'counter.passbook_exchange': '账户业务单 换折',
  'card.replace': '账户业务单 补卡',
  'card.exchange': '账户业务单 换卡',
  'counter.passbook_update': '补登折',
  'counter.freeze': '特殊业务单 司法冻结',
  'counter.unfreeze': '特殊业务单 解除冻结',
  'counter.transfer_same': '转账凭条',
  'counter.transfer': '转账凭条',
  'counter.remit_send': '汇款凭条 收汇',
  'counter.remit_pay': '汇款凭条 兑付',
  'counter.suspense_refund': '挂账退现凭条',
  'counter.remit_recall': '受理回执 撤回汇款',
  'customer.create': '受理回执 新客户建档',
  'agency.hand_over': '代收款上划单',
  'counter.remit_refund': '汇款凭条 退汇',
  'counter.repay': '追款还款凭条',
  'counter.agency_collect': '代收凭条',
  'counter.close': '销户凭条',
  'counter.open_demand': '开户凭条',
  'customer.update_key': '特殊业务单 修改姓名证件',
  'customer.consent': '特殊业务单 同意与撤回',
  'counter.paper': '手工凭证补录单',
  'till.cash_transfer': '现金调拨单 调出',
  'till.transfer_answer': '现金调拨单 点收',
  'till.transfer_confirm': '现金调拨单 确认',
  'till.vault_in': '现金缴款单',
  'till.vault_out': '现金领款单',
  'till.voucher_receive': '重要空白凭证入库单',
  'till.voucher_move': '重要空白凭证调剂单',
  'till.reopen': '尾箱重开单',
  'till.take': '尾箱领用单',
  'till.interim_balance': '临时轧账单',
  'till.formal_balance': '正式轧账单',
  'till.over_short': '长短款登记单',
  'till.hand_in': '尾箱上缴单',
  'till.collect': '尾箱代缴单',
  'outlet.device_close': '终端日结单',
  'outlet.day_close': '网点日结单（Z）',
};

/** Papers of a new passbook or certificate in place of another. */
const NEW_MEDIUM: ReadonlySet<string> = new Set([
  'counter.lost_reissue',
  'counter.passbook_exchange',
  'card.replace',
  'card.exchange',
]);

function common(terminal: Terminal, record: JournalRecord): SlipLine[] {
  const { entry } = record;
  const { outlet, deviceNo } = terminal.device;
  const voucher = voucherOf(entry);
  return [
    line('机构', `${outlet.name} ${outlet.code}`),
    line('柜员', entry.maker),
    line('终端', deviceNo),
    // Where the tablet is lost, this is how the county finds its place in the journal.
    line('流水号', String(entry.seq)),
    line('营业日期', entry.businessDate),
    line('时间', `${shanghaiDate(entry.capturedAt)} ${shanghaiClock(entry.capturedAt)}`),
    ...(voucher === null ? [] : [line('凭证号', voucher)]),
  ];
}

function identified(payload: EntryFacts['payload']): string {
  if (payload['pin_result'] === 'verified') return '凭密';
  // The home outlet compared the paper before it agreed.
  if (typeof payload['deal'] === 'string') return '凭证件';
  return payload['id_seen'] === true ? '凭证件' : '凭折/卡';
}

async function cashLines(terminal: Terminal, record: JournalRecord, facts: EntryFacts): Promise<SlipLine[]> {
  const { entry } = record;
  const given = facts.payload['account_no'];
  const number = facts.accountRow?.account_no ?? (typeof given === 'string' ? given : null);
  const red = entry.command === 'counter.reverse';
  return [
    ...paperLines(facts),
    ...(red ? await reversalLines(terminal, record, facts) : []),
    ...holderLines(record, facts, number),
    ...(number === null ? [] : [line('账号', maskAccount(number))]),
    ...(facts.dealId === null || number === null ? [] : [line('开户网点', homeOf(number))]),
    line('金额', formatFen(red ? -facts.fen : facts.fen)),
    line('大写', red ? redCapitals(facts.fen) : capitalNumerals(facts.fen)),
    line('手续费', formatFen(facts.row?.fee_fen ?? 0)),
    line('余额', balanceText(record, facts)),
    line('渠道', '柜面'),
    line('方式', identified(facts.payload)),
    ...(entry.checker === null ? [] : [line('授权', entry.checker)]),
    line('客户签名', ''),
  ];
}

/** A holder of another outlet is known here under a masked name only; of an account this tablet lacks, none is. */
function holderLines(record: JournalRecord, { customerRow, deal }: EntryFacts, number: string | null): SlipLine[] {
  if (customerRow !== null) return [line('户名', maskName(customerRow.name))];
  if (deal !== null) return deal.holder === null ? [] : [line('户名', deal.holder)];
  if (number === null) return [];
  return [line('户名', verdictOf(record) === null ? '本机查不到，待联网核对' : '本机查不到')];
}

/** A balance only when the centre posted the entry and its figure is here. */
function balanceText(record: JournalRecord, facts: EntryFacts): string {
  if (facts.dealId !== null) return '以开户网点为准';
  const whole = verdictOf(record) === 'posted' && record.state === 'settled' && !record.entry.offline;
  return whole && facts.accountRow !== null ? formatFen(facts.accountRow.ledger_fen) : '以联网核对为准';
}

const specialLines = (
  terminal: Terminal,
  record: JournalRecord,
  facts: EntryFacts,
): Promise<SlipLine[]> | SlipLine[] => {
  if (Object.hasOwn(EVENTS, record.entry.command))
    return stateBefore(terminal, record, facts).then((before) => eventLines(record, facts, before));
  if (record.entry.command === 'customer.consent') return consentLines(facts);
  return record.entry.command === 'customer.update_key' ? keyLines(record, facts) : lossLines(terminal, record, facts);
};

/** What the paper showed; the customer signs that it is theirs. */
function keyLines({ entry }: JournalRecord, { payload }: EntryFacts): SlipLine[] {
  return [
    line('户名', maskName(word({ payload }, 'name'))),
    line('证件', ID_TYPE_NAMES[word({ payload }, 'id_type')] ?? word({ payload }, 'id_type')),
    line('证件号码', maskId(word({ payload }, 'id_no'))),
    line('业务', '修改姓名证件'),
    ...(entry.checker === null ? [] : [line('授权', entry.checker)]),
    line('客户签名', ''),
  ];
}

async function lossLines(terminal: Terminal, record: JournalRecord, facts: EntryFacts): Promise<SlipLine[]> {
  const days =
    configValue(await terminal.rows.get(config, 'lost.oral_days'), 'lost.oral_days', record.entry.businessDate) ||
    CONFIG_DEFAULTS['lost.oral_days'];
  const end = record.entry.capturedAt + days * DAY_MS;
  const number = facts.accountRow?.account_no ?? null;
  const before = await stateBefore(terminal, record, facts);
  return [
    ...(facts.customerRow === null
      ? []
      : [
          line('户名', maskName(facts.customerRow.name)),
          line('证件', ID_TYPE_NAMES[facts.customerRow.id_type] ?? facts.customerRow.id_type),
        ]),
    ...(number === null ? [] : [line('账号', maskAccount(number))]),
    line('业务', '口头挂失'),
    ...(before === null ? [] : [line('原状态', before)]),
    line('新状态', '口头挂失'),
    line('有效期', `${days} 天，至 ${shanghaiDate(end)} ${shanghaiTime(end)}`),
    line('手续费', formatFen(0)),
  ];
}

function tillLines(facts: EntryFacts): SlipLine[] {
  const tillNo = facts.payload['till'] ?? facts.payload['till_no'];
  const counted = facts.payload['counted_fen'] ?? facts.payload['fen'];
  const sheet = facts.payload['denominations'];
  const lines = [...(typeof tillNo === 'string' ? [line('尾箱', tillNo)] : [])];
  if (Array.isArray(sheet))
    for (const one of sheet as readonly Readonly<Record<string, number | string>>[]) lines.push(sheetLine(one));
  if (typeof counted === 'number')
    lines.push(
      line(counted < 0 ? '短款' : '合计', formatFen(Math.abs(counted))),
      line('大写', capitalNumerals(Math.abs(counted))),
    );
  return [...moveLines(facts), ...lines, ...dayLines(facts)];
}

/** The Z report: every till's columns, and the sum in the vault. */
function dayLines(facts: EntryFacts): SlipLine[] {
  const { tills, vault_fen: vault } = facts.payload;
  if (!Array.isArray(tills)) return [];
  const lines: SlipLine[] = [];
  for (const one of tills as readonly Readonly<Record<string, number | string>>[]) {
    const fen = (name: string): string => formatFen(Number(one[`${name}_fen`] ?? 0));
    lines.push(
      line(`尾箱 ${one['till']}`, `期初 ${fen('opening')}`),
      line('存入 / 付出', `${fen('cash_in')} / ${fen('cash_out')}`),
      line('调入 / 调出', `${fen('transfer_in')} / ${fen('transfer_out')}`),
      line('长款 / 短款', `${fen('over')} / ${fen('short')}`),
      line('期末', fen('closing')),
    );
  }
  if (typeof vault === 'number') lines.push(line('全所现金', formatFen(vault)));
  return lines;
}

function sheetLine(one: Readonly<Record<string, number | string>>): SlipLine {
  const number = (name: string): number => Number(one[name] ?? 0);
  const pieces = number('sheets') + 100 * number('bundles') + 1000 * number('bricks') + number('unfit');
  return line(`${formatFen(number('face_fen'))}${one['form'] === 'coin' ? ' 硬币' : ''}`, `${pieces} 张/枚`);
}

function mayPrint(record: JournalRecord): boolean {
  const verdict = verdictOf(record);
  if (verdict === 'rejected') return false;
  return record.entry.basis !== 'request' || (verdict !== null && verdict !== 'held');
}

/** What the paper of this kind says beside who, where and when. */
async function ownLines(terminal: Terminal, record: JournalRecord, facts: EntryFacts): Promise<readonly SlipLine[]> {
  const { command } = record.entry;
  switch (findCommand(command)?.receipt) {
    case 'C1':
      if (command === 'counter.suspense_refund' || command === 'counter.repay')
        return suspenseLines(terminal, record, facts);
      return cashLines(terminal, record, facts);
    case 'C2':
      if (command.startsWith('counter.remit')) return remitLines(record, facts);
      return command === 'counter.agency_collect'
        ? agencyLines(terminal, record, facts)
        : transferLines(terminal, record, facts);
    case 'C3':
      return NEW_MEDIUM.has(command) ? mediumLines(terminal, record, facts) : accountLines(record, facts);
    case 'C5':
      if (command === 'customer.create') return newCustomerLines(terminal, record, facts);
      return command === 'agency.hand_over'
        ? handOverLines(terminal, record, facts)
        : recallLines(terminal, record, facts);
    case 'C4':
      return specialLines(terminal, record, facts);
    case 'passbook':
      return bookLines(record, facts);
    default:
      return [...tillLines(facts), ...authorised(record)];
  }
}

/** Nothing is open of an application. */
const titleOf = (command: string, { payload }: EntryFacts): string =>
  command === OPENING && payload['fen'] === 0 ? '开户预受理单' : (TITLES[command] ?? '业务凭条');

export async function slipOf(terminal: Terminal, seq: number): Promise<Slip | null> {
  const [record] = await terminal.store.records([seq]);
  if (record === undefined || !mayPrint(record)) return null;
  const { entry } = record;
  const kind = findCommand(entry.command)?.receipt ?? null;
  if (kind === null) return null;
  const facts = await factsOf(terminal, record);
  // A transfer elsewhere that its payee's outlet has not agreed to has moved nothing.
  if (facts.deal?.direction === 'transfer' && !['sent', 'settled'].includes(facts.deal.status)) return null;
  if (
    entry.command === TRANSFER_BACK &&
    (await backRow(terminal, transferOf(entry, facts.payload)))?.status !== 'taken'
  )
    return null;
  const red = entry.command === 'counter.reverse' || entry.command === TRANSFER_BACK;
  const own = await ownLines(terminal, record, facts);
  return {
    kind,
    title: titleOf(entry.command, facts),
    red,
    lines: [...common(terminal, record), ...own],
    book: kind === 'passbook' ? await printedRows(terminal, record, facts.payload['printed']) : null,
    offlineNote: entry.offline ? OFFLINE_NOTE : null,
    voucherNo: voucherOf(entry),
    printed: await terminal.store.printed(seq),
  };
}
