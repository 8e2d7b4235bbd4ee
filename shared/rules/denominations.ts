import type { Fen } from '../kernel/money.ts';

/** The count sheet of domain 6: one line per face and form; note and coin of equal face are separate lines. */
export interface DenominationLine {
  readonly face_fen: Fen;
  readonly form: 'note' | 'coin';
  readonly sheets: number;
  /** Bundles of 100 (把) and bricks of 1,000 (捆). */
  readonly bundles: number;
  readonly bricks: number;
  readonly unfit: number;
}

export const DENOMINATIONS: readonly { readonly face_fen: Fen; readonly form: 'note' | 'coin' }[] = [
  { face_fen: 10_000, form: 'note' },
  { face_fen: 5_000, form: 'note' },
  { face_fen: 2_000, form: 'note' },
  { face_fen: 1_000, form: 'note' },
  { face_fen: 500, form: 'note' },
  { face_fen: 100, form: 'note' },
  { face_fen: 50, form: 'note' },
  { face_fen: 10, form: 'note' },
  { face_fen: 100, form: 'coin' },
  { face_fen: 50, form: 'coin' },
  { face_fen: 10, form: 'coin' },
  { face_fen: 5, form: 'coin' },
  { face_fen: 2, form: 'coin' },
  { face_fen: 1, form: 'coin' },
];

/** face x (sheets + 100 x bundles + 1000 x bricks + unfit), in fen. */
export const lineTotal = (line: DenominationLine): Fen =>
  line.face_fen * (line.sheets + 100 * line.bundles + 1000 * line.bricks + line.unfit);

export function sheetTotal(lines: readonly DenominationLine[]): Fen {
  let sum = 0;
  for (const line of lines) sum += lineTotal(line);
  return sum;
}

/** Every line is a piece of currency that exists, and none stands twice. */
export function isSheet(lines: readonly DenominationLine[]): boolean {
  const seen = new Set<string>();
  for (const line of lines) {
    const key = `${line.form}${line.face_fen}`;
    if (seen.has(key) || !DENOMINATIONS.some((one) => one.face_fen === line.face_fen && one.form === line.form))
      return false;
    seen.add(key);
  }
  return true;
}
