import type { Fen } from '../kernel/money.ts';

/**
 * What a damaged note is worth (law: 人民币残缺污损兑换办法): three quarters or more left is its full face, half or
 * more is half of it, less is nothing. Only notes are halved; a damaged coin is worth its face while it can be read.
 */
export interface DamagedLine {
  readonly face_fen: Fen;
  readonly form: 'note' | 'coin';
  readonly pieces: number;
  /** What is left of each, in thousandths. */
  readonly left_permille: number;
}

export const damageRule = (leftPermille: number): 'full' | 'half' | 'none' =>
  leftPermille >= 750 ? 'full' : leftPermille >= 500 ? 'half' : 'none';

/** Value of one line in fen. */
export function damagedValue(line: DamagedLine): Fen {
  const rule = line.form === 'coin' ? 'full' : damageRule(line.left_permille);
  if (rule === 'none') return 0;
  return (rule === 'full' ? line.face_fen : line.face_fen / 2) * line.pieces;
}

export function damagedTotal(lines: readonly DamagedLine[]): Fen {
  let sum = 0;
  for (const line of lines) sum += damagedValue(line);
  return sum;
}
