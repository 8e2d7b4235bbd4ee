import type { Fen } from '../../shared/kernel/money.ts';
import { DENOMINATIONS, type DenominationLine } from '../../shared/rules/denominations.ts';

/** The notes and coins that make an amount, largest first, as they are counted into a sheet. */
export function sheetOf(fen: Fen): readonly DenominationLine[] {
  let left = fen;
  const lines: DenominationLine[] = [];
  for (const { face_fen, form } of DENOMINATIONS.filter((one) => one.form === 'note' || one.face_fen < 10)) {
    const pieces = Math.floor(left / face_fen);
    if (pieces === 0) continue;
    left -= pieces * face_fen;
    lines.push({
      face_fen,
      form,
      sheets: pieces % 100,
      bundles: Math.floor(pieces / 100) % 10,
      bricks: Math.floor(pieces / 1_000),
      unfit: 0,
    });
  }
  return lines;
}
