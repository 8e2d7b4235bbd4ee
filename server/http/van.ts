import type { Context } from 'hono';
import { bytesToBase64, type Bytes } from '../../shared/kernel/bytes.ts';
import type { Instant } from '../../shared/kernel/dates.ts';
import { sha256 } from '../../shared/kernel/hash.ts';
import { err, ok, type Result } from '../../shared/kernel/result.ts';
import type { DoorError } from '../../shared/read-models/doors.ts';
import type { SlipCodeAnswer } from '../../shared/read-models/office-stand-ins.ts';
import { VAN_HEADERS, vanFileName, vanRequestBytes, type VanAnswer } from '../../shared/read-models/van.ts';
import {
  BUNDLE_BYTES_MAX,
  bundlePurpose,
  ingestPush,
  openSlipCode,
  openUp,
  replyTo,
  takeUp,
  writeBundle,
  type BundleFault,
  type BundleHub,
  type OpenedBundle,
  type TakenBundle,
} from '../../sync/index.ts';
import type { AuditTrail } from '../auth/ports.ts';
import type { Metrics } from '../metrics.ts';
import type { VanFiles } from '../store/van-files.ts';
import { readBody, refuse, tooMany, type DoorStatus } from './answers.ts';
import { signedBy, type DeviceDoor } from './device-request.ts';
import type { RateLimit } from './rate-limit.ts';

/**
 * Files of the mail van at the hub. A file proves itself (its tablet signed it, only this hub opens it), so whoever
 * brings it is noted and not asked for more: at the office somebody who works on cases or devices, else any enrolled
 * tablet that has a line.
 */
export interface VanDoor {
  /** @param by who brings it, and which branches they may bring files of. @param again only the answer, once more. */
  take(file: Bytes, by: Carrier, again: boolean): Promise<Result<VanAnswer, VanRefused>>;
  /** The code of a slip: one entry, when its tablet cannot be had. */
  slip(code: string, by: Carrier): Promise<Result<SlipCodeAnswer, VanRefused>>;
}
export interface Carrier {
  readonly who: string;
  mayBring(branch: string): boolean;
}
export interface VanRefused extends DoorError {
  readonly status: DoorStatus;
}
export interface VanDeps {
  readonly hub: BundleHub;
  readonly files: VanFiles;
  readonly audit: AuditTrail;
  readonly metrics: Metrics;
  now(): Instant;
  /** To a tablet's own key. */
  seal(publicKey: Bytes, purpose: string, plain: Bytes): Promise<Bytes>;
  sign(bytes: Bytes): Promise<Bytes>;
  /** A branch moved, and messages wait for others. */
  moved(branch: string, messagesTo: readonly string[]): void;
}

const FAULTS: Readonly<Record<BundleFault, readonly [DoorStatus, string]>> = {
  VAN_NOT_A_BUNDLE: [400, 'This is no file of the mail van. Choose the one the tablet saved: its name ends in .van.'],
  VAN_TOO_LARGE: [413, 'The file is larger than any the tablet makes. Choose the one the tablet saved.'],
  VAN_NEWER: [409, 'The file was made by a newer version. Update the hub, then bring it again.'],
  VAN_TRUNCATED: [400, 'The file is not whole. Copy it from the stick again, or save it again on the tablet.'],
  VAN_TAMPERED: [400, 'The file was changed or damaged on the way. Save it again on the tablet.'],
  VAN_FOREIGN: [409, 'The file is for another centre. Take it to the centre its tablet was enrolled at.'],
  VAN_WRONG_WAY: [409, 'This is the centre’s answer. Take it to its tablet.'],
  VAN_UNKNOWN_DEVICE: [409, 'The hub does not know this tablet. Call the county office; keep the file.'],
  VAN_OTHER_DEVICE: [409, 'The file is of another tablet.'],
  VAN_REPLAYED: [
    409,
    'This file was taken already. Nothing needs to be done; take the answer back once more if it was lost.',
  ],
  VAN_STALE: [409, 'A newer file of this tablet was taken, and this one holds nothing that was missing.'],
  VAN_OTHER_LIFE: [409, 'The hub was restored since. Bring the tablet on line.'],
};

const no = (code: BundleFault, detail: DoorError['detail'] = {}): Result<never, VanRefused> =>
  err({ code, status: FAULTS[code][0], message: FAULTS[code][1], detail });

const NOTHING: Pick<TakenBundle, 'entries' | 'held' | 'damaged'> = { entries: 0, held: 0, damaged: 0 };

async function answerTo(
  deps: VanDeps,
  opened: OpenedBundle,
  taken: Pick<TakenBundle, 'entries' | 'held' | 'damaged'>,
): Promise<Result<VanAnswer, VanRefused>> {
  const { device, head } = opened;
  const key = await deps.files.sealingKey(device.branch, device.id);
  if (key === null) return no('VAN_UNKNOWN_DEVICE');
  const number = deps.now();
  const down = { ...head, way: 'down', number, madeAt: number } as const;
  const sealed = await deps.seal(key, bundlePurpose(down), await replyTo(deps.hub, opened));
  const reply = await writeBundle(down, sealed, (bytes) => deps.sign(bytes));
  const place = { outlet: device.branch, deviceNo: device.deviceNo };
  return ok({
    ...place,
    number: head.number,
    madeAt: head.madeAt,
    entries: taken.entries,
    held: taken.held,
    damaged: taken.damaged,
    reply: bytesToBase64(reply),
    replyName: vanFileName({ way: 'down', ...place, number: head.number }),
  });
}

async function takeSlip(deps: VanDeps, code: string, by: Carrier): Promise<Result<SlipCodeAnswer, VanRefused>> {
  const { engine } = deps.hub;
  const opened = await openSlipCode(deps.hub, code);
  if (!opened.ok) return no(opened.error);
  const { branch, device, firstSeq: seq } = opened.value;
  if (!by.mayBring(branch))
    return err({ status: 403, code: 'SCOPE_DENIED', message: 'This tablet is outside your unit.' });
  if ((await engine.store.token(branch)) === null) return no('VAN_UNKNOWN_DEVICE');
  const taken = await ingestPush(engine, opened.value);
  if (taken.kind === 'refused') return no(taken.reason === 'unknown_device' ? 'VAN_UNKNOWN_DEVICE' : 'VAN_TAMPERED');
  if (taken.changed) deps.moved(branch, taken.messagesTo);
  await deps.audit.audit({ branch, at: deps.now(), who: by.who, what: 'van.slip', detail: `${device} ${seq}` });
  const verdict = taken.receipts.find((receipt) => receipt.seq === seq)?.verdict;
  const state = verdict === 'held' ? 'held' : verdict === 'duplicate' ? 'known' : 'judged';
  return ok({ branch, device, seq, state });
}

/** What is in the file is taken first and judged stale or not afterwards: a late file may bring what nobody else did. */
async function takeNew(deps: VanDeps, opened: OpenedBundle, of: { readonly hash: Bytes; readonly who: string }) {
  const { device, head } = opened;
  const last = await deps.files.lastNumber(device.branch, device.id);
  const taken = await takeUp(deps.hub, opened);
  if (taken.changed) deps.moved(device.branch, taken.messagesTo);
  const { entries } = taken;
  const note = { branch: device.branch, device: device.id, at: deps.now() };
  await deps.files.note({ ...note, hash: of.hash, number: head.number, carrier: of.who, entries });
  const detail = `${device.id} ${head.number} ${entries}`;
  await deps.audit.audit({ branch: device.branch, at: note.at, who: of.who, what: 'van.take', detail });
  return !taken.isNew && head.number < last ? null : taken;
}

export function createVan(deps: VanDeps): VanDoor {
  const take: VanDoor['take'] = async (file, by, again) => {
    const opened = await openUp(deps.hub, file);
    if (!opened.ok) return no(opened.error);
    const { device } = opened.value;
    if (!by.mayBring(device.branch))
      return err({ status: 403, code: 'SCOPE_DENIED', message: 'This tablet is outside your unit.' });
    const hash = sha256(file);
    const takenAt = await deps.files.takenAt(device.branch, device.id, hash);
    if (again && takenAt !== null) return answerTo(deps, opened.value, NOTHING);
    if (takenAt !== null) return no('VAN_REPLAYED', { takenAt });
    const taken = await takeNew(deps, opened.value, { hash, who: by.who });
    return taken === null ? no('VAN_STALE') : answerTo(deps, opened.value, taken);
  };
  return {
    async take(file, by, again) {
      const done = await take(file, by, again);
      deps.metrics.count('yizhan_van_files_total', { result: done.ok ? 'good' : done.error.code });
      return done;
    },
    async slip(code, by) {
      const done = await takeSlip(deps, code, by);
      deps.metrics.count('yizhan_slip_codes_total', { result: done.ok ? done.value.state : done.error.code });
      return done;
    },
  };
}

/** The body of a request as a file, and what became of it as the answer. */
export async function vanResponse(c: Context, van: VanDoor, file: Bytes | null, by: Carrier): Promise<Response> {
  const [status, message] = FAULTS.VAN_TOO_LARGE;
  if (file === null) return refuse(c, status, { code: 'VAN_TOO_LARGE', message });
  const done = await van.take(file, by, c.req.query('again') === '1');
  if (done.ok) return c.json(done.value);
  const { status: no_, ...error } = done.error;
  return refuse(c, no_, error);
}

export const vanFileOf = async (c: Context): Promise<Bytes | null> =>
  (await readBody(c.req.raw, BUNDLE_BYTES_MAX)) as Bytes | null;

export interface CarrierDoorDeps extends DeviceDoor {
  readonly van: VanDoor;
  readonly perAddress: RateLimit;
  address(c: Context): string;
}

/** POST /api/van: another tablet carries the file to the hub, and the answer back. It reads neither. */
export const vanDoor =
  (deps: CarrierDoorDeps) =>
  async (c: Context): Promise<Response> => {
    const waitMs = deps.perAddress.take(deps.address(c));
    if (waitMs > 0) return tooMany(c, waitMs);
    const file = await vanFileOf(c);
    const deviceId = c.req.header(VAN_HEADERS.device) ?? '';
    const at = Number(c.req.header(VAN_HEADERS.at));
    const signature = c.req.header(VAN_HEADERS.signature) ?? '';
    if (!/^[0-9a-f]{32}$/.test(deviceId) || !Number.isSafeInteger(at) || !/^[\w-]{86}$/.test(signature))
      return refuse(c, 400, { code: 'FIELD_FORMAT', message: 'Say which tablet carries the file, signed by it.' });
    const bytes = vanRequestBytes({ deviceId, at, hash: sha256(file ?? new Uint8Array(0)) });
    const carrier = await signedBy(c, deps, { deviceId, at, signed: { bytes, signature, with: 'delivery' } });
    if (!carrier.ok) return carrier.error;
    const who = `device ${carrier.value.outlet} ${carrier.value.deviceNo}`;
    return vanResponse(c, deps.van, file, { who, mayBring: () => true });
  };
