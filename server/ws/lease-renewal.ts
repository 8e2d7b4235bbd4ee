import type { ConfigKey } from '../../shared/rules/config-defaults.ts';
import { configValue } from '../../shared/rules/limits.ts';
import { config as configTable } from '../../shared/tables/config.ts';
import { deviceQuota } from '../../shared/tables/device-quota.ts';
import { lease } from '../../shared/tables/device.ts';
import { till } from '../../shared/tables/till.ts';
import type { Command, DeviceRecord, HubEngine } from '../../sync/index.ts';
import type { HubKeys } from '../auth/keys.ts';
import { randomBytes } from '../auth/password.ts';
import { faultText, type Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { DoorReads } from '../store/door-reads.ts';
import { createLeaseGrants } from './lease-grant.ts';

interface LeaseDeps {
  readonly reads: DoorReads;
  readonly engine: HubEngine;
  readonly metrics: Metrics;
  readonly keys: Pick<HubKeys, 'sign'>;
  readonly log: Log;
  now(): number;
  post(branch: string, commands: readonly Command[]): Promise<unknown>;
}

/** A setting of the nearest unit above a branch, as of the centre's open day. */
export const configOf =
  (core: { readonly reads: DoorReads; readonly engine: Pick<HubEngine, 'postingDate'> }) =>
  async (branch: string, key: ConfigKey): Promise<number> =>
    configValue(await core.reads.nearest(branch, configTable, key), key, core.engine.postingDate());

/** A lease for every terminal that has come online or stays; a failure costs the terminal its offline quota, never its session. */
export function leaseRenewal(
  core: LeaseDeps,
  present: (branch: string) => readonly string[],
): (device: DeviceRecord) => Promise<void> {
  const grants = createLeaseGrants({
    leases: (branch) => core.reads.rowsOf(branch, lease),
    tills: (branch) => core.reads.rowsOf(branch, till),
    stopped: async (branch) =>
      (await core.reads.rowsOf(branch, deviceQuota)).filter(({ row }) => row.stopped).map(({ id }) => id),
    present,
    activeDevices: core.reads.activeDevices,
    isRecovering: core.reads.isRecovering,
    standing: core.reads.standing,
    noteSeen: core.reads.noteSeen,
    config: configOf(core),
    hotListVersion: core.reads.hotListVersion,
    async post(branch, command) {
      await core.post(branch, [command]);
      core.metrics.count('yizhan_leases_total');
    },
    sign: core.keys.sign,
    now: core.now,
    postingDate: () => core.engine.postingDate(),
    random: randomBytes,
  });
  return (device) =>
    grants
      .renew(device)
      .catch((fault: unknown) =>
        core.log.error('lease not granted', { outlet: device.branch, fault: faultText(fault) }),
      );
}
