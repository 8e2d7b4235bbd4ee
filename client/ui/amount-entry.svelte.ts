import { MAX_AMOUNT_FEN, type Fen } from '../../shared/kernel/money.ts';

/**
 * An amount being keyed in yuan. Holds the digits as typed; the value is always an exact number of fen.
 * A key that would pass the largest amount of one entry does nothing, so the figure shown is never cut silently.
 */
export class AmountEntry {
  private typed = $state('');

  get fen(): Fen {
    const [yuan = '', cents = ''] = this.typed.split('.');
    return Number(yuan || '0') * 100 + Number(cents.padEnd(2, '0'));
  }
  get isEmpty(): boolean {
    return this.typed === '';
  }
  /** What was typed, with separators. */
  get text(): string {
    const [yuan = '', cents] = this.typed.split('.');
    const grouped = (yuan || '0').replace(/\B(?=(\d{3})+$)/g, ',');
    return cents === undefined ? grouped : `${grouped}.${cents}`;
  }
  /** The decimals still to come, shown grey. */
  get ghost(): string {
    const cents = this.typed.split('.')[1];
    if (cents === undefined) return '.00';
    return '0'.repeat(2 - cents.length);
  }

  press(key: string): void {
    if (key === 'erase') this.typed = this.typed.slice(0, -1);
    else if (key === 'clear') this.typed = '';
    else if (key === '万') this.timesTenThousand();
    else if (key === '.') {
      if (!this.typed.includes('.')) this.typed = `${this.typed || '0'}.`;
    } else for (const digit of key) this.digit(digit);
  }

  /** Takes pasted or scanned text: `1,200.50`, `¥800`. Anything else is left alone. */
  paste(text: string): void {
    const clean = text.replace(/[¥,\s]/g, '');
    if (/^\d{1,8}(\.\d{1,2})?$/.test(clean)) this.typed = clean;
  }

  set(fen: Fen): void {
    this.typed = fen % 100 === 0 ? String(fen / 100) : (fen / 100).toFixed(2);
  }

  private digit(digit: string): void {
    const cents = this.typed.split('.')[1];
    if (cents !== undefined && cents.length >= 2) return;
    const next = this.typed === '0' ? digit : this.typed + digit;
    if (this.fits(next)) this.typed = next;
  }

  private timesTenThousand(): void {
    const fen = this.fen * 10_000;
    if (fen > 0 && fen <= MAX_AMOUNT_FEN) this.set(fen);
  }

  private fits(text: string): boolean {
    return Number(text.split('.')[0]) * 100 <= MAX_AMOUNT_FEN;
  }
}
