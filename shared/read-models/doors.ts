import * as v from 'valibot';
import { base64ToBytes, bytesToBase64, concatBytes, textToBytes, type Bytes } from '../kernel/bytes.ts';
import { decodeCbor, encodeCbor } from '../kernel/cbor.ts';

/** Bodies of the hub's plain HTTP doors, checked on the hub by these schemas and built from these types on the clients. */

const base64 = (max: number) => v.pipe(v.string(), v.maxLength(max), v.regex(/^[\w-]*$/));

/** POST /api/enrol: a tablet claims an outlet with a one-time code. Keys are raw P-256 points (65 bytes), base64url. */
export const enrolRequest = v.object({
  code: v.pipe(v.string(), v.regex(/^[0-9A-Z]{4}-?[0-9A-Z]{4}-?[0-9A-Z]{4}$/)),
  signingKey: base64(88),
  deliveryKey: base64(88),
  ecdhKey: base64(88),
  appVersion: v.pipe(v.string(), v.maxLength(40)),
});
export type EnrolRequest = v.InferOutput<typeof enrolRequest>;

export const enrolResponse = v.object({
  deviceId: v.string(),
  deviceNo: v.string(),
  outlet: v.object({ code: v.string(), name: v.string(), nameEn: v.string() }),
  /** Canonical certificate bytes and the hub's signature over them, base64url. */
  certificate: v.string(),
  certificateSignature: v.string(),
  hubSigningKey: v.string(),
  hubSealingKey: v.string(),
  /** Key for the 16-bit card tags of this outlet. */
  outletKey: v.string(),
  hubTime: v.number(),
});
export type EnrolResponse = v.InferOutput<typeof enrolResponse>;

/** POST /api/credential: a clerk's first sign-on on a tablet, or its renewal. Signed by the device's delivery key over the canonical body. */
export const credentialRequest = v.object({
  deviceId: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
  employeeNo: v.pipe(v.string(), v.regex(/^\d{11}$/)),
  password: v.pipe(v.string(), v.minLength(1), v.maxLength(128)),
  /** What the clerk chooses instead: a one-time password opens nothing without it. */
  newPassword: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(128))),
  /**
   * From a locked tablet, for a clerk who has no copy of its key: the key of the tablet's spare copy, sealed to the hub
   * for `guestPurpose`, and the P-256 point the answer is to be sealed to.
   */
  guest: v.optional(v.object({ box: base64(400), point: base64(88) })),
  at: v.pipe(v.number(), v.safeInteger()),
  signature: base64(88),
});
export type CredentialRequest = v.InferOutput<typeof credentialRequest>;

export const credentialResponse = v.object({
  employeeNo: v.string(),
  name: v.string(),
  posts: v.array(v.string()),
  /** End of offline sign-on, hub time; signed by the hub over `deviceId|employeeNo|expiresAt`. */
  expiresAt: v.number(),
  signature: v.string(),
  hubTime: v.number(),
  /** What `guest.box` held, sealed to `guest.point` for `guestAnswerPurpose`; absent when the box is not for this hub. */
  guestKey: v.optional(base64(400)),
});
export type CredentialResponse = v.InferOutput<typeof credentialResponse>;

/** What the delivery key signs in a credential request: canonical CBOR of the other fields in this order, the last two only if they are there. */
export const credentialRequestBytes = (request: Omit<CredentialRequest, 'signature'>): Bytes =>
  encodeCbor([
    'credential',
    request.deviceId,
    request.employeeNo,
    request.password,
    request.at,
    ...(request.newPassword === undefined ? [] : [request.newPassword]),
    ...(request.guest === undefined ? [] : [['guest', request.guest.box, request.guest.point]]),
  ]);

/** What the key of a tablet's spare copy is sealed for, to the hub and back to the tablet. */
export const guestPurpose = (deviceId: string): string => `guest|${deviceId}`;
export const guestAnswerPurpose = (deviceId: string, employeeNo: string): string =>
  `guest-answer|${deviceId}|${employeeNo}`;

/** What the hub signs in a credential response. `expiresAt` in ms, hub time. */
export const credentialBytes = (deviceId: string, employeeNo: string, expiresAt: number): Bytes =>
  textToBytes(`${deviceId}|${employeeNo}|${expiresAt}`);

/**
 * POST /api/account: an account of another outlet, for 通存通兑. Signed by the device's signing key, which only an open
 * vault has, for a clerk who is signed on at that device.
 */
export const accountRequest = v.object({
  deviceId: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
  employeeNo: v.pipe(v.string(), v.regex(/^\d{11}$/)),
  accountNo: v.pipe(v.string(), v.regex(/^\d{15}$/)),
  at: v.pipe(v.number(), v.safeInteger()),
  signature: base64(88),
});
export type AccountRequest = v.InferOutput<typeof accountRequest>;

/** What a stranger's outlet may know of an account: no balance, no full name, no paper. */
export const accountResponse = v.object({
  accountNo: v.string(),
  home: v.object({ code: v.string(), name: v.string(), nameEn: v.string() }),
  /** Masked, as on slips. */
  holder: v.string(),
  kind: v.string(),
  medium: v.string(),
  status: v.string(),
});
export type AccountResponse = v.InferOutput<typeof accountResponse>;

/** What the signing key signs in a request for an account. */
export const accountRequestBytes = (request: Omit<AccountRequest, 'signature'>): Bytes =>
  encodeCbor(['account', request.deviceId, request.employeeNo, request.accountNo, request.at]);

/** Every plain door answers a failure in this form. */
export const doorError = v.object({
  code: v.string(),
  message: v.string(),
  detail: v.optional(v.record(v.string(), v.union([v.string(), v.number()]))),
});
export type DoorError = v.InferOutput<typeof doorError>;

// ---- what is signed at the doors: one spelling for both sides -----------------------------------------------

/** Alphabet of enrolment codes: no 0, 1, I or O, so that a code can be read over a telephone. */
export const CODE_ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

export interface Certificate {
  readonly deviceId: string;
  readonly deviceNo: string;
  readonly outlet: string;
  /** Raw P-256 points, base64url. */
  readonly signingKey: string;
  readonly deliveryKey: string;
  readonly ecdhKey: string;
  readonly issuedAt: number;
}

/** The bytes of a device certificate, signed by the hub: by them a restored hub knows the device again. */
export const certificateBytes = (certificate: Certificate): Bytes =>
  encodeCbor([
    1,
    certificate.deviceId,
    certificate.deviceNo,
    certificate.outlet,
    base64ToBytes(certificate.signingKey),
    base64ToBytes(certificate.deliveryKey),
    base64ToBytes(certificate.ecdhKey),
    certificate.issuedAt,
  ]);

/** What such bytes say, or null when they are no certificate. */
export function readCertificate(bytes: Bytes): Certificate | null {
  const decoded = decodeCbor(bytes);
  if (!decoded.ok || !Array.isArray(decoded.value) || decoded.value.length !== 8) return null;
  const [form, deviceId, deviceNo, outlet, signing, delivery, ecdh, issuedAt] = decoded.value as readonly unknown[];
  const areKeys = signing instanceof Uint8Array && delivery instanceof Uint8Array && ecdh instanceof Uint8Array;
  if (form !== 1 || !areKeys || typeof issuedAt !== 'number') return null;
  if (typeof deviceId !== 'string' || typeof deviceNo !== 'string' || typeof outlet !== 'string') return null;
  const keys = {
    signingKey: bytesToBase64(signing),
    deliveryKey: bytesToBase64(delivery),
    ecdhKey: bytesToBase64(ecdh),
  };
  return { deviceId, deviceNo, outlet, ...keys, issuedAt };
}

/**
 * POST /api/readopt: a device that a restored hub does not know shows the certificate this hub once signed, and proves
 * with its delivery key that it is the one. The answer is that of an enrolment.
 */
export const readoptRequest = v.object({
  certificate: base64(600),
  certificateSignature: base64(88),
  /** By the delivery key over `readoptBytes`. */
  signature: base64(88),
});
export type ReadoptRequest = v.InferOutput<typeof readoptRequest>;

export const readoptBytes = (certificate: Bytes): Bytes => encodeCbor(['readopt', certificate]);

// ---- POST /sync/http: the sync messages where sockets are broken ----------------------------------------------

/**
 * A post without this header opens a session and answers with its id in this header and the hub's first messages.
 * A post with it hands messages in and takes the answers; with an empty body it waits up to HTTP_POLL_MS for one.
 * Posts of one session go one after another, but a terminal that has something to say breaks off its waiting post:
 * the next one ends that wait, and says so with SYNC_BROKEN_HEADER, for the answer may have been on its way: it is
 * given again. 410 SESSION_GONE: open a new session.
 */
export const SYNC_SESSION_HEADER = 'x-yizhan-session';
/** In a post: the waiting post before this one was broken off and its answer not read. */
export const SYNC_BROKEN_HEADER = 'x-yizhan-broken';
/** In an answer: the session is over, for this close reason. */
export const SYNC_CLOSED_HEADER = 'x-yizhan-closed';
export const HTTP_POLL_MS = 20_000;
/** Largest sync message, and largest body of one post, in bytes. */
export const SYNC_MESSAGE_BYTES_MAX = 4_194_304;

/** Messages one after another, each after its length in four bytes (big-endian). */
export function packMessages(messages: readonly Uint8Array[]): Bytes {
  const parts: Uint8Array[] = [];
  for (const message of messages) {
    const head = new Uint8Array(4);
    new DataView(head.buffer).setUint32(0, message.length);
    parts.push(head, message);
  }
  return concatBytes(...parts);
}

/** null when the bytes are not a list of whole messages. */
export function unpackMessages(bytes: Uint8Array): readonly Bytes[] | null {
  const out: Bytes[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  while (at < bytes.length) {
    if (at + 4 > bytes.length) return null;
    const length = view.getUint32(at);
    at += 4;
    if (at + length > bytes.length) return null;
    out.push(bytes.slice(at, at + length) as Bytes);
    at += length;
  }
  return out;
}
