import type { Context } from 'hono';
import { base64ToBytes, type Bytes } from '../../shared/kernel/bytes.ts';
import type { Instant } from '../../shared/kernel/dates.ts';
import { err, ok, type Result } from '../../shared/kernel/result.ts';
import type { Verifier } from '../../sync/index.ts';
import type { DeviceDirectory, DeviceEntry } from '../auth/ports.ts';
import { refuse } from './answers.ts';

/** A plain request that an enrolled device signed: known, in service, and not older than five minutes. */
export interface DeviceDoor {
  readonly directory: Pick<DeviceDirectory, 'device'>;
  readonly verifier: Verifier;
  now(): Instant;
}

interface SignedRequest {
  readonly deviceId: string;
  /** When the device signed it, ms. */
  readonly at: Instant;
  readonly signed: {
    readonly bytes: Bytes;
    /** base64url. */
    readonly signature: string;
    /** `delivery`: any enrolled device. `signing`: its vault is open, so a clerk is there. */
    readonly with: 'delivery' | 'signing';
  };
}

const SKEW_MS_MAX = 300_000;

/** The device that signed it, or the answer that says why it is not believed. */
export async function signedBy(
  c: Context,
  door: DeviceDoor,
  request: SignedRequest,
): Promise<Result<DeviceEntry, Response>> {
  const device = await door.directory.device(request.deviceId);
  if (device === null)
    return err(
      refuse(c, 403, {
        code: 'NOT_ENROLLED',
        message: 'The hub does not know this device. Enrol it again; its journal stays.',
      }),
    );
  const { bytes, signature, with: which } = request.signed;
  const key = which === 'delivery' ? device.deliveryKey : device.signingKey;
  if (!(await door.verifier.verify(key, base64ToBytes(signature), bytes)))
    return err(refuse(c, 403, { code: 'BAD_SIGNATURE', message: 'The request is not signed by this device.' }));
  if (device.status !== 'active')
    return err(
      refuse(c, 403, {
        code: 'DEVICE_REVOKED',
        message: 'This device is out of service. Call the county office.',
      }),
    );
  const hubTime = door.now();
  if (Math.abs(hubTime - request.at) > SKEW_MS_MAX)
    return err(
      refuse(c, 400, {
        code: 'CLOCK_UNTRUSTED',
        message: 'The clock of this device is wrong. Set it and try again.',
        detail: { hubTime, skewS: Math.round((request.at - hubTime) / 1000) },
      }),
    );
  return ok(device);
}
