import { createSealedDelivery } from '../../../sync/index.ts';
import { sealedJournal } from '../../platform/dexie/sealed-journal.ts';
import { signBytes } from '../../platform/vault/device-keys.ts';
import type { DeviceRecord } from '../../platform/vault/key-database.ts';
import type { SyncStatus } from './api.ts';
import { lineageOf } from './terminal.ts';
import { roughNow } from './unlock.ts';
import type { World } from './world.ts';

/** While the tablet is locked its journal still goes up, sealed as it lies, under the delivery key alone. */
export interface LockedDelivery {
  stop(): void;
  /** Try now: the road may be open. */
  nudge(): void;
}

/** How long an answer counts as being online. */
const ONLINE_MS = 60_000;

export function startLockedDelivery(
  world: World,
  device: DeviceRecord,
  tell: (change: Partial<SyncStatus>) => void,
): LockedDelivery {
  let over = false;
  let cancelOffline = (): void => undefined;
  const heard = async (waiting: number): Promise<void> => {
    const at = await roughNow(world);
    const dataAt = (await world.keyDb.facts.get('data-at'))?.value;
    if (over) return;
    tell({
      online: true,
      lastAnswerAt: at,
      waiting,
      ...(waiting === 0 ? { oldestWaitingAt: null } : {}),
      ...(typeof dataAt === 'number' ? { dataAt } : {}),
    });
    cancelOffline();
    cancelOffline = world.timer.after(ONLINE_MS, () => tell({ online: false }));
  };
  const branch = device.outlet.code;
  const delivery = createSealedDelivery({
    journal: sealedJournal(world.db),
    transport: world.transport,
    clock: world.clock,
    timer: world.timer,
    compressor: world.compressor,
    identity: { device: device.deviceId, branch, lineage: lineageOf(branch), appVersion: world.appVersion },
    sign: (bytes) => signBytes(device.deliveryPrivate, bytes),
    random: world.random,
    onWaiting: (waiting) => void heard(waiting),
  });
  delivery.start();
  return {
    stop() {
      over = true;
      cancelOffline();
      delivery.stop();
    },
    nudge: () => delivery.nudge(),
  };
}
