/** A row as `ports.ts` has it. */
type RowBody = Readonly<Record<string, unknown>>;

/** What a terminal keeps back of the rows of a restored hub that does not have everything again. */
export interface CautionRule {
  readonly table: string;
  /** By how much `after` gives more than `before`; 0 when it does not. null: what was shown is not known, so all of it. */
  excess(before: RowBody | null, after: RowBody): number;
  /** The row with so much less to give, but never less than nothing. */
  withhold(body: RowBody, amount: number): RowBody;
}

/** How much of a row of that table is kept back. */
export interface Withheld {
  readonly id: string;
  readonly amount: number;
}
