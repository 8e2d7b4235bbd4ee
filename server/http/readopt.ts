import type { Context } from 'hono';
import { base64ToBytes } from '../../shared/kernel/bytes.ts';
import { deviceIdOf } from '../../shared/kernel/ids.ts';
import {
  readCertificate,
  readoptBytes,
  readoptRequest,
  type Certificate,
  type ReadoptRequest,
} from '../../shared/read-models/doors.ts';
import type { Verifier } from '../../sync/index.ts';
import { readJson, refuse, tooMany } from './answers.ts';
import { certify, CLAIM_FAULTS, type EnrolDeps } from './enrol.ts';

/**
 * POST /api/readopt: a tablet that was enrolled after the backup this hub was restored from. It shows its certificate
 * and goes on with its keys and its journal; nothing of it is enrolled anew. One that is known keeps what it is: a
 * tablet that was stopped or lost is not let in by an old certificate, it files its journal.
 */
export type ReadoptDeps = EnrolDeps & { readonly verifier: Verifier };

async function certified(deps: ReadoptDeps, body: ReadoptRequest): Promise<Certificate | null> {
  const bytes = base64ToBytes(body.certificate);
  const certificate = readCertificate(bytes);
  if (certificate === null || deviceIdOf(base64ToBytes(certificate.signingKey)) !== certificate.deviceId) return null;
  const isOurs = await deps.verifier.verify(deps.keys.signingKey, base64ToBytes(body.certificateSignature), bytes);
  const deliveryKey = base64ToBytes(certificate.deliveryKey);
  const isIts = isOurs && (await deps.verifier.verify(deliveryKey, base64ToBytes(body.signature), readoptBytes(bytes)));
  return isIts ? certificate : null;
}

export const readoptDoor =
  (deps: ReadoptDeps) =>
  async (c: Context): Promise<Response> => {
    const waitMs = deps.perAddress.take(deps.address(c));
    if (waitMs > 0) return tooMany(c, waitMs);
    const body = await readJson(c, readoptRequest);
    if (!body.ok) return body.error;
    const certificate = await certified(deps, body.value);
    if (certificate === null)
      return refuse(c, 403, {
        code: 'BAD_SIGNATURE',
        message: 'This certificate is not of this hub, or not of this device. Enrol the device; its journal stays.',
      });
    const { deviceId, outlet } = certificate;
    if ((await deps.unit(outlet)) === null)
      return refuse(c, 409, {
        code: 'OUTLET_UNKNOWN',
        message: 'The hub does not know the outlet of this device any more. Call the county office; its journal stays.',
      });
    const at = deps.now();
    const keys = {
      signingKey: base64ToBytes(certificate.signingKey),
      deliveryKey: base64ToBytes(certificate.deliveryKey),
      ecdhKey: base64ToBytes(certificate.ecdhKey),
    };
    const place = await deps.directory.readoptDevice({ deviceId, deviceNo: certificate.deviceNo, outlet, ...keys, at });
    deps.metrics.count('yizhan_readoptions_total', { result: place.ok ? 'good' : place.error });
    if (!place.ok) {
      const { status, message } = CLAIM_FAULTS[place.error];
      return refuse(c, status, { code: place.error, message });
    }
    const { deviceNo } = place.value;
    await deps.enrolled({ id: deviceId, deviceNo, outlet });
    return c.json(await certify(deps, certificate, { deviceId, deviceNo, outlet, at }));
  };
