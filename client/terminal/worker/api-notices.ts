/** What the page of notices is shown. */

export interface NoticeView {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  /** Unit that wrote it; null = this tablet does not know its name. */
  readonly from: { readonly name: string; readonly nameEn: string } | null;
  readonly at: number;
  readonly validUntil: string;
  readonly mustAck: boolean;
  /** null = words to read; an instruction or a checklist has points. */
  readonly form: 'instruction' | 'checklist' | null;
  readonly points: readonly {
    readonly text: string;
    /** When this clerk ticked it. */ readonly tickedAt: number | null;
  }[];
  /** When the clerk at the screen acknowledged it; null = not yet. */
  readonly ackedAt: number | null;
}

/** The part of the worker's door that notices need. */
export interface NoticesApi {
  /** Notices meant for the clerk at the screen and still shown: to be acknowledged first, then unread, then the newest. */
  notices(): Promise<readonly NoticeView[]>;
}
