import { deviceRowId } from '../../shared/kernel/ids.ts';
import type { AnyRow } from '../../shared/tables/define.ts';
import type { RowOf } from '../../shared/tables/define.ts';
import type { cashTransfer } from '../../shared/tables/cash-transfer.ts';
import type { outletState } from '../../shared/tables/outlet-day.ts';
import type { till } from '../../shared/tables/till.ts';
import type { FakeTerminal } from '../testing/terminal-kit.ts';
import { DATE, type Seat } from './market.ts';
import type { Random } from './random.ts';

/**
 * A clerk's work on the till itself: cash to the other window, an answer to what the other window sent, and the end of
 * the day. The two tablets know of each other only by what the hub has told them, so either side may come first.
 */
const TILLS = ['01', '02'] as const;
type Enter = (name: string, payload: AnyRow, witnessed: boolean) => Promise<number | null>;
interface Sent {
  readonly id: string;
  readonly fen: number;
}

export class TillWork {
  private readonly sent: Sent[] = [];

  constructor(
    private readonly seat: Seat,
    private readonly terminal: FakeTerminal,
    private readonly random: Random,
    private readonly enter: Enter,
  ) {}

  private async row<T>(table: string, id: string): Promise<T | null> {
    return (await this.terminal.store.seen(table, id)) as T | null;
  }

  /** Takes back what was refused, answers what came, or sends something. */
  async move(): Promise<void> {
    if (await this.takeBack()) return;
    if (await this.answer()) return;
    await this.send();
  }

  private async send(): Promise<void> {
    const fen = this.random.int(1, 50) * 100;
    const to_till = TILLS.find((one) => one !== this.seat.till) ?? TILLS[0];
    const head = this.terminal.session.status().headSeq + 1;
    const nonce = `${this.seat.deviceNo}-${head}`;
    const payload = { from_till: this.seat.till, to_till, fen, denominations: [], nonce, voucher_no: '0'.repeat(22) };
    const seq = await this.enter('till.cash_transfer', payload, false);
    if (seq !== null) this.sent.push({ id: deviceRowId(this.seat.device, seq), fen });
  }

  private async answer(): Promise<boolean> {
    const state = await this.row<RowOf<typeof outletState>>('outlet_state', 'outlet');
    const open = state?.open_transfers.find((one) => one.to_till === this.seat.till);
    const row = open === undefined ? null : await this.row<RowOf<typeof cashTransfer>>('cash_transfer', open.transfer);
    if (open === undefined || row === null || row.answer !== 'none') return false;
    const answered = await this.enter(
      'till.transfer_answer',
      {
        transfer: open.transfer,
        from_till: row.from_till,
        to_till: this.seat.till,
        fen: row.sent_fen,
        sent_on: DATE,
        nonce: row.nonce,
        answer: this.random.chance(0.7) ? 'accepted' : 'refused',
        denominations: [],
        proof: null,
      },
      false,
    );
    return answered !== null;
  }

  private async takeBack(): Promise<boolean> {
    for (const one of this.sent) {
      const row = await this.row<RowOf<typeof cashTransfer>>('cash_transfer', one.id);
      if (row === null || row.answer !== 'refused' || row.returned_fen > 0) continue;
      const payload = { transfer: one.id, from_till: this.seat.till, answer: 'refused', fen: one.fen, proof: null };
      await this.enter('till.transfer_confirm', payload, false);
      return true;
    }
    return false;
  }

  /** Counted, balanced before the chief teller and handed in: nothing more is done with cash here. */
  async close(): Promise<boolean> {
    const own = await this.row<RowOf<typeof till>>('till', this.seat.till);
    const count = { till: this.seat.till, counted_fen: own?.cash_fen ?? 0, denominations: [] };
    await this.enter('till.interim_balance', count, false);
    if ((await this.enter('till.formal_balance', { ...count, vouchers: [] }, true)) === null) return false;
    if ((await this.enter('till.hand_in', count, true)) === null) return false;
    await this.enter('session.sign_off', { open_drafts: 0 }, false);
    return true;
  }
}
