import { decodeCbor, type Cbor } from '../../shared/kernel/cbor.ts';
import { ACCOUNTS_EACH, accountId, accountNo, HOLD_MS } from './market.ts';

/** The second opinion on 通存通兑: what the home branch keeps, settles and credits for another outlet. */

/** A command that came by another door than a journal. */
export interface Message {
  readonly id: string;
  readonly name: string;
  readonly at: number;
  readonly receivedAt: number;
  readonly payload: readonly Cbor[];
}

/** Reads what the log keeps of it; null = it has not the form. */
export function readMessage(logged: {
  readonly bytes: Uint8Array;
  readonly command: string;
  readonly receivedAt: number;
}): Message | null {
  const read = decodeCbor(logged.bytes as Uint8Array<ArrayBuffer>);
  if (!read.ok || !Array.isArray(read.value)) return null;
  const fields = read.value as readonly Cbor[];
  const [name, at, payload] = [fields[4], fields[8], fields[14]];
  if (typeof name !== 'string' || !Array.isArray(payload)) return null;
  return {
    id: logged.command,
    name,
    at: Number(at),
    receivedAt: logged.receivedAt,
    payload: payload as readonly Cbor[],
  };
}

export const idOfNumber = (outlet: string, no: Cbor): string | null => {
  for (let n = 1; n <= ACCOUNTS_EACH; n++) if (accountNo(outlet, n) === no) return accountId(outlet, n);
  return null;
};

export interface Hold {
  readonly account: string | null;
  readonly fen: number;
  readonly until: number;
  standing: boolean;
}

/** Money kept per account, by deal. What was given up or paid before it was asked for keeps nothing. */
export class Holds {
  private readonly byDeal = new Map<string, Hold>();

  /** What `account` keeps now, fen. */
  kept(account: string): number {
    let sum = 0;
    for (const hold of this.byDeal.values()) if (hold.standing && hold.account === account) sum += hold.fen;
    return sum;
  }
  /** What each of these keeps is one sum from now on, for longer than any run; the deals behind it are forgotten. */
  merge(accounts: Iterable<string>): void {
    const sums = [...accounts].map((account) => [account, this.kept(account)] as const);
    this.byDeal.clear();
    for (const [account, fen] of sums)
      if (fen > 0) this.byDeal.set(`rebuild/${account}`, { account, fen, until: Infinity, standing: true });
  }
  /** @param account null: refused, nothing is kept. */
  ask(deal: string, of: { readonly account: string | null; readonly fen: number; readonly at: number }): void {
    if (this.byDeal.has(deal)) return;
    this.byDeal.set(deal, { ...of, until: of.at + HOLD_MS, standing: of.account !== null });
  }
  end(deal: string): void {
    const hold = this.byDeal.get(deal);
    if (hold === undefined) this.byDeal.set(deal, { account: null, fen: 0, until: 0, standing: false });
    else hold.standing = false;
  }
  lapse(deal: string, at: number): void {
    const hold = this.byDeal.get(deal);
    if (hold !== undefined && hold.until <= at) hold.standing = false;
  }
}
