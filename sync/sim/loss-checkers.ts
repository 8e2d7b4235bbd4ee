import { bytesToHex } from '../../shared/kernel/bytes.ts';
import { IN_COPY } from '../engine/hub-batch.ts';
import type { LoggedBranch, LossTold } from './loss.ts';
import { EXCEPTIONS, toldByCases, type Checker, type Quiet } from './quiet.ts';
import { referenceAt } from './reference-of.ts';

/** What must hold in a run in which the hub lost everything, and was opened again from what its tablets had. */

type Logged = LoggedBranch['log'][number];
const keyOf = (one: Pick<Logged, 'device' | 'seq' | 'hash'>): string =>
  `${one.device}.${one.seq}.${one.hash === null ? '' : bytesToHex(one.hash)}`;

const lossOf =
  (check: (quiet: Quiet, loss: LossTold) => readonly string[]): Checker =>
  (quiet) =>
    quiet.loss === null ? [] : check(quiet, quiet.loss);

/** Before two persons had opened an outlet nothing was judged there, booked or paid. */
export const nothingBeforeOpening: Checker = lossOf((_quiet, { tooEarly }) => tooEarly);

/** Balances and cash at the opening are what the chosen tablet vouched for, and what the lost hub had at that position. */
export const openedAsVouched: Checker = lossOf((quiet, loss) =>
  [...loss.opened].flatMap(([outlet, { base, vouched, byRow, byPostings }]) => {
    const reference = referenceAt({ ...quiet, loss }, outlet, base);
    const then = new Map<string, number>([
      ...[...reference.accounts].map(([id, { fen }]) => [`account ${id}`, fen] as const),
      ...[...reference.tills].map(([no, fen]) => [`till ${no}`, fen] as const),
    ]);
    return [...new Set([...then.keys(), ...vouched.keys()])].flatMap((what) => {
      const said = [vouched, byRow, byPostings, then].map((each) => each.get(what) ?? 0);
      return new Set(said).size === 1
        ? []
        : [`${outlet} ${what}: vouched, by row, by postings, then: ${said.join(' ')}`];
    });
  }),
);

/** Each entry that moved money counts once: its effect is in the rows an outlet was opened from, or it was judged after. */
export const countsOnce: Checker = lossOf(({ store }, { lives, opened }) =>
  [...opened].flatMap(([outlet, { base }]) => {
    const life = lives.get(base.epoch)?.get(outlet);
    const before = (life?.log ?? []).filter((one) => one.version <= base.version);
    const inRows = new Map(before.map((one) => [keyOf(one), one]));
    const moved = new Set((life?.postings ?? []).map((one) => one.command));
    return store.branch(outlet).log.flatMap((one) => {
      const then = inRows.get(keyOf(one));
      if (one.door !== 'terminal' || then?.verdict === 'rejected') return [];
      const isSkipped = one.code === IN_COPY;
      if (isSkipped === (then !== undefined)) return [];
      // What leaves nothing of its own is judged again where its outcome never came back: it moves no money.
      if (!isSkipped && !moved.has(one.command)) return [];
      return [`${one.name} ${one.rowId} at ${outlet} counts ${isSkipped ? 'never' : 'twice'}`];
    });
  }),
);

/** What a tablet had shown as posted, or as refused, is so still, to the fen; or it is an exception now, with its case. */
export const shownStands: Checker = lossOf((quiet, { shown }) => {
  const told = toldByCases(quiet);
  const said = new Map<string, Logged>();
  for (const { log } of quiet.store.branches.values())
    for (const one of log) if (one.hash !== null) said.set(`${one.rowId} ${bytesToHex(one.hash)}`, one);
  return shown.flatMap((one) => {
    const now = said.get(`${one.rowId} ${one.hash}`);
    // Held, or not come yet: other checkers know.
    if (now === undefined || (EXCEPTIONS.has(now.verdict) && told.has(one.rowId))) return [];
    const [then, since] = [one, now].map(({ verdict, split }) => `${verdict} ${JSON.stringify(split)}`);
    return then === since ? [] : [`${now.name} ${one.rowId} was shown ${then}, is ${since}`];
  });
});

/** Entries of the lost life that nobody has brought again. */
const notHere = (store: Quiet['store'], { lives, lost }: LossTold): readonly (Logged & { outlet: string })[] =>
  [...(lives.get(lost) ?? [])].flatMap(([outlet, { log }]) => {
    const branch = store.branch(outlet);
    const here = new Set([...branch.log, ...branch.raw.values()].map(keyOf));
    return log.filter((one) => one.door === 'terminal' && !here.has(keyOf(one))).map((one) => ({ ...one, outlet }));
  });

const goneOf = ({ terminals }: Pick<Quiet, 'terminals'>): ReadonlySet<string> => {
  const living = new Set(terminals.filter((one) => !one.isGone).map(({ seat }) => seat.device));
  return new Set(terminals.flatMap(({ seat }) => (living.has(seat.device) ? [] : [seat.device])));
};

/** What was lost with a tablet that is gone and the hub, both, in words: all that a run ends without. */
export const missingFor = (quiet: Quiet): readonly string[] =>
  quiet.loss === null
    ? []
    : notHere(quiet.store, quiet.loss)
        .filter((one) => goneOf(quiet).has(one.device ?? ''))
        .map((one) => `${one.name} ${one.rowId} at ${one.outlet}`);

/** What only a lost tablet had is missing; every other entry of the lost life is here, judged or held. */
export const lossIsListed: Checker = lossOf((quiet, loss) =>
  notHere(quiet.store, loss)
    .filter((one) => !goneOf(quiet).has(one.device ?? ''))
    .map((one) => `${one.name} ${one.rowId} at ${one.outlet} was lost with the hub`),
);
