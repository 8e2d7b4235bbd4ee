import type { AccountView, CustomerCard, Draft, PassbookBegin, PassbookView, TerminalApi } from '../worker/api.ts';

/** The page of one passbook: which, from where it is printed, and what is needed to change it for a new one. */
export type PassbookMode = 'update' | 'exchange';

export class PassbookPage {
  mode = $state<PassbookMode>('update');
  person = $state.raw<CustomerCard | null>(null);
  account = $state.raw<AccountView | null>(null);
  view = $state.raw<PassbookView | null>(null);
  /** Nothing is preset: the clerk says why. */
  reason = $state<'full' | 'damaged' | null>(null);
  oldCut = $state(false);
  last4 = $state('');
  newNo = $state('');
  private begin: PassbookBegin | null = null;
  private asked = 0;

  constructor(private readonly api: TerminalApi) {}

  get accounts(): readonly AccountView[] {
    return (this.person?.accounts ?? []).filter(
      (one) => one.book !== null && !['closed', 'cancelled', 'pending'].includes(one.status),
    );
  }
  get idMatches(): boolean {
    return this.person !== null && this.last4.toUpperCase() === this.person.idLast4.toUpperCase();
  }
  /** A book is full when what is still to be printed does not fit in it. */
  get isFull(): boolean {
    const book = this.account?.book ?? null;
    return book !== null && (book.rowsLeft === 0 || book.missing > book.rowsLeft);
  }
  /** What keeps the exchange from going on. */
  get missing(): 'account' | 'reason' | 'blank' | 'id' | 'cut' | null {
    if (this.account === null) return 'account';
    if (this.reason === null || (this.reason === 'full' && !this.isFull)) return 'reason';
    if (this.newNo === '') return 'blank';
    if (!this.idMatches) return 'id';
    return this.oldCut ? null : 'cut';
  }

  async load(customer: string): Promise<void> {
    this.person = await this.api.customer(customer);
    // The book that has most to be printed lies before the clerk.
    const [first] = [...this.accounts].sort((a, b) => (b.book?.missing ?? 0) - (a.book?.missing ?? 0));
    await this.choose(first ?? null);
  }

  async choose(account: AccountView | null): Promise<void> {
    this.account = account;
    this.begin = null;
    await this.look();
  }

  async look(): Promise<void> {
    const mine = ++this.asked;
    const of = this.account;
    const view = of === null ? null : await this.api.passbook(of.id, this.begin);
    if (mine === this.asked) this.view = view;
  }

  /** The clerk reads in the book itself where it goes on. */
  async from(begin: Partial<PassbookBegin>): Promise<void> {
    if (this.view === null) return;
    const now = { fromLine: this.view.fromLine, fromRow: this.view.fromRow };
    this.begin = { ...now, ...begin };
    await this.look();
  }

  updateDraft(): Draft | null {
    if (this.account === null || this.view === null || this.view.rows.length === 0) return null;
    const { fromLine, fromRow } = this.view;
    return {
      command: 'counter.passbook_update',
      payload: { account: this.account.id, from_line: fromLine, from_row: fromRow },
    };
  }

  exchangeDraft(): Draft | null {
    if (this.account === null || this.missing !== null) return null;
    return {
      command: 'counter.passbook_exchange',
      payload: {
        account: this.account.id,
        old_no: this.account.passbookNo,
        new_no: this.newNo,
        reason: this.reason,
        old_cut: this.oldCut,
        id_seen: true,
        id_last4: this.person?.idLast4 ?? null,
      },
    };
  }
}
