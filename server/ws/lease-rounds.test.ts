import { expect, test } from 'vitest';
import { newDeviceRecord, type DeviceRecord } from '../../sync/index.ts';
import { EMPTY_HASH } from '../../shared/kernel/ids.ts';
import { startLeaseRounds } from './lease-rounds.ts';

const device = (id: string, branch: string): DeviceRecord =>
  newDeviceRecord({ id, branch, deviceNo: '01', signingKey: EMPTY_HASH, deliveryKey: EMPTY_HASH });

test('a round looks once at every outlet with a live terminal, and two rounds at once are one', async () => {
  const seen: string[] = [];
  const rounds = startLeaseRounds({
    present: () => [device('a', '41272803'), device('b', '41272803'), device('c', '41272804')],
    renew: ({ branch }) => Promise.resolve(void seen.push(branch)),
    everyMs: 3_600_000,
  });
  await Promise.all([rounds.round(), rounds.round()]);
  expect(seen).toEqual(['41272803', '41272804']);
  await rounds.stop();
});

test('rounds come by themselves until stopped, and stopping waits for the outlet in hand only', async () => {
  const seen: string[] = [];
  let finish: () => void = () => undefined;
  const rounds = startLeaseRounds({
    present: () => [device('a', '41272803'), device('c', '41272804')],
    renew: async ({ branch }) => {
      seen.push(branch);
      await new Promise<void>((resolve) => (finish = resolve));
    },
    everyMs: 5,
  });
  await expect.poll(() => seen).toEqual(['41272803']);
  const stopped = rounds.stop();
  finish();
  await stopped;
  expect(seen).toEqual(['41272803']);
});
