import * as v from 'valibot';
import { bytesToBase64 } from '../../../shared/kernel/bytes.ts';
import {
  accountRequest,
  accountRequestBytes,
  credentialRequest,
  credentialRequestBytes,
  enrolRequest,
} from '../../../shared/read-models/doors.ts';
import { bagsQuery } from '../../../shared/read-models/office-bags.ts';
import { calendarQuery } from '../../../shared/read-models/office-calendar.ts';
import { drillsQuery } from '../../../shared/read-models/office-drills.ts';
import { ratingsQuery } from '../../../shared/read-models/office-ratings.ts';
import { accountsQuery, lossRequest } from '../../../shared/read-models/office-loss.ts';
import {
  analysisQuery,
  caseKey,
  casesQuery,
  interactionsQuery,
  outletsQuery,
  officeSignOn,
} from '../../../shared/read-models/office.ts';
import type { Random } from '../../../sync/sim/random.ts';
import type { Tablet } from './hub.ts';

/** Requests to the plain doors, near enough to good ones that most of them pass the door's own schema. */
export interface DoorInput {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body: string | null;
  /** The door's schema takes it: what is judged is what it says. */
  readonly decodes: boolean;
}

export interface DoorWorld {
  readonly random: Random;
  readonly tablet: Tablet;
  readonly deviceId: string;
  /** An account that exists, for the office's doors. */
  readonly account: string;
}

const CODE_LETTERS = [...'23456789ABCDEFGHJKLMNPQRSTUVWXYZ'];
const HEX = [...'0123456789abcdef'];
const DIGITS = [...'0123456789'];
const SHARP = [
  '',
  ' ',
  '0',
  '-1',
  '%',
  '\u0000',
  '\ud800',
  '😀',
  "' OR 1=1 --",
  '\\',
  '__proto__',
  '9'.repeat(40),
  'x'.repeat(5_000),
];

const letters = (random: Random, of: readonly string[], length: number): string =>
  Array.from({ length }, () => random.pick(of)).join('');

function sharpValue(random: Random): unknown {
  const dice = random.next();
  if (dice < 0.6) return random.pick(SHARP);
  return random.pick([0, -1, 1.5, 2 ** 53, 1e308, null, true, [], {}, [[]], { then: 1 }]);
}

/** One body in three has one field replaced, removed or added. */
function nearly(random: Random, good: Record<string, unknown>): Record<string, unknown> {
  if (!random.chance(0.35)) return good;
  const key = random.pick(Object.keys(good));
  const dice = random.next();
  if (dice < 0.15) return { ...good, [random.pick(SHARP.slice(1, 7))]: sharpValue(random) };
  if (dice < 0.3) return Object.fromEntries(Object.entries(good).filter(([name]) => name !== key));
  return { ...good, [key]: sharpValue(random) };
}

function toBody(random: Random, body: unknown): string {
  const text = JSON.stringify(body);
  if (random.chance(0.93)) return text;
  return random.pick([
    text.slice(0, random.int(0, text.length)),
    '['.repeat(9_000),
    `${text}${text}`,
    text.repeat(40),
    '',
  ]);
}

function post(random: Random, of: { path: string; schema: v.GenericSchema; good: Record<string, unknown> }): DoorInput {
  const body = toBody(random, nearly(random, of.good));
  return { method: 'POST', path: of.path, body, decodes: readsAs(of.schema, body) };
}

function readsAs(schema: v.GenericSchema, text: string): boolean {
  try {
    return v.safeParse(schema, JSON.parse(text)).success;
  } catch {
    return false;
  }
}

async function credential({ random, tablet, deviceId }: DoorWorld): Promise<DoorInput> {
  const request = {
    deviceId: random.chance(0.9) ? deviceId : letters(random, HEX, 32),
    employeeNo: random.pick(['41201900102', '41201900202', letters(random, DIGITS, 11)]),
    password: random.pick(['not this one', '密码', ' ', '\ud800', '\u0000']),
    at: Date.now() + random.pick([0, 0, 0, -400_000, 400_000]),
  };
  // Only a few are signed: behind the signature stands a password hash, which is slow on purpose.
  const signature =
    request.password.isWellFormed() && random.chance(0.05)
      ? bytesToBase64(await tablet.delivery.sign(credentialRequestBytes(request)))
      : letters(random, [...'abcdefghijklmnopqrstuvwxyz-_'], 86);
  return post(random, { path: '/api/credential', schema: credentialRequest, good: { ...request, signature } });
}

async function accountOf({ random, tablet, deviceId }: DoorWorld): Promise<DoorInput> {
  const request = {
    deviceId: random.chance(0.9) ? deviceId : letters(random, HEX, 32),
    employeeNo: random.pick(['41201900102', letters(random, DIGITS, 11)]),
    accountNo: `412728${letters(random, DIGITS, 9)}`,
    at: Date.now() + random.pick([0, 0, -400_000]),
  };
  const signature = bytesToBase64(await tablet.signing.sign(accountRequestBytes(request)));
  return post(random, { path: '/api/account', schema: accountRequest, good: { ...request, signature } });
}

function query(random: Random, of: { path: string; schema: v.GenericSchema; good: Record<string, string> }): DoorInput {
  const fields = Object.entries(nearly(random, of.good)).map(([key, value]) => [key, String(value)] as const);
  const kept = Object.fromEntries(fields.filter(() => random.chance(0.9)));
  const text = new URLSearchParams(kept).toString();
  const decodes = v.safeParse(of.schema, kept).success;
  return { method: 'GET', path: `/api/office${of.path}?${text}`, body: null, decodes };
}

const DATES = [
  '2026-11-09',
  '2026-11-20',
  '2026-10-01',
  '2026-11-24',
  '1999-12-31',
  '2026-02-29',
  '0000-01-01',
  '9999-12-31',
  '2026-11-31',
];

function office({ random, account }: DoorWorld): DoorInput {
  const unit = random.pick([
    '412728',
    '412728',
    '412728',
    '41272801',
    '41272801',
    '41',
    '41272899',
    '350102',
    letters(random, DIGITS, 8),
  ]);
  const date = random.pick(DATES);
  const id = random.pick([account, `${account}x`, '@9/1', '..', 'a:b']);
  const status = random.pick(['open', 'closed', 'all']);
  const reads = [
    () =>
      query(random, {
        path: '/interactions',
        schema: interactionsQuery,
        good: {
          unit,
          from: date,
          to: random.pick(DATES),
          channel: random.pick(['counter', '\u0000', '\ud800']),
          show: random.pick(['all', 'in', 'out', 'suspense']),
        },
      }),
    () => query(random, { path: '/bags', schema: bagsQuery, good: { state: 'all' } }),
    () => query(random, { path: '/calendar', schema: calendarQuery, good: { month: date.slice(0, 7) } }),
    () => query(random, { path: '/ratings', schema: ratingsQuery, good: { month: date.slice(0, 7) } }),
    () => query(random, { path: '/drills', schema: drillsQuery, good: { month: date.slice(0, 7) } }),
    () =>
      query(random, {
        path: '/analysis',
        schema: analysisQuery,
        good: { unit, to: date, days: random.pick(['7', '30', '90']) },
      }),
    () =>
      query(random, {
        path: '/cases',
        schema: casesQuery,
        good: {
          unit,
          status,
          severity: 'high',
          code: 'OVERDRAFT',
          date,
          find: random.pick(['赵秀英', '%', '_', '0486', '赵\u0000秀英', '\ud800\ud800']),
          owner: 'mine',
          late: 'over',
        },
      }),
    () => query(random, { path: '/case', schema: caseKey, good: { branch: unit, id } }),
    () =>
      query(random, {
        path: '/accounts',
        schema: accountsQuery,
        good: {
          find: random.pick([
            '0017',
            '赵秀',
            '%%%%',
            '____',
            '赵\u0000秀英',
            '\ud800\ud800\ud800\ud800',
            letters(random, DIGITS, 18),
          ]),
        },
      }),
    () =>
      query(random, {
        path: '/outlets',
        schema: outletsQuery,
        good: { date },
      }),
    () => post(random, { path: '/api/office/loss', schema: lossRequest, good: lossOf(random, { unit, id }) }),
  ];
  return random.pick(reads)();
}

const lossOf = (random: Random, of: { unit: string; id: string }): Record<string, unknown> => ({
  commandId: `${letters(random, HEX, 8)}-${letters(random, HEX, 4)}-${letters(random, HEX, 4)}-${letters(random, HEX, 4)}-${letters(random, HEX, 12)}`,
  branch: random.chance(0.8) ? '41272801' : of.unit.padEnd(8, '0'),
  account: of.id,
  card: random.pick([null, of.id]),
  idNo: letters(random, DIGITS, 18),
  name: random.pick([null, '赵秀英', '\u0000', '\ud800']),
  phone: null,
  address: random.pick([null, '沈丘县']),
  recentFen: random.pick([null, 1, 2 ** 53 - 1]),
});

/** The next input; sign-on of the office is rare, for its password hash is slow on purpose. */
export async function nextInput(world: DoorWorld): Promise<DoorInput> {
  const { random, tablet } = world;
  const dice = random.next();
  if (dice < 0.3) {
    const good = tablet.enrolBody(letters(random, CODE_LETTERS, 12));
    return post(random, { path: '/api/enrol', schema: enrolRequest, good });
  }
  if (dice < 0.5) return credential(world);
  if (dice < 0.6) return accountOf(world);
  if (dice < 0.97) return office(world);
  const good = { employeeNo: letters(random, DIGITS, 11), password: 'not this one' };
  return post(random, { path: '/api/office/sign-on', schema: officeSignOn, good });
}
