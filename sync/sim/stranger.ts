import { EMPTY_HASH } from '../../shared/kernel/ids.ts';
import type { CloseReason } from '../protocol/close-reasons.ts';
import { createCodec } from '../protocol/codec.ts';
import { helloBytes } from '../protocol/signed.ts';
import { PROTOCOL_FLOOR, PROTOCOL_VERSION } from '../protocol/version.ts';
import type { HubEngine } from '../engine/hub-api.ts';
import { createHubSession } from '../engine/hub-session.ts';
import { deviceKeys, newDevice, testSign, type DeviceKeys } from '../testing/device-kit.ts';
import type { MemoryHubStore } from '../engine/memory-hub-store.ts';
import { OUTLETS } from './market.ts';

/** Somebody at the hub's door who does not get in, and how the hub says so. */
const KNOCKS = {
  unknown_device: {},
  bad_signature: { enrolled: true, forged: true },
  version_too_old: { enrolled: true, protocol: PROTOCOL_FLOOR - 1 },
  device_suspended: { enrolled: true, status: 'suspended' },
  bad_message: { garbage: true },
  fault: { enrolled: true, breaks: true },
} as const satisfies Partial<Record<CloseReason, Knock>>;
interface Knock {
  readonly enrolled?: boolean;
  readonly forged?: boolean;
  readonly protocol?: number;
  readonly status?: 'suspended';
  readonly garbage?: boolean;
  /** The hub's database fails under it. */
  readonly breaks?: boolean;
}
export type Stranger = keyof typeof KNOCKS;
export const STRANGERS = Object.keys(KNOCKS) as readonly Stranger[];

const DEVICE_NO = '90';

/** @returns the reason the hub gave */
export async function knock(
  hub: HubEngine,
  store: MemoryHubStore,
  of: { readonly kind: Stranger; readonly name: string },
): Promise<CloseReason | null> {
  const how: Knock = KNOCKS[of.kind];
  const keys = deviceKeys(`stranger ${of.name}`);
  const branch = OUTLETS[0];
  if (how.enrolled) store.addDevice({ ...newDevice(keys, branch, DEVICE_NO), status: how.status ?? 'active' });
  const sent: Uint8Array<ArrayBuffer>[] = [];
  let closed: CloseReason | null = null;
  const session = createHubSession(
    how.breaks ? withoutDatabase(hub) : hub,
    {},
    { send: (bytes) => void sent.push(bytes), close: (reason) => void (closed = reason) },
  );
  session.start();
  await new Promise(setImmediate);
  const codec = createCodec(hub.compressor);
  const challenge = await codec.decode(sent[0] ?? new Uint8Array(0));
  if (!challenge.ok || challenge.value.type !== 'challenge') throw new Error('the hub speaks first');
  const { nonce } = challenge.value;
  const bytes = how.garbage ? new Uint8Array([9, 9, 9]) : await codec.encode(await hello(keys, { nonce, branch, how }));
  await session.receive(bytes);
  await new Promise(setImmediate);
  await session.end('leaving');
  if (how.enrolled) store.branch(branch).devices.delete(keys.id);
  return closed;
}

const withoutDatabase = (hub: HubEngine): HubEngine => ({
  ...hub,
  store: Object.assign(Object.create(hub.store) as HubEngine['store'], {
    inBranch: () => Promise.reject(new Error('the database is gone')),
  }),
});

async function hello(
  keys: DeviceKeys,
  { nonce, branch, how }: { nonce: Uint8Array<ArrayBuffer>; branch: string; how: Knock },
) {
  const body = {
    protocol: how.protocol ?? PROTOCOL_VERSION,
    device: keys.id,
    branch,
    appVersion: '1',
    signedWith: 'vault' as const,
    headSeq: 0,
    headHash: EMPTY_HASH,
    claims: [],
  };
  const key = how.forged ? keys.deliveryKey : keys.signingKey;
  return { type: 'hello' as const, ...body, signature: testSign(key, helloBytes(nonce, body)) };
}
