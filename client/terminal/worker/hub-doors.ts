import * as v from 'valibot';
import { base64ToBytes, bytesToBase64, type Bytes } from '../../../shared/kernel/bytes.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import {
  accountRequestBytes,
  accountResponse,
  credentialRequestBytes,
  credentialResponse,
  doorError,
  enrolResponse,
  type AccountResponse,
  readoptBytes,
  type CredentialRequest,
  type CredentialResponse,
  type EnrolRequest,
  type EnrolResponse,
  type ReadoptRequest,
} from '../../../shared/read-models/doors.ts';
import { sha256 } from '../../../shared/kernel/hash.ts';
import { VAN_HEADERS, vanAnswer, vanRequestBytes, type VanAnswer } from '../../../shared/read-models/van.ts';
import { signBytes } from '../../platform/vault/device-keys.ts';
import type { DeviceRecord } from '../../platform/vault/key-database.ts';
import type { Credential } from '../../platform/vault/vault.ts';
import type { Failure } from './api.ts';
import type { World } from './world.ts';

/** The hub's plain doors: enrolment, credentials, accounts of other outlets. No answer within 20 s is OFFLINE, never a wait without end. */
const ANSWER_MS = 20_000;

const post = (world: World, path: string, body: unknown, waitMs?: number): Promise<Result<unknown, Failure>> =>
  send(world, path, { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }, waitMs);

async function send(
  world: World,
  path: string,
  what: Pick<RequestInit, 'headers' | 'body'>,
  waitMs = ANSWER_MS,
): Promise<Result<unknown, Failure>> {
  const offline = err({ code: 'OFFLINE', detail: {} } satisfies Failure);
  try {
    const signal = AbortSignal.timeout(waitMs);
    const answer = await world.fetch(path, { method: 'POST', ...what, signal });
    const json: unknown = await answer.json();
    if (answer.ok) return ok(json);
    const refused = v.safeParse(doorError, json);
    return refused.success ? err({ code: refused.output.code, detail: refused.output.detail ?? {} }) : offline;
  } catch {
    return offline;
  }
}

/** A hub that answers in another form than agreed is of another version. */
const unreadable = err({ code: 'VERSION_TOO_OLD', detail: {} } satisfies Failure);

export async function askEnrol(world: World, request: EnrolRequest): Promise<Result<EnrolResponse, Failure>> {
  const answer = await post(world, '/api/enrol', request);
  if (!answer.ok) return answer;
  const read = v.safeParse(enrolResponse, answer.value);
  return read.success ? ok(read.output) : unreadable;
}

/** Shows the certificate of this device to a hub that does not know it. */
export async function askReadopt(world: World, device: DeviceRecord): Promise<Result<EnrolResponse, Failure>> {
  const { certificate, certificateSignature, deliveryPrivate } = device;
  const answer = await post(world, '/api/readopt', {
    certificate: bytesToBase64(certificate),
    certificateSignature: bytesToBase64(certificateSignature),
    signature: bytesToBase64(await signBytes(deliveryPrivate, readoptBytes(certificate))),
  } satisfies ReadoptRequest);
  if (!answer.ok) return answer;
  const read = v.safeParse(enrolResponse, answer.value);
  return read.success ? ok(read.output) : unreadable;
}

export interface CredentialAsk {
  readonly deviceId: string;
  readonly deliveryKey: CryptoKey;
  readonly employeeNo: string;
  readonly password: string;
  readonly newPassword?: string | undefined;
  /** From a locked tablet: also asks for the key of its spare copy. */
  readonly guest?: CredentialRequest['guest'];
  /** The device's best knowledge of the time, ms. */
  readonly at: number;
  /** Longest wait for the answer; a plain door's when absent. */
  readonly waitMs?: number;
}

async function askOnce(world: World, ask: CredentialAsk): Promise<Result<unknown, Failure>> {
  const { deviceId, employeeNo, password, newPassword, guest, at } = ask;
  const body = {
    ...{ deviceId, employeeNo, password, at },
    ...(newPassword === undefined ? {} : { newPassword }),
    ...(guest === undefined ? {} : { guest }),
  };
  const signature = bytesToBase64(await signBytes(ask.deliveryKey, credentialRequestBytes(body)));
  return post(world, '/api/credential', { ...body, signature }, ask.waitMs);
}

/** A tablet whose clock is wrong asks once more with the hub's own time. */
async function withClock(
  at: number,
  ask: (at: number) => Promise<Result<unknown, Failure>>,
): Promise<Result<unknown, Failure>> {
  const answer = await ask(at);
  const hubTime = answer.ok ? undefined : answer.error.detail['hubTime'];
  return !answer.ok && answer.error.code === 'CLOCK_UNTRUSTED' && typeof hubTime === 'number' ? ask(hubTime) : answer;
}

export async function askCredential(world: World, ask: CredentialAsk): Promise<Result<Granted, Failure>> {
  const answer = await withClock(ask.at, (at) => askOnce(world, { ...ask, at }));
  if (!answer.ok) return answer;
  const read = v.safeParse(credentialResponse, answer.value);
  return read.success ? ok(toCredential(read.output)) : unreadable;
}

/** A credential, and beside it the answer to `guest`. */
export interface Granted {
  readonly credential: Credential;
  readonly guestKey: Bytes | null;
}

function toCredential(response: CredentialResponse): Granted {
  const { employeeNo, name, posts, expiresAt, signature, guestKey } = response;
  return {
    credential: { employeeNo, name, posts, expiresAt, signature: base64ToBytes(signature) },
    guestKey: guestKey === undefined ? null : base64ToBytes(guestKey),
  };
}

export interface VanAsk {
  readonly deviceId: string;
  readonly deliveryKey: CryptoKey;
  readonly file: Bytes;
  readonly again: boolean;
  /** The device's best knowledge of the time, ms. */
  readonly at: number;
}
/** A file may be long and the line thin. */
const FILE_MS = 300_000;

/** Carries a file of the mail van to the hub and the answer back. */
export async function askVan(world: World, ask: VanAsk): Promise<Result<VanAnswer, Failure>> {
  const hash = sha256(ask.file);
  const answer = await withClock(ask.at, async (at) => {
    const signature = await signBytes(ask.deliveryKey, vanRequestBytes({ deviceId: ask.deviceId, at, hash }));
    const headers = {
      'content-type': 'application/octet-stream',
      [VAN_HEADERS.device]: ask.deviceId,
      [VAN_HEADERS.at]: String(at),
      [VAN_HEADERS.signature]: bytesToBase64(signature),
    };
    return send(world, ask.again ? '/api/van?again=1' : '/api/van', { headers, body: ask.file }, FILE_MS);
  });
  if (!answer.ok) return answer;
  const read = v.safeParse(vanAnswer, answer.value);
  return read.success ? ok(read.output) : unreadable;
}

export interface AccountAsk {
  readonly deviceId: string;
  readonly employeeNo: string;
  readonly accountNo: string;
  /** The device's best knowledge of the time, ms. */
  readonly at: number;
  /** With the key only an open vault has. */
  sign(bytes: Bytes): Promise<Bytes>;
}

/** An account of another outlet, as far as this one may know it. */
export async function askAccount(world: World, ask: AccountAsk): Promise<Result<AccountResponse, Failure>> {
  const { deviceId, employeeNo, accountNo } = ask;
  const answer = await withClock(ask.at, async (at) => {
    const body = { deviceId, employeeNo, accountNo, at };
    return post(world, '/api/account', {
      ...body,
      signature: bytesToBase64(await ask.sign(accountRequestBytes(body))),
    });
  });
  if (!answer.ok) return answer;
  const read = v.safeParse(accountResponse, answer.value);
  return read.success ? ok(read.output) : unreadable;
}
