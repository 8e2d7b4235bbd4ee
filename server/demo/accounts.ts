import { dayToDate } from '../../shared/kernel/dates.ts';
import { luhnDigit } from '../../shared/rules/luhn.ts';
import { maskPan } from '../../shared/rules/mask.ts';
import type { HubKeys } from '../auth/keys.ts';
import type { Draft } from './organisation.ts';
import type { Person } from './people.ts';
import type { DemoOutlet } from './places.ts';
import type { Random } from './random.ts';

/** Accounts and cards of invented customers: 1.6 accounts and about 1.1 cards each, 40 % of them nearly empty (domain 9). */

const BIN = '621000';

export interface Holder {
  readonly person: Person;
  readonly customerNo: string;
  readonly accountNos: readonly string[];
}

interface Account {
  readonly accountNo: string;
  readonly openedOn: string;
  readonly balanceFen: number;
  readonly hasCard: boolean;
  readonly payload: Readonly<Record<string, unknown>>;
}

export const accountsPerCustomer = (random: Random): number => (random.chance(48) ? 1 : random.chance(81) ? 2 : 3);

function account(accountNo: string, first: boolean, random: Random, todayDay: number): Account {
  const openedOn = dayToDate(todayDay - 60 - random.below(4_000));
  const hasCard = random.chance(first ? 65 : 75);
  const nearlyEmpty = random.chance(40);
  const balanceFen = nearlyEmpty ? random.below(1_000) : random.spread(620_000);
  return {
    accountNo,
    openedOn,
    balanceFen,
    hasCard,
    payload: {
      account: accountNo,
      account_no: accountNo,
      kind: 'demand',
      account_class: first ? 'I' : 'II',
      medium: !hasCard ? 'passbook' : first ? 'card_and_passbook' : 'card',
      passbook_no: hasCard && !first ? null : String(random.below(1_000_000_000)).padStart(10, '0'),
      product: 'demand',
      rate_ppm: 500,
      withdraw_rule: random.chance(80) ? 'id' : 'pin',
      statement_cycle: null,
      overdraft_line_fen: 0,
    },
  };
}

const personPayload = ({ person, customerNo }: Holder) => ({
  customer: customerNo,
  customer_no: customerNo,
  name: person.name,
  id_type: '01',
  id_no: person.idNo,
  id_valid_to: person.idValidTo,
  gender: person.gender,
  birth_date: person.birthDate,
  nationality: '156',
  phone: person.phone,
  region_code: person.villageCode.slice(0, 6),
  address: person.address,
  occupation: person.occupation,
  village_code: person.villageCode,
  risk_level: 'medium_low',
});

async function cardDraft(outlet: string, held: Account, keys: HubKeys): Promise<Draft> {
  const first18 = `${BIN}${held.accountNo.slice(2, 14)}`;
  const pan = `${first18}${luhnDigit(first18)}`;
  const payload = {
    card: `${held.accountNo}-1`,
    account: held.accountNo,
    type: 'debit',
    subtype: null,
    issued_on: held.openedOn,
    status: 'active',
    bin: BIN,
    last4: pan.slice(-4),
    tag: keys.panTag(outlet, pan),
    pan_token: keys.panToken(pan),
    pan_masked: maskPan(pan),
    pan_enc: await keys.encryptPan(pan),
  };
  return { branch: outlet, command: 'import.card', key: held.accountNo, payload };
}

/** Opening of every account of a holder, then the cards on them. */
export async function holderDrafts(
  outlet: DemoOutlet,
  holder: Holder,
  deps: { random: Random; todayDay: number; keys: HubKeys },
): Promise<readonly Draft[]> {
  const accounts = holder.accountNos.map((no, index) => account(no, index === 0, deps.random, deps.todayDay));
  const opens = accounts.map((one): Draft => ({
    branch: outlet.code,
    command: 'import.open',
    key: one.accountNo,
    payload: {
      role: 'holder',
      opened_on: one.openedOn,
      opening_fen: one.balanceFen,
      ...personPayload(holder),
      ...one.payload,
    },
  }));
  const cards = await Promise.all(
    accounts.filter((one) => one.hasCard).map((one) => cardDraft(outlet.code, one, deps.keys)),
  );
  return [...opens, ...cards];
}
