import { assert } from '../../shared/kernel/assert.ts';
import { addDays, dateToDay } from '../../shared/kernel/dates.ts';
import type { Command, CommandOutcome } from '../../sync/index.ts';
import type { HubKeys } from '../auth/keys.ts';
import { hashPassword } from '../auth/password.ts';
import { accountsPerCustomer, holderDrafts, type Holder } from './accounts.ts';
import { broughtOver, outletHistory, type HistoryAccount } from './history.ts';
import {
  billerDrafts,
  calendarDrafts,
  employeeDrafts,
  productDrafts,
  tillDrafts,
  toCommand,
  unitDrafts,
  type Draft,
  type When,
} from './organisation.ts';
import { cardStockDrafts } from './card-stock.ts';
import { createPeople } from './people.ts';
import { OUTLETS, type DemoOutlet } from './places.ts';
import { createRandom, type Random } from './random.ts';
import { DEMO_PASSWORD, EMPLOYEES } from './staff.ts';

/**
 * Fills an empty hub with a province to play in, through the same commands as everything else. The same seed and
 * business date give the same people and balances; keys and password salts are the hub's own.
 */
export interface DemoDeps {
  readonly keys: HubKeys;
  readonly when: When;
  readonly seed: number;
  post(branch: string, commands: readonly Command[]): Promise<readonly CommandOutcome[]>;
  /** Numbers no later customer or account will get. */
  draw(branch: string, kind: 'customer' | 'account', count: number): Promise<readonly string[]>;
  saveLogins(
    logins: readonly { readonly employeeNo: string; readonly unit: string; readonly passwordHash: string }[],
  ): Promise<void>;
  /** Delivers what the units tell their parents. */
  relay(): Promise<void>;
  progress(sentence: string): void;
  /** Customers per outlet in percent of the plan (tests make a small province). */
  readonly percent: number;
  /** Whether the outlets have ten business days behind them; without, every sum starts at the opening balances. */
  readonly withHistory: boolean;
}

export interface DemoReport {
  readonly outlets: number;
  readonly customers: number;
  readonly accounts: number;
  readonly cards: number;
  readonly commands: number;
  /** Cash entries, reversals and loss reports of the days before today. */
  readonly history: number;
}

const BATCH = 1_000;
const AT_ONCE = 3;
const SINCE_DAYS = 400;

async function postDrafts(
  deps: DemoDeps,
  branch: string,
  drafts: readonly Draft[],
  when: When = deps.when,
): Promise<void> {
  for (let from = 0; from < drafts.length; from += BATCH) {
    const commands = drafts.slice(from, from + BATCH).map((draft) => toCommand(draft, when));
    const outcomes = await deps.post(branch, commands);
    const bad = outcomes.find((one) => one.verdict !== 'posted');
    assert(bad === undefined, `demo command is posted, not ${bad?.verdict} ${bad?.code ?? ''}`);
  }
}

async function postByBranch(deps: DemoDeps, drafts: readonly Draft[]): Promise<void> {
  for (const branch of new Set(drafts.map((draft) => draft.branch))) {
    await postDrafts(
      deps,
      branch,
      drafts.filter((draft) => draft.branch === branch),
    );
  }
}

async function makeLogins(deps: DemoDeps): Promise<void> {
  const passwordHash = await hashPassword(DEMO_PASSWORD);
  await deps.saveLogins(EMPLOYEES.map(({ employeeNo, unit }) => ({ employeeNo, unit, passwordHash })));
}

interface Makers {
  readonly random: Random;
  readonly todayDay: number;
  readonly person: ReturnType<typeof createPeople>;
}

async function makeHolders(deps: DemoDeps, outlet: DemoOutlet, makers: Makers): Promise<readonly Holder[]> {
  const count = Math.max(1, Math.round((outlet.customers * deps.percent) / 100));
  const wanted = Array.from({ length: count }, () => accountsPerCustomer(makers.random));
  const customerNos = await deps.draw(outlet.code, 'customer', count);
  const accountNos = await deps.draw(
    outlet.code,
    'account',
    wanted.reduce((sum, one) => sum + one, 0),
  );
  let at = 0;
  return wanted.map((accounts, index) => {
    const holder = {
      person: makers.person(outlet),
      customerNo: customerNos[index] ?? '',
      accountNos: accountNos.slice(at, at + accounts),
    };
    at += accounts;
    return holder;
  });
}

async function outletDrafts(
  deps: DemoDeps,
  outlet: DemoOutlet,
  makers: Makers,
): Promise<{ drafts: readonly Draft[]; report: DemoReport }> {
  const holders = await makeHolders(deps, outlet, makers);
  const drafts: Draft[] = [...tillDrafts(outlet.code), ...(await cardStockDrafts(outlet, deps.keys))];
  for (const holder of holders) drafts.push(...(await holderDrafts(outlet, holder, { ...makers, keys: deps.keys })));
  const cards = drafts.filter((draft) => draft.command === 'import.card').length;
  const accounts = drafts.filter((draft) => draft.command === 'import.open').length;
  return {
    drafts,
    report: { outlets: 1, customers: holders.length, accounts, cards, commands: drafts.length, history: 0 },
  };
}

const accountsOf = (drafts: readonly Draft[]): readonly HistoryAccount[] =>
  drafts.flatMap(({ command, payload }) =>
    command === 'import.open'
      ? {
          account: String(payload['account']),
          accountNo: String(payload['account_no']),
          balanceFen: Number(payload['opening_fen']),
        }
      : [],
  );

/** What was brought over first, then the days since in their order. */
async function postOutlet(
  deps: DemoDeps,
  branch: string,
  of: { readonly drafts: readonly Draft[]; readonly history: readonly Command[] },
): Promise<void> {
  await postDrafts(deps, branch, of.drafts, broughtOver(deps.when.businessDate));
  for (let from = 0; from < of.history.length; from += BATCH) {
    const outcomes = await deps.post(branch, of.history.slice(from, from + BATCH));
    const bad = outcomes.find((one) => one.verdict === 'rejected' || one.verdict === 'held');
    assert(bad === undefined, `a day's command counts, not ${bad?.verdict} ${bad?.code ?? ''}`);
  }
}

const add = (a: DemoReport, b: DemoReport): DemoReport => ({
  outlets: a.outlets + b.outlets,
  customers: a.customers + b.customers,
  accounts: a.accounts + b.accounts,
  cards: a.cards + b.cards,
  commands: a.commands + b.commands,
  history: a.history + b.history,
});

export async function generateDemo(deps: DemoDeps): Promise<DemoReport> {
  const todayDay = dateToDay(deps.when.businessDate);
  assert(todayDay !== null, 'the business date is a date');
  const since = addDays(deps.when.businessDate, -SINCE_DAYS);
  const organisation = [
    ...unitDrafts(),
    ...productDrafts(since),
    ...billerDrafts(),
    ...calendarDrafts(),
    ...(await employeeDrafts(since)),
  ];
  await postByBranch(deps, organisation);
  await makeLogins(deps);
  await deps.relay();
  const random = createRandom(deps.seed);
  const makers = { random, todayDay, person: createPeople(random, todayDay) };
  let total: DemoReport = {
    outlets: 0,
    customers: 0,
    accounts: 0,
    cards: 0,
    commands: organisation.length,
    history: 0,
  };
  // People are made one outlet after another, so that the seed decides them; outlets are branches of their own and are posted side by side.
  const posting: Promise<void>[] = [];
  for (const [index, outlet] of OUTLETS.entries()) {
    await posting[index - AT_ONCE];
    const { drafts, report } = await outletDrafts(deps, outlet, makers);
    const past = {
      outlet,
      place: index,
      accounts: accountsOf(drafts),
      today: deps.when.businessDate,
      customers: report.customers,
      // Numbers of its own: the people stay the same whatever is done with their money.
      random: createRandom(deps.seed + 1 + index),
    };
    const history = deps.withHistory ? outletHistory(past) : [];
    const posted = postOutlet(deps, outlet.code, { drafts, history }).then(() => {
      total = add(total, { ...report, commands: report.commands + history.length, history: history.length });
      deps.progress(`  ${total.outlets}/${OUTLETS.length} ${outlet.name}`);
    });
    posted.catch(() => undefined);
    posting.push(posted);
  }
  await Promise.all(posting);
  return total;
}
