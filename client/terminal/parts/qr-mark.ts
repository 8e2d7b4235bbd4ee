import type { TerminalApi } from '../worker/api.ts';

/** A QR code as one SVG path of unit squares. */
export interface Mark {
  /** Squares of a side. */
  readonly size: number;
  readonly path: string;
}

/** The encoder is loaded when the first code is shown. */
export async function drawMark(text: string): Promise<Mark> {
  const { generate } = await import('lean-qr');
  const code = generate(text);
  let path = '';
  for (let y = 0; y < code.size; y++)
    for (let x = 0; x < code.size; x++) if (code.get(x, y)) path += `M${x} ${y}h1v1h-1z`;
  return { size: code.size, path };
}

interface SlipMark {
  readonly seq: number;
  readonly mark: Promise<Mark | null>;
}
let last: SlipMark | null = null;

/** The code of an entry's slip, sealed and drawn once: the paper on the screen and the printer wait for the same one. */
export function slipMark(api: TerminalApi, seq: number): Promise<Mark | null> {
  if (last?.seq === seq) return last.mark;
  const mark = api.slipCode(seq).then((text) => (text === null ? null : drawMark(text)));
  const made = { seq, mark };
  last = made;
  const forget = (): void => {
    if (last === made) last = null;
  };
  // A locked tablet gives none: the next time it is asked anew.
  void mark.then((drawn) => drawn ?? forget(), forget);
  return mark;
}
