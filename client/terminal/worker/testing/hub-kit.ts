import { base64ToBytes, bytesToBase64, type Bytes } from '../../../../shared/kernel/bytes.ts';
import { DAY_MS } from '../../../../shared/kernel/dates.ts';
import { deviceIdOf, EMPTY_HASH, sourceCommandId } from '../../../../shared/kernel/ids.ts';
import { domain as rules, findCommand, payloadToCbor } from '../../../../shared/commands/domain.ts';
import {
  accountRequestBytes,
  certificateBytes,
  credentialBytes,
  type AccountRequest,
  type CredentialRequest,
  readCertificate,
  readoptBytes,
  type EnrolRequest,
  type ReadoptRequest,
} from '../../../../shared/read-models/doors.ts';
import {
  createHubSession,
  postCommands,
  relayOutbox,
  type Command,
  type Domain,
  type HubEngine,
  type HubSession,
  type OpenedEntry,
  type SealedPart,
  type Transport,
} from '../../../../sync/index.ts';
import { noCompressor } from '../../../../sync/testing/device-kit.ts';
import { MemoryHubStore } from '../../../../sync/testing/memory-hub-store.ts';
import { entryPlace, segmentPurpose } from '../../../../shared/kernel/sealed-form.ts';
import { readCbor } from '../../../platform/dexie/row-codec.ts';
import { unseal } from '../../../platform/vault/cipher.ts';
import { openBox } from '../../../platform/vault/sealed-box.ts';
import { boxKeys, hubKeys, vanAnswerOf } from './van-kit.ts';
import { pinHash } from '../../../platform/vault/approval.ts';
import { publicBytes, signBytes, verifyBytes } from '../../../platform/vault/device-keys.ts';

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

export const domain: Domain = rules as Domain;
const salt = new Uint8Array(16).fill(9);
const hash = await pinHash(PIN, salt);
const keys = hubKeys;

export interface TestHub {
  readonly engine: HubEngine;
  readonly store: MemoryHubStore;
  readonly transport: Transport;
  /** The road: false = no connection, no door. */
  road: boolean;
  now: number;
  fetch(path: string, init: RequestInit): Promise<Response>;
  post(name: string, payload: Readonly<Record<string, unknown>>, branch?: string): Promise<void>;
  /** Carries messages between the outlets until none is left. */
  relay(): Promise<void>;
  cut(): void;
}

export const person = (no: string, name: string, post: string) => ({
  employee_no: no,
  name,
  unit: OUTLET,
  posts: [{ post, from: '2020-01-01', to: null }],
  status: 'active',
  pin_salt: salt,
  pin_hash: hash,
  id_no_hash: null,
});

const open = (n: number, name: string, idNo: string, accountNo: string, phone: string) => ({
  role: 'holder',
  opened_on: '2024-01-01',
  opening_fen: 500_000,
  customer: String(n),
  customer_no: `41272800001${n}`,
  name,
  id_type: '01',
  id_no: idNo,
  id_valid_to: null,
  gender: 'female',
  birth_date: '1965-03-12',
  nationality: '156',
  phone,
  region_code: '412728',
  address: '河南省驿前镇一组',
  occupation: '5',
  village_code: null,
  risk_level: 'medium_low',
  account: String(n + 100),
  account_no: accountNo,
  kind: 'demand',
  account_class: 'I',
  medium: 'passbook',
  passbook_no: null,
  product: 'demand',
  rate_ppm: 500,
  withdraw_rule: 'id',
  statement_cycle: null,
  overdraft_line_fen: 0,
});

export async function makeHub(): Promise<TestHub> {
  const store = new MemoryHubStore(
    domain,
    new Map([
      ['41', null],
      ['4127', '41'],
      ['412728', '4127'],
      [OUTLET, '412728'],
      [ELSEWHERE, '412728'],
    ]),
  );
  const engine: HubEngine = {
    store,
    domain,
    now: () => hub.now,
    postingDate: () => '2026-11-10',
    verifier: { verify: verifyBytes },
    signOutcome: (bytes) => signBytes(keys.signing.privateKey, bytes),
    outcomeKeys: [await publicBytes(keys.signing)],
    random: (length) => crypto.getRandomValues(new Uint8Array(length)),
    pinyinOf: (name) => (name === '王秀英' ? 'wang xiu ying' : 'li jian guo'),
    compressor: noCompressor,
    sealing: { open: openPart },
  };
  const sessions = new Set<{ session: HubSession; close: (reason: string) => void }>();
  let serial = 0;
  const post = async (name: string, payload: Readonly<Record<string, unknown>>, branch = OUTLET): Promise<void> => {
    const definition = findCommand(name);
    if (definition === undefined) throw new Error(name);
    const id = sourceCommandId('test', String(serial++));
    const command: Command = {
      id,
      rowId: id,
      door: definition.doors.includes('import') ? 'import' : 'hub',
      branch,
      device: null,
      seq: null,
      name,
      payloadVersion: definition.version,
      basis: 'advice',
      businessDate: '2026-11-10',
      capturedAt: hub.now,
      anchored: true,
      offline: false,
      maker: null,
      checker: null,
      approval: null,
      lease: null,
      replicaAsOf: null,
      deadline: null,
      replaces: null,
      payload: payloadToCbor(definition, payload),
    };
    const [outcome] = await postCommands(engine, branch, [command]);
    if (outcome?.verdict !== 'posted') throw new Error(`${name}: ${outcome?.verdict} ${outcome?.code}`);
    for (const one of sessions) one.session.poke(branch);
  };
  const hub: TestHub = {
    engine,
    store,
    post,
    relay: async () => {
      while (await relayOnce(store, engine));
      for (const one of sessions) one.session.poke(OUTLET);
    },
    road: true,
    now: START,
    fetch: (path, init) => answer(hub, path, init),
    transport: transportTo(() => hub, sessions),
    cut: () => {
      hub.road = false;
      for (const one of [...sessions]) one.close('cut');
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

async function openPart(device: string, part: SealedPart): Promise<readonly OpenedEntry[]> {
  if (part.entries.length === 0) return [];
  const raw = await openBox(keys.ecdh.privateKey, segmentPurpose(device, part.segment), part.box);
  const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['decrypt']);
  const plain = await Promise.all(part.entries.map((sealed, n) => unseal(key, entryPlace(part.firstSeq + n), sealed)));
  return plain.map((bytes) => {
    const [canonical, hash] = readCbor(bytes) as readonly [Bytes, Bytes];
    return { canonical, hash };
  });
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

function transportTo(
  hub: () => TestHub,
  sessions: Set<{ session: HubSession; close: (reason: string) => void }>,
): Transport {
  return {
    connect: (events) => {
      const entry = { session: null as unknown as HubSession, close: (_reason: string) => undefined as void };
      let over = false;
      entry.close = (reason) => {
        if (over) return;
        over = true;
        sessions.delete(entry);
        entry.session?.ended();
        queueMicrotask(() => events.closed(reason));
      };
      if (!hub().road) {
        setTimeout(() => entry.close('no road'), 5);
        return { send: () => undefined, close: () => undefined, buffered: () => 0 };
      }
      const send = (bytes: Bytes): void => void setTimeout(() => (over ? undefined : events.message(bytes)), 0);
      entry.session = createHubSession(
        hub().engine,
        {
          onReady: async (device) => {
            await grantLease(hub(), device.id);
          },
          onChanged: (branch) => {
            for (const one of sessions) one.session.poke(branch);
          },
        },
        // What was sent before the close arrives before it.
        { send, close: (reason) => void setTimeout(() => entry.close(reason), 0) },
      );
      sessions.add(entry);
      setTimeout(() => {
        events.opened();
        entry.session.start();
      }, 0);
      return {
        send: (bytes) => {
          if (!over) void entry.session.receive(bytes);
        },
        close: () => {
          over = true;
          sessions.delete(entry);
          entry.session.ended();
        },
        buffered: () => 0,
      };
    },
  };
}

async function grantLease(hub: TestHub, device: string): Promise<void> {
  await hub.post('device.lease', {
    lease: `lease-${device.slice(0, 8)}-${hub.now}`,
    device,
    issued_at: hub.now,
    expires_at: hub.now + 3 * DAY_MS,
    share_fen: 3_333_333,
    counted_seq: 0,
    hot_list_version: 0,
    tills: [{ till: '01' }],
    previous: null,
    signature: new Uint8Array(64),
  });
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
  const signingKey = base64ToBytes(body.signingKey);
  const deviceId = deviceIdOf(signingKey);
  boxKeys.set(deviceId, base64ToBytes(body.ecdhKey));
  const { devices } = hub.store.branch(OUTLET);
  const deviceNo = String(devices.size + 2).padStart(2, '0');
  devices.set(deviceId, {
    id: deviceId,
    branch: OUTLET,
    deviceNo,
    status: 'active',
    signingKey,
    deliveryKey: base64ToBytes(body.deliveryKey),
    seq: 0,
    head: EMPTY_HASH,
    signedSeq: 0,
    early: [],
    forkedAt: null,
    lost: [],
    archivedSeq: 0,
    lastSeenAt: 0,
    lastCapturedAt: 0,
  });
  await hub.post('device.enrol', { device: deviceId, device_no: deviceNo, outlet: OUTLET, kind: 'tablet' });
  const { signingKey: signing, deliveryKey, ecdhKey } = body;
  const certificate = certificateBytes({
    deviceId,
    deviceNo,
    outlet: OUTLET,
    signingKey: signing,
    deliveryKey,
    ecdhKey,
    issuedAt: hub.now,
  });
  return Response.json({
    deviceId,
    deviceNo,
    outlet: { code: OUTLET, name: '驿前支局', nameEn: 'Yiqian' },
    certificate: bytesToBase64(certificate),
    certificateSignature: bytesToBase64(await signBytes(keys.signing.privateKey, certificate)),
    hubSigningKey: bytesToBase64(await publicBytes(keys.signing)),
    hubSealingKey: bytesToBase64(await publicBytes(keys.ecdh)),
    outletKey: bytesToBase64(new Uint8Array(32).fill(3)),
    hubTime: hub.now,
  });
}

async function credential(hub: TestHub, body: CredentialRequest): Promise<Response> {
  if (body.password !== PASSWORD) return refuse(401, 'LOGIN_BAD');
  const expiresAt = hub.now + 14 * DAY_MS;
  const signature = bytesToBase64(
    await signBytes(keys.signing.privateKey, credentialBytes(body.deviceId, body.employeeNo, expiresAt)),
  );
  return Response.json({
    employeeNo: body.employeeNo,
    name: '张海燕',
    posts: ['teller'],
    expiresAt,
    signature,
    hubTime: hub.now,
  });
}
