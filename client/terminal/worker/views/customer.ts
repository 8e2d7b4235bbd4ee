import { isFrozen } from '../../../../shared/commands/freezes.ts';
import { shanghaiDate, type Instant } from '../../../../shared/kernel/dates.ts';
import { ageOn } from '../../../../shared/rules/id-number.ts';
import { available, offlineAvailable } from '../../../../shared/rules/available.ts';
import { maskAccount, maskId, maskPhone } from '../../../../shared/rules/mask.ts';
import { account } from '../../../../shared/tables/account.ts';
import { card } from '../../../../shared/tables/card.ts';
import { customer } from '../../../../shared/tables/customer.ts';
import { employee } from '../../../../shared/tables/employee.ts';
import { freezeTurns, stopWatch } from '../../../../shared/tables/freeze-turns.ts';
import type { RowOf } from '../../../../shared/tables/define.ts';
import { interaction } from '../../../../shared/tables/interaction.ts';
import { movement, MOVEMENT_SLOTS } from '../../../../shared/tables/movement.ts';
import { orgUnit } from '../../../../shared/tables/org-unit.ts';
import { frozenAt, lostAt, stoppedAt } from '../../../../shared/rules/loss.ts';
import type { AccountView, CustomerCard, CustomerHit, TimelineLine } from '../api.ts';
import type { Match } from '../../../platform/search/customer-index.ts';
import { offlinePayer, payableOffline, type OfflinePayer, type Payer } from '../payout-now.ts';
import type { Terminal } from '../terminal.ts';
import { consentViews } from './consents.ts';
import { lightsOfRow } from './lights.ts';
import { passbookState } from './passbook.ts';

/** Customers as lists and cards show them: masked, with what may be done now. */

type Account = RowOf<typeof account>;
const tail = (text: string): string => text.slice(-4);

export async function hitViews(terminal: Terminal, matches: readonly Match[]): Promise<readonly CustomerHit[]> {
  const rows = new Map(
    await terminal.rows.readable(
      customer,
      matches.map((match) => match.id),
    ),
  );
  const accounts = await accountNumbers(
    terminal,
    matches.map((match) => match.id),
  );
  const villages = new Map<string, string>();
  const out: CustomerHit[] = [];
  for (const match of matches) {
    const row = rows.get(match.id);
    if (row === undefined) continue;
    const village = row.village_code ?? row.region_code;
    if (!villages.has(village)) villages.set(village, await villageName(terminal, village, row.address));
    out.push({
      id: match.id,
      customerNo: row.customer_no,
      name: row.name,
      pinyin: row.pinyin,
      idMasked: maskId(row.id_no),
      phoneMasked: row.phone === null ? '' : maskPhone(row.phone),
      birthYear: Number(row.birth_date.slice(0, 4)),
      villageName: villages.get(village) ?? row.address,
      accountTails: accounts.get(match.id) ?? [],
      matched: match.matched,
    });
  }
  return out;
}

async function villageName(terminal: Terminal, code: string, otherwise: string): Promise<string> {
  const [unit] = await terminal.rows.readable(orgUnit, [code]);
  return unit?.[1].name ?? otherwise;
}

async function accountNumbers(
  terminal: Terminal,
  customers: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const ids = customers.flatMap((one) => terminal.finder.accountsOf(one));
  const tails = new Map<string, string[]>();
  for (const [, row] of await terminal.rows.readable(account, ids))
    tails.set(row.customer, [...(tails.get(row.customer) ?? []), tail(row.account_no)]);
  return tails;
}

/** Why nothing can be paid from this account now, as a refusal code, or null. */
function blockedReason(row: Account, at: Instant): string | null {
  if (row.status === 'closed' || row.status === 'pending' || row.status === 'cancelled') return 'ACCOUNT_STATUS';
  if (lostAt(row, at) || frozenAt(row, at)) return 'ACCOUNT_STATUS';
  return row.status === 'dormant' || row.status === 'long_suspended' ? 'ACCOUNT_STATUS' : null;
}

/** Who froze it and who waits, the stop of the bank's own it is under, and whether that is still to be confirmed. */
async function freezeView(
  terminal: Terminal,
  id: string,
  row: Account,
): Promise<Pick<AccountView, 'freezeHolder' | 'freezesWaiting' | 'frozenUntil' | 'stop' | 'stopToConfirm'>> {
  const at = terminal.engine.now().at;
  const turns = await terminal.rows.get(freezeTurns, id);
  const watch = await terminal.rows.get(stopWatch, id);
  const stopped = stoppedAt(row, at);
  const known = watch !== null && stopped && row.stop_pay_at === watch.stopped_at;
  const maker = known && watch.maker !== null ? await terminal.rows.get(employee, watch.maker) : null;
  const told = known
    ? { at: watch.stopped_at, reason: watch.reason, maker: maker?.name ?? watch.maker }
    : { at: row.stop_pay_at ?? at, reason: null, maker: null };
  return {
    freezeHolder: isFrozen(row, at) ? (turns?.authority ?? null) : null,
    freezesWaiting: turns?.waiting.length ?? 0,
    frozenUntil: isFrozen(row, at) ? row.frozen_until : null,
    stop: stopped ? told : null,
    stopToConfirm: known && watch.confirmed_at === null ? { ...told, reason: watch.reason } : null,
  };
}

/** A card that is no longer the holder's: its digits say nothing of the account any more. */
const GONE: readonly string[] = ['replaced', 'cancelled', 'expired'];
const placeOf = (one: RowOf<typeof card>): number =>
  one.status === 'active' ? (one.type === 'supplementary' ? 1 : 0) : GONE.includes(one.status) ? 3 : 2;

/** The cards of an account, the one in use first: rows come in the order they happened to be stored in. */
async function cardsOf(terminal: Terminal, id: string): Promise<readonly (readonly [string, RowOf<typeof card>])[]> {
  const cards = await terminal.rows.many(card, terminal.finder.cardsOf(id));
  return cards.toSorted(
    ([a, one], [b, other]) =>
      placeOf(one) - placeOf(other) || other.issued_on.localeCompare(one.issued_on) || a.localeCompare(b),
  );
}

const tailIn = (cards: Awaited<ReturnType<typeof cardsOf>>): string | null =>
  cards.find(([, one]) => !GONE.includes(one.status))?.[1].last4 ?? null;

/** The last digits on the card that goes with an account; null = it has none. */
export const cardTailOf = async (terminal: Terminal, id: string): Promise<string | null> =>
  tailIn(await cardsOf(terminal, id));

async function accountView(
  terminal: Terminal,
  payer: OfflinePayer,
  of: { readonly id: string; readonly row: Account },
): Promise<AccountView> {
  const { id, row } = of;
  const cards = await cardsOf(terminal, id);
  const at = terminal.engine.now().at;
  return {
    id,
    accountNo: row.account_no,
    accountMasked: maskAccount(row.account_no),
    kind: row.kind,
    medium: row.medium,
    passbookNo: row.passbook_no,
    status: row.status,
    cardTail: tailIn(cards),
    cards: cards.map(([cardId, one]) => ({ id: cardId, tail: one.last4, status: one.status, type: one.type })),
    ledgerFen: row.ledger_fen,
    availableFen: available(row),
    offlineAvailableFen: offlineAvailable(row),
    offlinePayableFen: await payableOffline(terminal, payer, of),
    pendingOutFen: row.pending_out_fen,
    pendingInFen: row.pending_in_fen,
    asOf: row.balance_as_of,
    withdrawRule: row.withdraw_rule,
    blockedReason: blockedReason(row, at),
    stopped: stoppedAt(row, at),
    frozen: frozenAt({ ...row, stop_pay_at: null }, at),
    frozenFen: row.frozen_fen,
    ...(await freezeView(terminal, id, row)),
    homeOutlet: row.home_outlet,
    book: await passbookState(terminal, id, shanghaiDate(at)),
  };
}

async function timeline(
  terminal: Terminal,
  accounts: readonly (readonly [string, Account])[],
): Promise<readonly TimelineLine[]> {
  const ids = accounts.flatMap(([id]) => Array.from({ length: MOVEMENT_SLOTS }, (_, slot) => `${id}/${slot}`));
  const lines = (await terminal.rows.many(movement, ids)).map(([, row]) => row);
  const interactions = new Map(
    await terminal.rows.many(
      interaction,
      lines.map((line) => line.interaction),
    ),
  );
  const numbers = new Map(accounts.map(([id, row]) => [id, tail(row.account_no)]));
  const views = lines.map((line): TimelineLine => {
    const row = interactions.get(line.interaction);
    return {
      id: `${line.account}/${line.line}`,
      interaction: line.interaction,
      kind: line.kind,
      at: line.captured_at,
      businessDate: line.business_date,
      fen: line.fen,
      accountTail: numbers.get(line.account) ?? null,
      channel: line.channel,
      lights: row === undefined ? 'posted' : lightsOfRow(row),
    };
  });
  return views.sort((a, b) => b.at - a.at);
}

export async function customerCard(terminal: Terminal, payer: Payer, id: string): Promise<CustomerCard | null> {
  const row = await terminal.rows.get(customer, id);
  if (row === null) return null;
  const accounts = await terminal.rows.many(account, terminal.finder.accountsOf(id));
  const today = shanghaiDate(terminal.engine.now().at);
  const paying = await offlinePayer(terminal, payer);
  return {
    id,
    customerNo: row.customer_no,
    name: row.name,
    gender: row.gender,
    age: Math.max(0, ageOn(row.birth_date, today)),
    idType: row.id_type,
    idMasked: maskId(row.id_no),
    idLast4: tail(row.id_no),
    idValidTo: row.id_valid_to,
    phoneMasked: row.phone === null ? '' : maskPhone(row.phone),
    address: row.address,
    riskLevel: row.risk_level,
    tier: row.tier,
    needsHelp: row.needs_help,
    status: row.status,
    updatedAt: row.updated_at,
    birthday: row.birth_date.slice(5),
    birthDate: row.birth_date,
    accounts: await Promise.all(
      accounts.map(([accountId, row]) => accountView(terminal, paying, { id: accountId, row })),
    ),
    consents: await consentViews(terminal, id),
    timeline: await timeline(terminal, accounts),
    locked: null,
  };
}
