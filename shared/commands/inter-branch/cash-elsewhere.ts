import type { Fen } from '../../kernel/money.ts';
import type { Book } from '../book.ts';
import { moveTill, recordEntry } from '../booking.ts';
import type { Applied, Facts } from '../define.ts';
import { clearingWith } from '../inter-branch-deals.ts';

interface Parts {
  readonly fen: Fen;
  readonly till: string;
  readonly account_no: string;
  readonly voucher_no: string;
}
interface Elsewhere {
  readonly kind: string;
  readonly direction: 'in' | 'out';
  readonly home: string;
  readonly message: string;
  readonly told: Readonly<Record<string, unknown>>;
  readonly summary?: string | null;
}

/** Cash of another branch's customer: till against clearing, its record, and the message that carries it home. */
export function bookElsewhere(
  book: Book,
  { payload: p, facts }: { readonly payload: Parts; readonly facts: Facts },
  of: Elsewhere,
): Applied {
  const { kind, direction } = of;
  moveTill(book, facts, { till: p.till, column: direction, fen: p.fen, mirror: false, offline: false, kind });
  book.post(clearingWith(of.home), null, direction === 'in' ? -p.fen : p.fen);
  const entry = {
    kind,
    channel: 'counter',
    direction,
    fen: p.fen,
    account: null,
    accountNo: p.account_no,
    customer: null,
    card: null,
    till: p.till,
    voucherNo: p.voucher_no,
    status: facts.hub === null ? 'captured' : 'posted',
    summary: of.summary ?? null,
    source: { partner_bank: of.home, partner_account: p.account_no },
    counts: false,
  } as const;
  recordEntry(book, facts, entry, { accountFen: p.fen, suspenseLedger: null, suspenseFen: 0 });
  book.send(of.home, of.message, of.told);
  return { verdict: 'posted', code: null, split: null, changes: book.changes() };
}
