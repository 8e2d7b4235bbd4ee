import { accountId, BOTH, DATE, OUTLETS } from './market.ts';
import { bodyText, type Checker } from './quiet.ts';
import { referenceOf } from './reference-of.ts';

/**
 * What must hold of money. Between two branches nothing is compared once the hub has lost everything: what they owe each
 * other begins at zero then, and a deal may stand in the copy of one of them only.
 */

/** A person known in two branches has one master, and the copy says what the master says. Which is which is lost with the hub. */
export const copiesEqualMaster: Checker = ({ store, loss }) => {
  if (loss !== null) return [];
  const sides = OUTLETS.map((outlet) => ({
    role: store.lookup(outlet, { table: 'customer_place', id: BOTH })?.['role'],
    text: bodyText(store.lookup(outlet, { table: 'customer', id: BOTH })),
  }));
  const roles = sides
    .map((side) => String(side.role))
    .sort()
    .join(' and ');
  if (roles !== 'copy and master') return [`the branches of ${BOTH} are ${roles}`];
  return new Set(sides.map((side) => side.text)).size === 1 ? [] : [`the copy of ${BOTH} differs from its master`];
};

function sumBy<T>(items: readonly T[], key: (item: T) => string, fen: (item: T) => number): Map<string, number> {
  const out = new Map<string, number>();
  for (const item of items) out.set(key(item), (out.get(key(item)) ?? 0) + fen(item));
  return out;
}

const SUSPENSE = ['SUS-OD', 'SUS-LOST', 'SUS-UNK', 'SUS-FRZ', 'SUS-CLOSED', 'SUS-LIM', 'SUS-TRF'];

/** With every message arrived, what the two outlets owe each other cancels. */
export const clearingCloses: Checker = ({ store, loss }) => {
  if (loss !== null) return [];
  const owed = (mine: string, partner: string): number =>
    store
      .branch(mine)
      .postings.filter((one) => one.ledger === `CLEARING-BRANCH:${partner}`)
      .reduce((sum, one) => sum + one.fen, 0);
  const [a, b] = OUTLETS;
  const [there, here] = [owed(a, b), owed(b, a)];
  return there + here === 0 ? [] : [`${a} has ${there} against ${b}, which has ${here}`];
};

/** How a deal may stand at home, by how the serving outlet sees it when all is quiet. */
const AT_HOME: Readonly<Record<string, readonly string[]>> = {
  authorised: ['held', 'lapsed'],
  refused: ['refused'],
  abandoned: ['released', 'refused', 'lapsed'],
  settled: ['settled'],
};

/** Both branches know how every deal between them ended; none waits for an answer that never came. */
export const dealsAgree: Checker = ({ store, loss }) =>
  (loss === null ? OUTLETS : []).flatMap((outlet) =>
    [...store.branch(outlet).rows.values()].flatMap((row) => {
      if (row.table !== 'inter_branch_deal' || row.body === null) return [];
      const { status, home, direction } = row.body;
      const hold = store.lookup(String(home), { table: 'inter_branch_hold', id: row.id })?.['status'];
      const may = direction === 'in' && status === 'settled' ? [undefined] : (AT_HOME[String(status)] ?? []);
      return may.includes(hold as never) ? [] : [`deal ${row.id} is ${String(status)}, at home ${String(hold)}`];
    }),
  );

/** The master's branch has counted the cash a person moved at every outlet, and none of it twice. */
export const personCash: Checker = (quiet) => {
  const { store, loss } = quiet;
  if (loss !== null) return [];
  const master = OUTLETS.find((one) => store.lookup(one, { table: 'customer_place', id: BOTH })?.['role'] === 'master');
  if (master === undefined) return [`${BOTH} has no master`];
  const day = store.lookup(master, { table: 'customer_day', id: `${BOTH}/${DATE}` });
  return (['in', 'out'] as const).flatMap((way) => {
    const expected = OUTLETS.reduce((sum, one) => sum + referenceOf(quiet, one).cashOf(accountId(one, 1))[way], 0);
    const found = Number(day?.[`cash_${way}_fen`] ?? 0);
    return found === expected ? [] : [`cash ${way} of ${BOTH}: expected ${expected}, found ${found}`];
  });
};

/** Tills, accounts and suspense are what the reference ledger says, in postings and in rows. */
export const moneyAgrees: Checker = (quiet) =>
  OUTLETS.flatMap((outlet) => {
    const { store } = quiet;
    const branch = store.branch(outlet);
    const reference = referenceOf(quiet, outlet);
    const ledgers = sumBy(
      branch.postings,
      (one) => (one.account === null ? one.ledger : `account ${one.account}`),
      (one) => one.fen,
    );
    const out = [...reference.faults];
    const compare = (what: string, expected: number, actual: number): void => {
      if (expected !== actual) out.push(`${outlet} ${what}: expected ${expected}, found ${actual}`);
    };
    for (const [no, fen] of reference.tills) {
      compare(`till ${no} by postings`, fen, ledgers.get(`CASH-TILL:${no}`) ?? 0);
      compare(`till ${no} by its row`, fen, Number(store.lookup(outlet, { table: 'till', id: no })?.['cash_fen'] ?? 0));
    }
    for (const [id, account] of reference.accounts) {
      compare(`account ${id} by postings`, account.fen, -(ledgers.get(`account ${id}`) ?? 0));
      compare(
        `account ${id} by its row`,
        account.fen,
        Number(store.lookup(outlet, { table: 'account', id })?.['ledger_fen'] ?? 0),
      );
      const kept = Number(store.lookup(outlet, { table: 'account', id })?.['hold_fen'] ?? 0);
      compare(`account ${id} keeps`, reference.holds.kept(id), kept);
    }
    for (const ledger of [...SUSPENSE, ...OUTLETS.map((partner) => `CLEARING-BRANCH:${partner}`)]) {
      compare(ledger, reference.suspense.get(ledger) ?? 0, ledgers.get(ledger) ?? 0);
    }
    return out;
  });
