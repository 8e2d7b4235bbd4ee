import { base64ToBytes } from '../../../shared/kernel/bytes.ts';
import type { SessionStatus } from '../../../sync/index.ts';
import type { DeviceRecord } from '../../platform/vault/key-database.ts';
import { certificateHolds } from './enrol.ts';
import { askReadopt } from './hub-doors.ts';
import type { World } from './world.ts';

/**
 * A hub restored from a backup older than this tablet does not know it. The tablet shows its certificate, is known
 * again under its keys, and its journal goes on where it stands; nobody types a code.
 */
export async function readopt(world: World, device: DeviceRecord): Promise<boolean> {
  const answer = await askReadopt(world, device);
  if (!answer.ok) return false;
  const keys = { signing: device.signingPublic, delivery: device.deliveryPublic, ecdh: device.ecdhPublic };
  if (!(await certificateHolds(answer.value, keys, device.hubSigningKey))) return false;
  // Its number may have gone to another tablet since.
  await world.keyDb.device.put({
    ...device,
    deviceNo: answer.value.deviceNo,
    certificate: base64ToBytes(answer.value.certificate),
    certificateSignature: base64ToBytes(answer.value.certificateSignature),
  });
  return true;
}

/** Asks once for each time the hub says that it does not know the device, then tries the line again. */
export function readoptWhenUnknown(
  world: World,
  device: DeviceRecord,
  again: () => void,
): (status: SessionStatus) => void {
  let wasUnknown = false;
  return ({ stopped }) => {
    const isUnknown = stopped === 'unknown_device';
    if (isUnknown && !wasUnknown)
      void readopt(world, device).then((known) => {
        if (known) again();
      });
    wasUnknown = isUnknown;
  };
}
