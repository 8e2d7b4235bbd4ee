import { TypedFault } from './typed-bytes.ts';

/**
 * One column: a byte that says how it is written, then its values. What a field is (from the tables' definitions)
 * only chooses the way; the column itself says which, so rows of a newer or older build are read all the same, and
 * a value that is not what its field says travels as plain CBOR.
 */
export interface ColumnKind {
  readonly kind: string;
  /** Of a list: the kinds of its members. */
  readonly members: ColumnKinds | null;
}
export type ColumnKinds = Readonly<Record<string, ColumnKind>>;

export const WAYS = {
  cbor: 0,
  number: 1,
  instant: 2,
  date: 3,
  flag: 4,
  digits: 5,
  id: 6,
  text: 7,
  bytes: 8,
  list: 9,
} as const;
export const WORDS = 10;
export const REFERENCE = 11;
export const NOTHING = 12;
export const SAME = 0x80;
export const WITH_NULLS = 0x40;

export const DIGITS_MAX = 15;
/** Values in one message, those of lists included: 4,096 rows of 60 fields and as much again. */
export const CELLS_MAX = 1_000_000;

/** What both sides remember while they go through one message. */
export class ColumnMemory {
  readonly near = { instant: 0, date: 0, id: 0 };
  /** Row ids by group, for references by row number. */
  readonly groups: (readonly string[])[] = [];
  private readonly rowOf: (ReadonlyMap<string, number> | undefined)[] = [];
  private cells = 0;

  spend(count: number): void {
    this.cells += count;
    if (this.cells > CELLS_MAX) throw new TypedFault('too many values');
  }

  rowsOf(group: number): ReadonlyMap<string, number> {
    return (this.rowOf[group] ??= new Map((this.groups[group] ?? []).map((id, row) => [id, row])));
  }
}

export const isText = (value: unknown): value is string => typeof value === 'string' && value.isWellFormed();
