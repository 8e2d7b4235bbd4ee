import { DENOMINATIONS, lineTotal, sheetTotal, type DenominationLine } from '../../../shared/rules/denominations.ts';
import type { Texts } from '../../text/zh-CN.ts';

/** A count sheet being filled on screen: which cell is hot and what each cell holds. What a line is worth is the rule's. */
export type CountColumn = 'sheets' | 'bundles' | 'bricks' | 'unfit';
export const COLUMNS: readonly CountColumn[] = ['sheets', 'bundles', 'bricks', 'unfit'];
export type Face = Pick<DenominationLine, 'face_fen' | 'form'>;

export function faceWord(face: Face, t: Texts): string {
  const value =
    face.face_fen >= 100
      ? t.till.yuan(face.face_fen / 100)
      : face.face_fen >= 10
        ? t.till.jiao(face.face_fen / 10)
        : t.till.fen(face.face_fen);
  return face.form === 'coin' && face.face_fen >= 10 ? `${value} ${t.till.coin}` : value;
}

export class CountSheet {
  private cells = $state<Record<string, number>>({});
  at = $state<{ face: number; column: CountColumn }>({ face: 0, column: 'sheets' });

  constructor(readonly faces: readonly Face[] = DENOMINATIONS) {}

  cell(face: number, column: CountColumn): number {
    return this.cells[`${face}.${column}`] ?? 0;
  }
  lineFen(face: number): number {
    const one = this.faces[face];
    return one === undefined ? 0 : lineTotal(this.line(one, face));
  }
  get totalFen(): number {
    return sheetTotal(this.lines);
  }
  get lines(): readonly DenominationLine[] {
    return this.faces
      .map((one, face) => this.line(one, face))
      .filter((line) => line.sheets + line.bundles + line.bricks + line.unfit > 0);
  }

  press(key: string): void {
    const { face, column } = this.at;
    const now = this.cell(face, column);
    if (key === 'next') this.move(1);
    else if (key === 'erase') this.set(Math.floor(now / 10));
    else if (now < 10_000) this.set(now * 10 + Number(key));
  }
  move(by: 1 | -1): void {
    const face = (this.at.face + by + this.faces.length) % this.faces.length;
    this.at = { face, column: this.at.column };
  }
  clear(): void {
    this.cells = {};
    this.at = { face: 0, column: 'sheets' };
  }
  private line(one: Face, face: number): DenominationLine {
    const [sheets, bundles, bricks, unfit] = COLUMNS.map((column) => this.cell(face, column)) as [
      number,
      number,
      number,
      number,
    ];
    return { ...one, sheets, bundles, bricks, unfit };
  }
  private set(count: number): void {
    this.cells[`${this.at.face}.${this.at.column}`] = count;
  }
}
