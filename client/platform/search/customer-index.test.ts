import { describe, expect, it } from 'vitest';
import { CustomerIndex, type SearchRow } from './customer-index.ts';

const row = (id: string, name: string, pinyin: string, over: Partial<SearchRow> = {}): SearchRow => ({
  id,
  name,
  pinyin,
  phone: '',
  idNo: '',
  customerNo: '',
  ...over,
});

const rows = [
  row('1', '王小明', 'wang xiao ming', {
    phone: '13812345678',
    idNo: '412728196503120486',
    customerNo: '412728000016',
  }),
  row('2', '王晓梅', 'wang xiao mei', { phone: '13912340000', idNo: '412728198807152013', customerNo: '412728000024' }),
  row('3', '尉迟敬', 'yu chi jing', { phone: '0371-1234567', idNo: '51172119910605304X', customerNo: '412728000032' }),
  row('4', '欧阳修', 'ou yang xiu'),
];
const accounts = [
  { customer: '1', number: '412728010001236' },
  { customer: '2', number: '412728010001244' },
];
const cards = [{ customer: '2', number: '0017' }];
const index = () => new CustomerIndex(rows, accounts, cards);
const ids = (query: string): string[] =>
  index()
    .search(query, 20)
    .map((match) => match.id)
    .sort();

describe('search', () => {
  it('finds by the beginning of a name, one or more characters', () => {
    expect(ids('王')).toEqual(['1', '2']);
    expect(ids('王晓')).toEqual(['2']);
    expect(ids('王晓梅')).toEqual(['2']);
    expect(ids('晓')).toEqual([]);
  });
  it('finds by initials and by full pinyin', () => {
    expect(index().search('wxm', 20)).toEqual([
      { id: '1', matched: 'initials' },
      { id: '2', matched: 'initials' },
    ]);
    expect(ids('wangxiaomei')).toEqual(['2']);
    expect(ids('ycj')).toEqual(['3']);
    expect(ids('ouyangx')).toEqual(['4']);
  });
  it('finds by phone, from the front and by the last four digits', () => {
    expect(ids('138')).toEqual(['1']);
    expect(ids('13812345678')).toEqual(['1']);
    expect(ids('13812345679')).toEqual([]);
    expect(index().search('5678', 20)).toEqual([{ id: '1', matched: 'phone' }]);
  });
  it('finds by the last six of an ID, with X, and by the whole number', () => {
    expect(index().search('120486', 20)).toEqual([{ id: '1', matched: 'id' }]);
    expect(ids('05304x')).toEqual(['3']);
    expect(ids('412728198807152013')).toEqual(['2']);
  });
  it('finds by card tail, account number, account tail and customer number', () => {
    expect(index().search('0017', 20)).toEqual([{ id: '2', matched: 'card' }]);
    expect(index().search('412728010001236', 20)).toEqual([{ id: '1', matched: 'account' }]);
    expect(ids('01244')).toEqual(['2']);
    expect(index().search('412728000032', 20)).toEqual([{ id: '3', matched: 'customer_no' }]);
  });
  it('stops at the limit and answers nothing to nothing', () => {
    expect(index().search('王', 1)).toHaveLength(1);
    expect(ids('  ')).toEqual([]);
    expect(ids('!?')).toEqual([]);
  });
  it('sees a changed, a new and a removed customer at once', () => {
    const live = index();
    live.change('1', row('1', '汪小明', 'wang xiao ming', { phone: '13700000001' }));
    live.change('5', row('5', '王五', 'wang wu'));
    live.change('2', null);
    expect(live.search('王', 20).map((m) => m.id)).toEqual(['5']);
    expect(live.search('汪', 20).map((m) => m.id)).toEqual(['1']);
    expect(live.search('138', 20)).toEqual([]);
    expect(live.search('0017', 20)).toEqual([]);
    expect(live.search('412728010001236', 20).map((m) => m.id)).toEqual(['1']);
  });
});
