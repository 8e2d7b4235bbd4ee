import { assert } from '../kernel/assert.ts';
import { messageCommandId } from '../kernel/ids.ts';
import { DAY, at, Outlet, OUTLET, type EntryFacts } from './outlet.ts';
import type { EngineCommand } from './domain.ts';
import type { AnyRow } from '../tables/define.ts';

/**
 * Several branches in memory for tests of what concerns more than one: outlets, and the province that keeps the
 * directory of papers. Messages wait until they are delivered, each applied in its branch as the relay would. A test
 * may deliver them late, in another order or twice.
 */

type Judged = ReturnType<Outlet['apply']>;
interface Waiting {
  readonly command: EngineCommand;
  readonly from: string;
}

export class Province {
  readonly waiting: Waiting[] = [];
  readonly #branches = new Map<string, Outlet>();
  readonly #taken = new Map<string, Set<string>>();

  at(branch: string): Outlet {
    const known = this.#branches.get(branch);
    if (known !== undefined) return known;
    const made = new Outlet('hub', branch);
    this.#branches.set(branch, made);
    return made;
  }

  get outlets(): readonly Outlet[] {
    return [...this.#branches.values()];
  }

  #send(from: string, cause: EngineCommand, judged: Judged): void {
    for (const [ordinal, message] of judged.messages.entries()) {
      const id = messageCommandId(cause.id, ordinal);
      this.waiting.push({
        from,
        command: {
          ...cause,
          id,
          rowId: id,
          door: 'message',
          branch: message.toBranch,
          device: null,
          seq: null,
          name: message.command,
          payloadVersion: message.payloadVersion,
          payload: message.payload,
          basis: 'advice',
          offline: false,
          anchored: true,
          maker: null,
          checker: null,
          approval: null,
          lease: null,
          replicaAsOf: null,
          deadline: null,
          replaces: null,
        },
      });
    }
  }

  /** An entry of a tablet of `branch`, or a command of another door, judged and kept; its messages wait. */
  run(branch: string, name: string, payload: AnyRow, of: EntryFacts = {}) {
    const outlet = this.at(branch);
    const command = outlet.entry(name, payload, of);
    const judged = outlet.apply(command, of);
    this.#send(branch, command, judged);
    return { command, ...judged };
  }

  /** Delivers one message; a second time it changes nothing, as the receiver's log would see to. */
  deliver(one: Waiting): void {
    const taken = this.#taken.get(one.command.branch) ?? new Set();
    this.#taken.set(one.command.branch, taken);
    if (taken.has(one.command.id)) return;
    taken.add(one.command.id);
    const judged = this.at(one.command.branch).apply(one.command, { receivedAt: at('12:00', DAY) });
    this.#send(one.command.branch, one.command, judged);
  }

  /** Delivers everything, and what that brings about, until nothing waits. `newestFirst` turns each round around. */
  settle(how: { newestFirst?: boolean; twice?: boolean } = {}): void {
    for (let round = 0; this.waiting.length > 0; round++) {
      assert(round < 100, 'messages come to an end');
      const batch = this.waiting.splice(0);
      if (how.newestFirst === true) batch.reverse();
      for (const one of batch) this.deliver(one);
      if (how.twice === true) for (const one of batch) this.deliver(one);
    }
  }

  /** The balance of a ledger summed over all branches, fen. */
  sum(prefix: string): number {
    let sum = 0;
    for (const outlet of this.outlets)
      for (const [ledger, fen] of outlet.ledgers) if (ledger.startsWith(prefix)) sum += fen;
    return sum;
  }
}

export const OTHER = '41272802';
/** A person who is known in more than one branch. */
export const LI = 'c-li';

const opening = (no: string, over: AnyRow = {}): AnyRow => ({
  role: 'holder',
  opened_on: '2020-01-01',
  opening_fen: 0,
  customer: LI,
  customer_no: '412728000057',
  name: '李建国',
  id_type: '01',
  id_no: '412728198807152013',
  id_valid_to: null,
  gender: 'male',
  birth_date: '1988-07-15',
  nationality: '156',
  phone: '13912345678',
  region_code: '412728',
  address: '河南省沈丘县老城镇',
  occupation: '5',
  village_code: null,
  risk_level: 'medium_low',
  account: `a-${no}`,
  account_no: no,
  kind: 'demand',
  account_class: 'II',
  medium: 'passbook',
  passbook_no: null,
  product: 'demand',
  rate_ppm: 500,
  withdraw_rule: 'id',
  statement_cycle: null,
  overdraft_line_fen: 0,
  ...over,
});
/** Li opens an account in a branch: the first is the master's. */
export const openLi = (province: Province, branch: string, over: AnyRow = {}, clock = '07:00') =>
  province.run(branch, 'import.open', opening(`${branch}0000000`, over), {
    door: 'import',
    offline: false,
    at: at(clock),
  });

/** A customer whose master is at OUTLET, with a copy at OTHER. */
export function twoBranches(): Province {
  const province = new Province();
  openLi(province, OUTLET);
  province.settle();
  openLi(province, OTHER, {}, '07:30');
  province.settle();
  return province;
}

/** Row of another outlet of the county. */
export const anOutlet = (code: string) => ({
  code,
  name: `网点 ${code}`,
  name_en: code,
  level: 'outlet' as const,
  kind: 'agency' as const,
  parent: '412728',
  region_code: '412728',
  rural: true,
  phone: null,
  network_profile: '4g' as const,
  till_limit_fen: 20_000_000,
  vault_limit_fen: 50_000_000,
  pension_days: [],
  status: 'open' as const,
});
