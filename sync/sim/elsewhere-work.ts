import { deviceRowId } from '../../shared/kernel/ids.ts';
import type { RowOf } from '../../shared/tables/define.ts';
import type { interBranchDeal } from '../../shared/tables/inter-branch.ts';
import type { AnyRow } from '../../shared/tables/define.ts';
import type { FakeTerminal } from '../testing/terminal-kit.ts';
import { ACCOUNTS_EACH, accountNo, OUTLETS, type Seat } from './market.ts';
import type { Random } from './random.ts';

/**
 * 通存通兑: customers of the other outlet at this counter. Cash is brought; a payout is asked for, and later paid, given
 * up, or left until its time is over. What the other branch says comes by message, sooner or later.
 */
type Enter = (
  name: string,
  payload: AnyRow,
  how: 'request' | 'advice',
  replaces?: number | null,
) => Promise<number | null>;
interface Asked {
  readonly seq: number;
  readonly accountNo: string;
  readonly fen: number;
}

export class ElsewhereWork {
  private asked: Asked[] = [];

  constructor(
    private readonly seat: Seat,
    private readonly terminal: FakeTerminal,
    private readonly random: Random,
    private readonly enter: Enter,
  ) {}

  /** Customers wait for the other branch to answer. */
  get waits(): boolean {
    return this.asked.length > 0;
  }
  private get voucher(): string {
    return '0'.repeat(22);
  }
  private number(known: boolean): string {
    const other = OUTLETS.find((one) => one !== this.seat.outlet) ?? OUTLETS[0];
    return accountNo(other, known ? this.random.int(1, ACCOUNTS_EACH) : 900_000 + this.random.int(1, 99));
  }

  /** The other branch may have agreed by now; else somebody brings cash or asks for some. */
  async serve(): Promise<void> {
    if (await this.finish()) return;
    await (this.random.chance(0.5) ? this.bring() : this.ask());
  }

  private async bring(): Promise<void> {
    const fen = this.random.int(1, 120) * 100;
    const payload = {
      account_no: this.number(this.random.chance(0.9)),
      card: null,
      fen,
      till: this.seat.till,
      denominations: [],
      voucher_no: this.voucher,
      id_seen: true,
      signature_hash: null,
      agent_name: null,
      agent_id_type: null,
      agent_id_no: null,
    };
    await this.enter('inter_branch.deposit', payload, 'advice');
  }

  private async ask(): Promise<void> {
    const of = { accountNo: this.number(this.random.chance(0.95)), fen: this.random.int(1, 200) * 100 };
    const payload = {
      account_no: of.accountNo,
      card: null,
      fen: of.fen,
      till: this.seat.till,
      holder_present: true,
      id_seen: true,
      id_last4: '0486',
      pin_result: 'not_used',
      reservation_no: null,
      purpose: null,
    };
    const seq = await this.enter('inter_branch.authorise', payload, 'request');
    if (seq !== null) this.asked.push({ seq, ...of });
  }

  private async finish(): Promise<boolean> {
    for (const one of this.asked) {
      const id = deviceRowId(this.seat.device, one.seq);
      const deal = (await this.terminal.store.seen('inter_branch_deal', id)) as RowOf<typeof interBranchDeal> | null;
      if (deal === null || (deal.status === 'asked' && this.random.chance(0.7))) continue;
      this.asked = this.asked.filter((other) => other !== one);
      if (deal.status === 'authorised' && this.random.chance(0.1)) return false;
      if (deal.status === 'authorised' && this.random.chance(0.75)) {
        await this.pay(one, id);
        if (this.random.chance(0.1)) await this.giveUp(one.seq);
      } else await this.giveUp(one.seq);
      return true;
    }
    return false;
  }

  private async pay(one: Asked, deal: string): Promise<void> {
    const payload = {
      deal,
      account_no: one.accountNo,
      fen: one.fen,
      till: this.seat.till,
      denominations: [],
      voucher_no: this.voucher,
      signature_hash: null,
    };
    await this.enter('inter_branch.pay', payload, 'advice');
  }

  private giveUp(seq: number): Promise<number | null> {
    return this.enter('request.abandon', { reason: 'customer_left' }, 'advice', seq);
  }
}
