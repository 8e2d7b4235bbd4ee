import { IN_COPY } from '../engine/hub-batch.ts';
import type { CopyBase } from '../engine/ports.ts';
import type { LoggedBranch } from './loss.ts';
import type { Quiet } from './quiet.ts';
import { ReferenceLedger } from './reference-ledger.ts';

/** What the reference ledger makes of a branch's log, by way of the life that is gone where the branch was opened anew. */

type Of = Pick<Quiet, 'terminals' | 'recorded'>;

function begin({ terminals, recorded }: Of, outlet: string): ReferenceLedger {
  const here = terminals.filter((one) => one.seat.outlet === outlet);
  const tills = [...new Set(here.map((one) => one.seat.till))];
  return new ReferenceLedger(outlet, { tills, shareFen: here[0]?.seat.shareFen ?? 0 }, recorded);
}

function read(reference: ReferenceLedger, { log }: LoggedBranch, upTo: number): void {
  for (const one of log) {
    // What the opening balances hold already was read from the log of the life that is gone.
    if (one.version > upTo || one.code === IN_COPY) continue;
    if (one.door === 'terminal') reference.take(one);
    else reference.hear(one);
  }
}

/** The money of the lost life at the position an outlet was opened from. */
export function referenceAt(
  of: Of & { readonly loss: Pick<NonNullable<Quiet['loss']>, 'lives'> },
  outlet: string,
  { epoch, version }: CopyBase,
): ReferenceLedger {
  const life = of.loss.lives.get(epoch)?.get(outlet);
  const reference = begin(of, outlet);
  if (life === undefined) reference.faults.push(`${outlet} was opened from a life that never was`);
  else read(reference, life, version);
  return reference;
}

export function referenceOf(quiet: Quiet, outlet: string): ReferenceLedger {
  const { loss, store } = quiet;
  const base = loss?.opened.get(outlet)?.base;
  const reference =
    loss === null || base === undefined ? begin(quiet, outlet) : referenceAt({ ...quiet, loss }, outlet, base);
  if (base !== undefined) reference.reopen();
  read(reference, store.branch(outlet), Infinity);
  return reference;
}
