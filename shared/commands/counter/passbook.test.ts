import { describe, expect, test } from 'vitest';
import { account } from '../../tables/account.ts';
import type { AnyRow } from '../../tables/define.ts';
import { interaction } from '../../tables/interaction.ts';
import { passbook } from '../../tables/passbook.ts';
import { voucherNumber, voucherStock } from '../../tables/voucher.ts';
import { ACCOUNT, aDeposit, at, aWithdrawal, CHIEF, DAY, OTHER_TABLET, Outlet, TABLET } from '../outlet.ts';
import { bookOf, planOf } from '../passbook.ts';
import { passbookExchange } from './passbook-exchange.ts';
import { passbookUpdate } from './passbook-update.ts';

/** Domain 4.5 B: 补登折 and 换折. */

const BOOK = '0000000100';

function counter(side: 'hub' | 'terminal' = 'hub'): Outlet {
  const outlet = new Outlet(side);
  outlet.change(account, ACCOUNT, { ledger_fen: 0, passbook_no: BOOK });
  outlet.put(voucherStock, 'passbook/01', {
    voucher_type: 'passbook',
    holder: '01',
    ranges: [{ from_no: '0000000101', to_no: '0000000110' }],
  });
  return outlet;
}

/** What a tablet that sees these rows would print. */
function printedNow(outlet: Outlet, begin?: { from_line: number; from_row: number }): AnyRow {
  const book = bookOf(outlet, ACCOUNT, { businessDate: DAY });
  if (book === null) throw new Error('the account has a passbook');
  const from = begin ?? { from_line: book.mark.printed, from_row: book.mark.rows };
  const plan = planOf(book, from);
  const number = outlet.get(account, ACCOUNT)?.passbook_no ?? null;
  return { account: ACCOUNT, passbook_no: number, ...from, printed: plan.fault === null ? plan.rows : [] };
}
const update = (outlet: Outlet, payload = printedNow(outlet), device = TABLET) =>
  outlet.run(passbookUpdate.name, payload, { device });
const asks = (outlet: Outlet, payload = printedNow(outlet)) =>
  outlet.refusal(passbookUpdate.name, payload)?.code ?? null;

const anExchange = (over: AnyRow = {}): AnyRow => ({
  account: ACCOUNT,
  old_no: BOOK,
  new_no: '0000000101',
  reason: 'full',
  old_cut: true,
  till: '01',
  voucher_no: '4127280102261110000174',
  id_seen: true,
  id_last4: '0486',
  ...over,
});
const ONLINE = { offline: false, basis: 'request', checker: CHIEF } as const;

describe(passbookUpdate.name, () => {
  test('two posted lines are printed once; then there is nothing to print', () => {
    const outlet = counter();
    outlet.run('counter.deposit', aDeposit(120_000), { at: at('09:00') });
    outlet.run('counter.withdraw', aWithdrawal(20_000), { at: at('09:30') });
    const payload = printedNow(outlet);
    expect(payload['printed']).toMatchObject([
      { row: 0, line: 0, kind: 'counter.deposit', fen: 120_000, balance_fen: 120_000 },
      { row: 1, line: 1, kind: 'counter.withdraw', fen: -20_000, balance_fen: 100_000 },
    ]);
    const { command, verdict, postings } = update(outlet, payload);
    expect([verdict, postings]).toEqual(['posted', []]);
    expect(outlet.get(passbook, ACCOUNT)).toMatchObject({ printed: 2, rows: 2, balance_fen: 100_000 });
    expect(outlet.get(interaction, command.rowId)).toMatchObject({ amount_fen: 0, summary: 'lines=0..1;rows=2' });
    expect(asks(outlet)).toBe('NOTHING_TO_PRINT');
  });

  test('what waits for the centre is not printed; another tablet may have been first', () => {
    const tablet = counter('terminal');
    tablet.run('counter.deposit', aDeposit(10_000), { at: at('09:00') });
    expect(tablet.refusal(passbookUpdate.name, printedNow(tablet))).toEqual({
      code: 'NOTHING_TO_PRINT',
      detail: { waiting: 1 },
    });
    // The centre's own lines before it are printed without a line too.
    const known = counter('terminal');
    const posted = known.run('counter.deposit', aDeposit(10_000), { at: at('09:00') });
    const row = known.get(interaction, posted.command.rowId);
    if (row === null) throw new Error('the deposit is recorded');
    known.put(interaction, posted.command.rowId, { ...row, status: 'posted' });
    known.run('counter.deposit', aDeposit(5_000), { at: at('09:10') });
    const { verdict } = update(known);
    expect(verdict).toBe('posted');
    expect(known.get(passbook, ACCOUNT)).toMatchObject({ printed: 1, rows: 1, balance_fen: 10_000 });
  });

  test('rows that are not what is posted are refused', () => {
    const outlet = counter();
    outlet.run('counter.deposit', aDeposit(120_000));
    const payload = printedNow(outlet);
    const wrong = (payload['printed'] as AnyRow[]).map((one) => ({ ...one, balance_fen: 999_999 }));
    expect(asks(outlet, { ...payload, printed: wrong })).toBe('FIELD_FORMAT');
    expect(asks(outlet, { ...payload, from_line: 7 })).toBe('FIELD_FORMAT');
    expect(asks(outlet, payload)).toBeNull();
  });

  test('a failed print is printed once more over the same rows', () => {
    const outlet = counter();
    outlet.run('counter.deposit', aDeposit(120_000));
    outlet.run('counter.deposit', aDeposit(5_000, { voucher_no: '4127280102261110000182' }));
    update(outlet);
    const again = printedNow(outlet, { from_line: 1, from_row: 1 });
    expect(again['printed']).toMatchObject([{ row: 1, line: 1, balance_fen: 125_000 }]);
    expect(asks(outlet, again)).toBeNull();
    update(outlet, again);
    expect(outlet.get(passbook, ACCOUNT)).toMatchObject({ printed: 2, rows: 2 });
  });

  test('of two tablets that printed the one that went further stands, whichever arrives first', () => {
    for (const order of [0, 1]) {
      const outlet = counter();
      outlet.run('counter.deposit', aDeposit(1_000));
      const short = printedNow(outlet);
      outlet.run('counter.deposit', aDeposit(2_000, { voucher_no: '4127280102261110000182' }));
      const long = printedNow(outlet, { from_line: 1, from_row: 1 });
      const prints = [() => update(outlet, short), () => update(outlet, long, OTHER_TABLET)];
      for (const print of order === 0 ? prints : prints.toReversed()) print();
      expect(outlet.get(passbook, ACCOUNT)).toMatchObject({ printed: 2, rows: 2, balance_fen: 3_000 });
    }
  });

  test('another book, a lost one, a closed account, a card', () => {
    const outlet = counter();
    outlet.run('counter.deposit', aDeposit(120_000));
    const payload = printedNow(outlet);
    expect(asks(outlet, { ...payload, passbook_no: '0000000099' })).toBe('PASSBOOK_MISMATCH');
    outlet.change(account, ACCOUNT, { status: 'lost_oral' });
    expect(asks(outlet, payload)).toBe('ACCOUNT_STATUS');
    outlet.change(account, ACCOUNT, { status: 'active', medium: 'card' });
    expect(asks(outlet, payload)).toBe('PASSBOOK_MISMATCH');
    expect(asks(outlet, { ...payload, account: '9999' })).toBe('ACCOUNT_NOT_FOUND');
    expect(outlet.run(passbookUpdate.name, { ...payload, account: '9999' }).verdict).toBe('rejected');
  });

  test('a full book is exchanged first; the new one begins with the balance of the old', () => {
    const outlet = counter();
    outlet.configure('passbook.pages', 1);
    outlet.configure('passbook.page_rows', 6);
    for (let at = 0; at < 7; at++)
      outlet.run('counter.deposit', aDeposit(1_000 + at, { voucher_no: `41272801022611100001${70 + at}` }));
    update(outlet);
    expect(outlet.get(passbook, ACCOUNT)).toMatchObject({ printed: 6, rows: 6, balance_fen: 6_015 });
    expect(asks(outlet)).toBe('PASSBOOK_FULL');
    expect(outlet.run(passbookExchange.name, anExchange(), ONLINE).verdict).toBe('posted');
    expect(printedNow(outlet)['printed']).toMatchObject([
      { row: 0, line: null, kind: 'carry', fen: 0, balance_fen: 6_015 },
      { row: 1, line: 6, fen: 1_006, balance_fen: 7_021 },
    ]);
    update(outlet);
    expect(outlet.get(passbook, ACCOUNT)).toMatchObject({ passbook_no: '0000000101', printed: 7, rows: 2 });
  });
});

describe(passbookExchange.name, () => {
  test('the next blank takes the place of the old one, which is void', () => {
    const outlet = counter();
    outlet.put(voucherNumber, `passbook/${BOOK}`, {
      voucher_type: 'passbook',
      number: BOOK,
      status: 'issued',
      till: '01',
      business_date: DAY,
      at: at('08:00'),
      entry: 'x.1',
      maker: null,
      checker: null,
      reason: null,
    });
    const { command, verdict } = outlet.run(passbookExchange.name, anExchange(), ONLINE);
    expect(verdict).toBe('posted');
    expect(outlet.get(account, ACCOUNT)?.passbook_no).toBe('0000000101');
    expect(outlet.get(voucherNumber, `passbook/${BOOK}`)?.status).toBe('void');
    expect(outlet.get(voucherNumber, 'passbook/0000000101')).toMatchObject({ status: 'issued', entry: command.rowId });
    expect(outlet.get(voucherStock, 'passbook/01')?.ranges).toEqual([{ from_no: '0000000102', to_no: '0000000110' }]);
    expect(outlet.codes()).toEqual([]);
  });

  test('the old one is cut, the next number and no other, the chief teller approves', () => {
    const outlet = counter();
    const code = (over: AnyRow, checker: string | null = CHIEF) =>
      outlet.refusal(passbookExchange.name, anExchange(over), { ...ONLINE, checker })?.code ?? null;
    expect(code({})).toBeNull();
    expect(code({ old_cut: false })).toBe('FIELD_REQUIRED');
    expect(code({ new_no: '0000000102' })).toBe('VOUCHER_OUT');
    expect(code({ old_no: '0000000099' })).toBe('PASSBOOK_MISMATCH');
    expect(code({ id_last4: '0000' })).toBe('ID_MISMATCH');
    expect(code({ till: '02' })).toBe('NO_TILL');
    expect(code({}, null)).toBe('AUTH_REQUIRED');
    outlet.change(account, ACCOUNT, { status: 'lost_written' });
    expect(code({})).toBe('ACCOUNT_STATUS');
    const tablet = counter('terminal');
    tablet.run(passbookExchange.name, anExchange(), ONLINE);
    expect(tablet.get(account, ACCOUNT)?.passbook_no).toBe(BOOK);
  });
});
