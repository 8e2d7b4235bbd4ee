import { base64ToBytes, bytesToBase64, equalBytes, type Bytes } from '../../../shared/kernel/bytes.ts';
import { deviceIdOf } from '../../../shared/kernel/ids.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { certificateBytes, credentialBytes, type EnrolResponse } from '../../../shared/read-models/doors.ts';
import { newDeviceKeys, publicBytes, verifyBytes, type NewKeys } from '../../platform/vault/device-keys.ts';
import { passwordLongEnough } from '../../../shared/rules/password.ts';
import { createVault, type OpenVault } from '../../platform/vault/vault.ts';
import type { Failure } from './api.ts';
import { askCredential, askEnrol } from './hub-doors.ts';
import type { World } from './world.ts';

/**
 * Enrolment: keys are made here, the hub gives the outlet and a certificate, the first clerk's password makes the
 * vault. Until the vault is stored nothing is stored; the keys are kept for a second try, because the code is
 * spent on them.
 */
export interface EnrolInput {
  readonly code: string;
  readonly employeeNo: string;
  readonly password: string;
  readonly newPassword?: string | undefined;
}

export interface Enroller {
  enrol(input: EnrolInput): Promise<Result<OpenVault, Failure>>;
}

const fail = (code: string): Result<never, Failure> => err({ code, detail: {} });

interface Claimed {
  readonly code: string;
  readonly keys: NewKeys;
  response: EnrolResponse | null;
}

async function claim(world: World, claimed: Claimed): Promise<Result<EnrolResponse, Failure>> {
  if (claimed.response !== null) return ok(claimed.response);
  const { keys } = claimed;
  const answer = await askEnrol(world, {
    code: claimed.code,
    signingKey: bytesToBase64(await publicBytes(keys.signing)),
    deliveryKey: bytesToBase64(await publicBytes(keys.delivery)),
    ecdhKey: bytesToBase64(await publicBytes(keys.ecdh)),
    appVersion: world.appVersion,
  });
  if (answer.ok) claimed.response = answer.value;
  return answer;
}

interface PublicKeys {
  readonly signing: Bytes;
  readonly delivery: Bytes;
  readonly ecdh: Bytes;
}

/** The certificate must be about these keys and signed by this hub. */
export async function certificateHolds(
  response: EnrolResponse,
  keys: PublicKeys,
  hubSigningKey: Bytes,
): Promise<boolean> {
  if (response.deviceId !== deviceIdOf(keys.signing)) return false;
  const certificate = base64ToBytes(response.certificate);
  const wanted = certificateBytes({
    deviceId: response.deviceId,
    deviceNo: response.deviceNo,
    outlet: response.outlet.code,
    signingKey: bytesToBase64(keys.signing),
    deliveryKey: bytesToBase64(keys.delivery),
    ecdhKey: bytesToBase64(keys.ecdh),
    issuedAt: response.hubTime,
  });
  if (!equalBytes(certificate, wanted)) return false;
  return verifyBytes(hubSigningKey, base64ToBytes(response.certificateSignature), certificate);
}

const publicKeys = async ({ signing, delivery, ecdh }: NewKeys): Promise<PublicKeys> => ({
  signing: await publicBytes(signing),
  delivery: await publicBytes(delivery),
  ecdh: await publicBytes(ecdh),
});

export function createEnroller(world: World): Enroller {
  let claimed: Claimed | null = null;
  return {
    enrol: async ({ code, employeeNo, password, newPassword }) => {
      if (!passwordLongEnough(newPassword ?? password)) return fail('PASSWORD_SHORT');
      if (claimed?.code !== code) claimed = { code, keys: await newDeviceKeys(), response: null };
      const { keys } = claimed;
      const answer = await claim(world, claimed);
      if (!answer.ok) return answer;
      const response = answer.value;
      const hubSigningKey = base64ToBytes(response.hubSigningKey);
      if (!(await certificateHolds(response, await publicKeys(keys), hubSigningKey))) return fail('VERSION_TOO_OLD');
      const credential = await askCredential(world, {
        deviceId: response.deviceId,
        deliveryKey: keys.delivery.privateKey,
        employeeNo,
        password,
        newPassword,
        at: response.hubTime,
      });
      if (!credential.ok) return credential;
      const { expiresAt, signature } = credential.value.credential;
      if (!(await verifyBytes(hubSigningKey, signature, credentialBytes(response.deviceId, employeeNo, expiresAt))))
        return fail('VERSION_TOO_OLD');
      const enrolled = {
        deviceId: response.deviceId,
        deviceNo: response.deviceNo,
        outlet: response.outlet,
        certificate: base64ToBytes(response.certificate),
        certificateSignature: base64ToBytes(response.certificateSignature),
        hubSigningKey,
        hubSealingKey: base64ToBytes(response.hubSealingKey),
        outletKey: base64ToBytes(response.outletKey),
        enrolledAt: response.hubTime,
      };
      const vault = await createVault(
        world.keyDb,
        enrolled,
        keys,
        { ...credential.value.credential, password: newPassword ?? password },
        world.kdf,
      );
      claimed = null;
      return ok(vault);
    },
  };
}
