import { base64ToBytes, type Bytes } from '../../../../shared/kernel/bytes.ts';
import { deviceIdOf } from '../../../../shared/kernel/ids.ts';
import {
  accountRequestBytes,
  readCertificate,
  readoptBytes,
  type AccountRequest,
  type CredentialRequest,
  type EnrolRequest,
  type ReadoptRequest,
} from '../../../../shared/read-models/doors.ts';
import { relayOutbox, type HubEngine, type MemoryHubStore, type Transport } from '../../../../sync/index.ts';
import { noCompressor } from '../../../../sync/testing/device-kit.ts';
import { pinHash } from '../../../platform/vault/approval.ts';
import { publicBytes, verifyBytes } from '../../../platform/vault/device-keys.ts';
import { createCentre, credentialFor, leaseFor, placeDevice, type Centre } from '../practice/centre.ts';
import { accountOpening, employeeRow } from '../practice/play-rows.ts';
import { boxKeys, hubKeys, vanAnswerOf } from './van-kit.ts';

/** A hub in memory with the real rules, for tests of the worker: one outlet, three people, a till, two customers. */
export const OUTLET = '41272801';
/** Another outlet of the county, home of `ACCOUNT_ELSEWHERE` with ¥5,000. */
export const ELSEWHERE = '41272802';
export const ACCOUNT_ELSEWHERE = '412728020001234';
export const TELLER = '41272801001';
export const CHIEF = '41272801002';
export const SECOND = '41272801003';
/** Not there until a test puts them there with `person`. */
export const MANAGER = '41272801004';
export const PIN = '246810';
export const PASSWORD = 'tian-shui-2026';
export const CODE = 'ABCD-EFGH-JKLM';
export const START = Date.parse('2026-11-10T01:00:00Z');

export { domain } from '../practice/centre.ts';
const salt = new Uint8Array(16).fill(9);
const hash = await pinHash(PIN, salt);
const keys = hubKeys;

export interface TestHub {
  readonly centre: Centre;
  readonly engine: HubEngine;
  readonly store: MemoryHubStore;
  readonly transport: Transport;
  /** The road: false = no connection, no door. */
  road: boolean;
  now: number;
  /** Who has another password than `PASSWORD`. */
  readonly passwords: Map<string, string>;
  fetch(path: string, init: RequestInit): Promise<Response>;
  post(name: string, payload: Readonly<Record<string, unknown>>, branch?: string): Promise<void>;
  /** Carries messages between the outlets until none is left. */
  relay(): Promise<void>;
  cut(): void;
}

export const person = (no: string, name: string, post: string) => employeeRow({ no, name, post, salt, hash });

const open = (n: number, name: string, idNo: string, accountNo: string, phone: string) =>
  accountOpening({
    ...{ n, customerNo: `41272800001${n}`, name, idNo, accountNo, phone },
    ...{ address: '河南省驿前镇一组', openingFen: 500_000, medium: 'passbook' },
  });

export async function makeHub(): Promise<TestHub> {
  const centre = await createCentre({
    keys,
    units: new Map([
      ['41', null],
      ['4127', '41'],
      ['412728', '4127'],
      [OUTLET, '412728'],
      [ELSEWHERE, '412728'],
    ]),
    compressor: noCompressor,
    now: () => hub.now,
    date: () => '2026-11-10',
    pinyinOf: (name) => (name === '王秀英' ? 'wang xiu ying' : 'li jian guo'),
    isOpen: () => hub.road,
    onReady: (device) => hub.post('device.lease', leaseFor(device, hub.now)),
  });
  const hub: TestHub = {
    centre,
    engine: centre.engine,
    store: centre.store,
    post: (name, payload, branch = OUTLET) => centre.post(name, payload, branch),
    relay: async () => {
      while (await relayOnce(centre.store, centre.engine));
      centre.poke(OUTLET);
    },
    road: true,
    now: START,
    passwords: new Map(),
    fetch: (path, init) => answer(hub, path, init),
    transport: centre.transport,
    cut: () => {
      hub.road = false;
      centre.cut();
    },
  };
  await seed(hub);
  return hub;
}

/** @returns whether anything was carried. */
async function relayOnce(store: MemoryHubStore, engine: HubEngine): Promise<boolean> {
  const waiting = ['41', OUTLET, ELSEWHERE].flatMap((fromBranch) =>
    store
      .branch(fromBranch)
      .outbox.filter((one) => !one.delivered)
      .map((message) => ({ message, fromBranch })),
  );
  const told = waiting.map(({ message, fromBranch }) => ({
    ...message,
    fromBranch,
    businessDate: '2026-11-10',
    capturedAt: START,
  }));
  await relayOutbox(engine, told);
  for (const { message } of waiting) message.delivered = true;
  return waiting.length > 0;
}

async function seed(hub: TestHub): Promise<void> {
  await hub.post('org.set_employee', person(TELLER, '张海燕', 'teller'));
  await hub.post('org.set_employee', person(CHIEF, '赵广义', 'chief_teller'));
  await hub.post('org.set_employee', person(SECOND, '李建国', 'teller'));
  await hub.post('import.till_opening', { till: '01', cash_fen: 2_000_000 });
  await hub.post('import.open', open(6, '王秀英', '412728196503120486', '412728010001236', '13812345678'));
  const elsewhere = open(8, '陈玉兰', '412728197001013626', ACCOUNT_ELSEWHERE, '13700000001');
  await hub.post('import.open', elsewhere, ELSEWHERE);
  await hub.post('import.open', open(7, '李建国', '412728198807152013', '412728010001244', '13987654321'));
}

async function answer(hub: TestHub, path: string, init: RequestInit): Promise<Response> {
  if (!hub.road) throw new TypeError('no road');
  if (path.startsWith('/api/van')) return vanAnswerOf(hub, new Uint8Array(init.body as Bytes));
  const body: unknown = JSON.parse(String(init.body));
  if (path === '/api/account') return accountOf(hub, body as AccountRequest);
  if (path === '/api/readopt') return readopt(hub, body as ReadoptRequest);
  return path === '/api/enrol' ? enrol(hub, body as EnrolRequest) : credential(hub, body as CredentialRequest);
}

/** As the hub's own door: signed with the key of an open vault. */
async function accountOf(hub: TestHub, { signature, ...asked }: AccountRequest): Promise<Response> {
  const device = hub.store.branch(OUTLET).devices.get(asked.deviceId);
  const bytes = accountRequestBytes(asked);
  if (device === undefined || !(await verifyBytes(device.signingKey, base64ToBytes(signature), bytes)))
    return refuse(403, 'BAD_SIGNATURE');
  const session = hub.store.branch(OUTLET).rows.get(`teller_session:${asked.employeeNo}`)?.body;
  if (session?.['status'] !== 'open') return refuse(403, 'NOT_SIGNED_ON');
  const rows = hub.store.branch(ELSEWHERE).rows;
  const id = rows.get(`account_number:${asked.accountNo}`)?.body?.['account'];
  const row = rows.get(`account:${String(id)}`)?.body;
  if (row === undefined || row === null) return refuse(404, 'ACCOUNT_NOT_FOUND');
  const home = { code: ELSEWHERE, name: '北郊支局', nameEn: 'Beijiao' };
  const { kind, medium, status } = row;
  return Response.json({ accountNo: asked.accountNo, home, holder: '陈*兰', kind, medium, status });
}

const refuse = (status: number, code: string): Response => Response.json({ code, message: code }, { status });

async function enrol(hub: TestHub, body: EnrolRequest): Promise<Response> {
  return body.code === CODE ? place(hub, body) : refuse(403, 'CODE_WRONG');
}

/** As the hub's own door: its signature, and the device's. */
async function readopt(hub: TestHub, body: ReadoptRequest): Promise<Response> {
  const bytes = base64ToBytes(body.certificate);
  const certificate = readCertificate(bytes);
  const hubKey = await publicBytes(keys.signing);
  const isOurs = await verifyBytes(hubKey, base64ToBytes(body.certificateSignature), bytes);
  if (!isOurs || certificate === null) return refuse(403, 'BAD_SIGNATURE');
  const deliveryKey = base64ToBytes(certificate.deliveryKey);
  const isIts = await verifyBytes(deliveryKey, base64ToBytes(body.signature), readoptBytes(bytes));
  return isIts ? place(hub, certificate) : refuse(403, 'BAD_SIGNATURE');
}

async function place(
  hub: TestHub,
  body: Pick<EnrolRequest, 'signingKey' | 'deliveryKey' | 'ecdhKey'>,
): Promise<Response> {
  boxKeys.set(deviceIdOf(base64ToBytes(body.signingKey)), base64ToBytes(body.ecdhKey));
  return Response.json(await placeDevice(hub.centre, keys, { code: OUTLET, name: '驿前支局', nameEn: 'Yiqian' }, body));
}

async function credential(hub: TestHub, body: CredentialRequest): Promise<Response> {
  if (body.password !== (hub.passwords.get(body.employeeNo) ?? PASSWORD)) return refuse(401, 'LOGIN_BAD');
  return Response.json(await credentialFor(keys, hub.now, body, { name: '张海燕', posts: ['teller'] }));
}
