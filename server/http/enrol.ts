import type { Context } from 'hono';
import { base64ToBytes, bytesToBase64, type Bytes } from '../../shared/kernel/bytes.ts';
import type { Instant } from '../../shared/kernel/dates.ts';
import { deviceIdOf } from '../../shared/kernel/ids.ts';
import {
  certificateBytes,
  enrolRequest,
  type EnrolRequest,
  type EnrolResponse,
} from '../../shared/read-models/doors.ts';
import type { OfficeUnit } from '../../shared/read-models/office.ts';
import { isPublicKey, secretHash, type HubKeys } from '../auth/keys.ts';
import type { ClaimFault, DeviceDirectory } from '../auth/ports.ts';
import type { Metrics } from '../metrics.ts';
import { readJson, refuse, tooMany, type DoorStatus } from './answers.ts';
import type { RateLimit } from './rate-limit.ts';

/**
 * POST /api/enrol: a tablet shows a one-time code and its public keys and becomes a terminal of the code's outlet.
 * The code is spent in the same transaction that gives the device its number; asking again with the same code and
 * the same keys gets the same answer, so a lost answer costs nothing.
 */
export interface EnrolDeps {
  readonly directory: DeviceDirectory;
  readonly keys: HubKeys;
  readonly perAddress: RateLimit;
  readonly perCode: RateLimit;
  readonly metrics: Metrics;
  now(): Instant;
  unit(code: string): Promise<OfficeUnit | null>;
  /** Posts `device.enrol` into the outlet's branch. */
  enrolled(device: { readonly id: string; readonly deviceNo: string; readonly outlet: string }): Promise<void>;
  address(c: Context): string;
}

export const CLAIM_FAULTS: Readonly<Record<ClaimFault, { readonly status: DoorStatus; readonly message: string }>> = {
  CODE_WRONG: {
    status: 403,
    message: 'No outlet has this code. Read it again from the slip or ask the county office for a new one.',
  },
  CODE_USED: { status: 409, message: 'This code has enrolled another device. Ask the county office for a new one.' },
  CODE_EXPIRED: { status: 410, message: 'This code has expired. Ask the county office for a new one.' },
  DEVICE_KNOWN: {
    status: 409,
    message: 'This device is enrolled at another outlet. Clear the app on this tablet before it moves.',
  },
  OUTLET_FULL: {
    status: 409,
    message: 'The outlet has used all its 99 device numbers. The county office must release one.',
  },
};

interface Keys {
  readonly signingKey: Bytes;
  readonly deliveryKey: Bytes;
  readonly ecdhKey: Bytes;
}

async function readKeys(body: EnrolRequest): Promise<Keys | string> {
  const keys = {
    signingKey: base64ToBytes(body.signingKey),
    deliveryKey: base64ToBytes(body.deliveryKey),
    ecdhKey: base64ToBytes(body.ecdhKey),
  };
  if (!(await isPublicKey(keys.signingKey, 'ECDSA'))) return 'signingKey';
  if (!(await isPublicKey(keys.deliveryKey, 'ECDSA'))) return 'deliveryKey';
  if (!(await isPublicKey(keys.ecdhKey, 'ECDH'))) return 'ecdhKey';
  return keys;
}

export const enrolDoor =
  (deps: EnrolDeps) =>
  async (c: Context): Promise<Response> => {
    const waitAddress = deps.perAddress.take(deps.address(c));
    if (waitAddress > 0) return tooMany(c, waitAddress);
    const body = await readJson(c, enrolRequest);
    if (!body.ok) return body.error;
    const code = body.value.code.replaceAll('-', '');
    const waitCode = deps.perCode.take(code);
    if (waitCode > 0) return tooMany(c, waitCode);
    const keys = await readKeys(body.value);
    if (typeof keys === 'string') {
      return refuse(c, 400, {
        code: 'FIELD_FORMAT',
        message: `The field "${keys}" is not a P-256 public key.`,
        detail: { field: keys },
      });
    }
    const at = deps.now();
    const deviceId = deviceIdOf(keys.signingKey);
    const claim = await deps.directory.claimDevice({ codeHash: secretHash(code), deviceId, ...keys, at });
    deps.metrics.count('yizhan_enrolments_total', { result: claim.ok ? 'good' : claim.error });
    if (!claim.ok)
      return refuse(c, CLAIM_FAULTS[claim.error].status, {
        code: claim.error,
        message: CLAIM_FAULTS[claim.error].message,
      });
    await deps.enrolled({ id: deviceId, deviceNo: claim.value.deviceNo, outlet: claim.value.outlet });
    return c.json(await certify(deps, body.value, { deviceId, ...claim.value, at }));
  };

/** What a device is told about itself, with a certificate of this hub. */
export async function certify(
  deps: Pick<EnrolDeps, 'unit' | 'keys'>,
  body: Pick<EnrolRequest, 'signingKey' | 'deliveryKey' | 'ecdhKey'>,
  device: { readonly deviceId: string; readonly deviceNo: string; readonly outlet: string; readonly at: Instant },
): Promise<EnrolResponse> {
  const { deviceId, deviceNo, outlet, at } = device;
  const { signingKey, deliveryKey, ecdhKey } = body;
  const certificate = certificateBytes({ deviceId, deviceNo, outlet, signingKey, deliveryKey, ecdhKey, issuedAt: at });
  const unit = await deps.unit(outlet);
  return {
    deviceId,
    deviceNo,
    outlet: { code: outlet, name: unit?.name ?? outlet, nameEn: unit?.nameEn ?? outlet },
    certificate: bytesToBase64(certificate),
    certificateSignature: bytesToBase64(await deps.keys.sign(certificate)),
    hubSigningKey: bytesToBase64(deps.keys.signingKey),
    hubSealingKey: bytesToBase64(deps.keys.sealingKey),
    outletKey: bytesToBase64(deps.keys.outletKey(outlet)),
    hubTime: at,
  };
}
