import 'fake-indexeddb/auto';
import { expect, it } from 'vitest';
import type { Answer, Draft, TerminalApi } from './api.ts';
import { CHIEF, CODE, makeHub, OUTLET, PASSWORD, PIN, TELLER } from './testing/hub-kit.ts';
import { newTablet } from './testing/worker-kit.ts';

function value<T>(answer: Answer<T>): T {
  if (!answer.ok) throw new Error(`${answer.error.code} ${JSON.stringify(answer.error.detail)}`);
  return answer.value;
}
async function record(api: TerminalApi, draft: Draft, second: string | null = null): Promise<void> {
  const shown = value(await api.preview(draft));
  const approval = second === null ? null : { employeeNo: second, pin: PIN, approvalCode: shown.approvalCode };
  value(await api.capture(draft, approval));
}

it('[RA1] a hub that does not know the tablet any more is shown its certificate, and the journal goes on', async () => {
  const hub = await makeHub();
  const backup = hub.store.backup();
  const { api } = await newTablet(hub);
  value(await api.enrol({ code: CODE, employeeNo: TELLER, password: PASSWORD }));
  const beside = { employeeNo: CHIEF, pin: PIN, approvalCode: '' };
  value(await api.signOn({ employeeNo: TELLER, password: PASSWORD, witness: beside }));
  const take: Draft = { command: 'till.take', payload: { till_no: '01', counted_fen: 2_000_000, denominations: [] } };
  await record(api, take, CHIEF);
  const devices = () => [...hub.store.branch(OUTLET).devices.values()];
  await expect.poll(() => devices().map((one) => one.seq), { timeout: 5_000 }).toEqual([2]);
  const [before] = devices();

  hub.cut();
  hub.store.restore(backup, 'life-2');
  expect(devices()).toEqual([]);
  hub.road = true;
  const deposit = { account: '106', fen: 100, medium_seen: true, id_seen: false, signature_hash: null };
  await record(api, { command: 'counter.deposit', payload: deposit });
  await expect
    .poll(
      async () => {
        await api.nudge();
        return devices().map((one) => [one.id, one.seq]);
      },
      { timeout: 15_000, interval: 200 },
    )
    .toEqual([[before?.id, 3]]);
});
