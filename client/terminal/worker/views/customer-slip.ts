import { deviceRowId } from '../../../../shared/kernel/ids.ts';
import { maskId, maskName } from '../../../../shared/rules/mask.ts';
import { customer } from '../../../../shared/tables/customer.ts';
import type { JournalRecord } from '../../../../sync/index.ts';
import type { SlipLine } from '../api.ts';
import type { Terminal } from '../terminal.ts';
import type { EntryFacts } from './journal.ts';
import { verdictOf } from './lights.ts';
import { line, word } from './slip-line.ts';

/** Paper of a new customer (C5): who was taken on, under which number, and what comes next. */

export const ID_TYPE_NAMES: Readonly<Record<string, string>> = {
  '01': '居民身份证',
  '02': '临时居民身份证',
  '03': '户口簿',
  '04': '军官证/士兵证',
  '05': '港澳居民来往内地通行证',
  '06': '台湾居民来往大陆通行证',
  '07': '港澳台居民居住证',
  '08': '外国护照',
  '09': '外国人永久居留身份证',
};

/** The centre gives the number that stays; the one of the tablet is good until then. */
export async function newCustomerLines(
  terminal: Terminal,
  record: JournalRecord,
  { payload }: EntryFacts,
): Promise<SlipLine[]> {
  const { entry } = record;
  const row = await terminal.rows.get(customer, deviceRowId(entry.device, entry.seq));
  const isKept = verdictOf(record) === 'posted';
  return [
    ...(row === null ? [] : [line(row.customer_no.startsWith('T') ? '受理号' : '客户号', row.customer_no)]),
    line('业务', '新客户建档'),
    line('姓名', maskName(word({ payload }, 'name'))),
    line('证件', ID_TYPE_NAMES[word({ payload }, 'id_type')] ?? word({ payload }, 'id_type')),
    line('证件号码', maskId(word({ payload }, 'id_no'))),
    line('下一步', isKept ? '已建档，可以办理开户' : '联网后由中心核对建档，核对后可以开户'),
    ...(isKept ? [] : [line('办理期限', '网点联网时')]),
    line('客服电话', '95580'),
    ...(entry.checker === null ? [] : [line('授权', entry.checker)]),
  ];
}
