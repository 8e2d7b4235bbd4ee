import { base64ToBytes, bytesToBase64, type Bytes } from '../../../../shared/kernel/bytes.ts';
import type { BusinessDate } from '../../../../shared/kernel/dates.ts';
import { DAY_MS } from '../../../../shared/kernel/dates.ts';
import { deviceIdOf, sourceCommandId } from '../../../../shared/kernel/ids.ts';
import { entryPlace, segmentPurpose } from '../../../../shared/kernel/sealed-form.ts';
import { domain as rules, findCommand, payloadToCbor } from '../../../../shared/commands/domain.ts';
import {
  certificateBytes,
  credentialBytes,
  guestAnswerPurpose,
  guestPurpose,
  type CredentialRequest,
  type CredentialResponse,
  type EnrolRequest,
  type EnrolResponse,
} from '../../../../shared/read-models/doors.ts';
import {
  createHubSession,
  FROM_NOBODY,
  MemoryHubStore,
  newDeviceRecord,
  postCommands,
  type Command,
  type Compressor,
  type Domain,
  type HubEngine,
  type HubSession,
  type OpenedEntry,
  type SealedPart,
  type Transport,
} from '../../../../sync/index.ts';
import { readCbor } from '../../../platform/dexie/row-codec.ts';
import { unseal } from '../../../platform/vault/cipher.ts';
import { publicBytes, signBytes, verifyBytes, type NewKeys } from '../../../platform/vault/device-keys.ts';
import { openBox, sealTo } from '../../../platform/vault/sealed-box.ts';

/**
 * A centre in this worker's memory with the real rules and the real protocol, for practice (演练) and for tests of the
 * worker. It reaches nothing outside: a tablet's line to it is a pair of function calls.
 */
export interface Centre {
  readonly engine: HubEngine;
  readonly store: MemoryHubStore;
  readonly transport: Transport;
  /** Posts a command of the centre itself. @throws when it is not posted */
  post(name: string, payload: Readonly<Record<string, unknown>>, branch: string): Promise<void>;
  /** Tells the tablets of an outlet that something changed. */
  poke(branch: string): void;
  /** Ends every line. */
  cut(): void;
}

export interface CentreParts {
  readonly keys: NewKeys;
  /** Units with what stands above each; null = nothing. */
  readonly units: ReadonlyMap<string, string | null>;
  readonly compressor: Compressor;
  now(): number;
  date(): BusinessDate;
  pinyinOf(name: string): string;
  /** Whether a tablet's line can be opened. */
  isOpen(): boolean;
  /** A tablet has come. */
  onReady(device: string): Promise<void>;
}

export const domain: Domain = rules as Domain;

interface Line {
  readonly session: HubSession;
  close(reason: string): void;
}

export async function createCentre(parts: CentreParts): Promise<Centre> {
  const { keys } = parts;
  const store = new MemoryHubStore(domain, parts.units);
  const engine: HubEngine = {
    store,
    domain,
    now: parts.now,
    postingDate: parts.date,
    verifier: { verify: verifyBytes },
    signOutcome: (bytes) => signBytes(keys.signing.privateKey, bytes),
    outcomeKeys: [await publicBytes(keys.signing)],
    random: (length) => crypto.getRandomValues(new Uint8Array(length)),
    pinyinOf: parts.pinyinOf,
    compressor: parts.compressor,
    sealing: { open: (device, part) => openPart(keys, device, part) },
  };
  const lines = new Set<Line>();
  const poke = (branch: string): void => lines.forEach((one) => one.session.poke(branch));
  let serial = 0;
  return {
    engine,
    store,
    transport: transportTo(parts, engine, lines),
    poke,
    cut: () => [...lines].forEach((one) => one.close('cut')),
    async post(name, payload, branch) {
      const command = commandOfCentre(parts, { name, payload, branch, serial: serial++ });
      const [outcome] = await postCommands(engine, branch, [command]);
      if (outcome?.verdict !== 'posted') throw new Error(`${name}: ${outcome?.verdict} ${outcome?.code}`);
      poke(branch);
    },
  };
}

function commandOfCentre(
  { now, date }: CentreParts,
  of: {
    readonly name: string;
    readonly payload: Readonly<Record<string, unknown>>;
    readonly branch: string;
    readonly serial: number;
  },
): Command {
  const definition = findCommand(of.name);
  if (definition === undefined) throw new Error(of.name);
  const id = sourceCommandId('test', String(of.serial));
  return {
    ...FROM_NOBODY,
    id,
    rowId: id,
    door: definition.doors.includes('import') ? 'import' : 'hub',
    branch: of.branch,
    name: of.name,
    payloadVersion: definition.version,
    businessDate: date(),
    capturedAt: now(),
    payload: payloadToCbor(definition, of.payload),
  };
}

async function openPart(keys: NewKeys, device: string, part: SealedPart): Promise<readonly OpenedEntry[]> {
  if (part.entries.length === 0) return [];
  const raw = await openBox(keys.ecdh.privateKey, segmentPurpose(device, part.segment), part.box);
  const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['decrypt']);
  const plain = await Promise.all(part.entries.map((sealed, n) => unseal(key, entryPlace(part.firstSeq + n), sealed)));
  return plain.map((bytes) => {
    const [canonical, hash] = readCbor(bytes) as readonly [Bytes, Bytes];
    return { canonical, hash };
  });
}

/** The line of one tablet. What is sent arrives a turn later, as from a network; what was sent before a close arrives before it. */
function transportTo(parts: CentreParts, engine: HubEngine, lines: Set<Line>): Transport {
  return {
    connect: (events) => {
      let over = false;
      if (!parts.isOpen()) {
        setTimeout(() => events.closed('no road'), 5);
        return { send: () => undefined, close: () => undefined, buffered: () => 0 };
      }
      const end = (): void => {
        over = true;
        lines.delete(line);
        line.session.ended();
      };
      const close = (reason: string): void => {
        if (over) return;
        end();
        queueMicrotask(() => events.closed(reason));
      };
      const send = (bytes: Bytes): void => void setTimeout(() => (over ? undefined : events.message(bytes)), 0);
      const session = createHubSession(
        engine,
        {
          onReady: ({ id }) => parts.onReady(id),
          onChanged: (branch) => lines.forEach((one) => one.session.poke(branch)),
        },
        { send, close: (reason) => void setTimeout(() => close(reason), 0) },
      );
      const line: Line = { session, close };
      lines.add(line);
      setTimeout(() => {
        events.opened();
        session.start();
      }, 0);
      return {
        send: (bytes) => {
          if (!over) void session.receive(bytes);
        },
        close: end,
        buffered: () => 0,
      };
    },
  };
}

/** What a lease of three days allows a tablet: ¥33,333.33 and its till. */
export const leaseFor = (device: string, now: number) => ({
  lease: `lease-${device.slice(0, 8)}-${now}`,
  device,
  issued_at: now,
  expires_at: now + 3 * DAY_MS,
  share_fen: 3_333_333,
  counted_seq: 0,
  hot_list_version: 0,
  tills: [{ till: '01' }],
  previous: null,
  signature: new Uint8Array(64),
});

/** Takes a tablet in by its public keys, as the hub's own door does, and answers with its certificate. */
export async function placeDevice(
  centre: Centre,
  keys: NewKeys,
  outlet: EnrolResponse['outlet'],
  body: Pick<EnrolRequest, 'signingKey' | 'deliveryKey' | 'ecdhKey'>,
): Promise<EnrolResponse> {
  const { signingKey, deliveryKey, ecdhKey } = body;
  const deviceId = deviceIdOf(base64ToBytes(signingKey));
  const { devices } = centre.store.branch(outlet.code);
  const deviceNo = String(devices.size + 2).padStart(2, '0');
  const record = newDeviceRecord({
    id: deviceId,
    branch: outlet.code,
    deviceNo,
    signingKey: base64ToBytes(signingKey),
    deliveryKey: base64ToBytes(deliveryKey),
  });
  devices.set(deviceId, record);
  const seen = { device: deviceId, device_no: deviceNo, outlet: outlet.code, kind: 'tablet' };
  await centre.post('device.enrol', seen, outlet.code);
  const issuedAt = centre.engine.now();
  const place = { deviceId, deviceNo, outlet: outlet.code };
  const certificate = certificateBytes({ ...place, signingKey, deliveryKey, ecdhKey, issuedAt });
  return {
    ...place,
    outlet,
    certificate: bytesToBase64(certificate),
    certificateSignature: bytesToBase64(await signBytes(keys.signing.privateKey, certificate)),
    hubSigningKey: bytesToBase64(await publicBytes(keys.signing)),
    hubSealingKey: bytesToBase64(await publicBytes(keys.ecdh)),
    outletKey: bytesToBase64(OUTLET_KEY),
    hubTime: issuedAt,
  };
}

/** Key of the card tags at every outlet of a centre in memory. */
export const OUTLET_KEY: Bytes = new Uint8Array(32).fill(3);

/** A clerk whose password was right may sign on without the network for 14 days. */
export async function credentialFor(
  keys: NewKeys,
  now: number,
  body: Pick<CredentialRequest, 'deviceId' | 'employeeNo' | 'guest'>,
  person: Pick<CredentialResponse, 'name' | 'posts'>,
): Promise<CredentialResponse> {
  const { deviceId, employeeNo } = body;
  const expiresAt = now + 14 * DAY_MS;
  const signed = await signBytes(keys.signing.privateKey, credentialBytes(deviceId, employeeNo, expiresAt));
  const answer = { employeeNo, ...person, expiresAt, signature: bytesToBase64(signed), hubTime: now };
  if (body.guest === undefined) return answer;
  const key = await openBox(keys.ecdh.privateKey, guestPurpose(deviceId), base64ToBytes(body.guest.box));
  const purpose = guestAnswerPurpose(deviceId, employeeNo);
  return { ...answer, guestKey: bytesToBase64(await sealTo(base64ToBytes(body.guest.point), purpose, key)) };
}
