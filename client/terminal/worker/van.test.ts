import 'fake-indexeddb/auto';
import { expect, it } from 'vitest';
import type { Bytes } from '../../../shared/kernel/bytes.ts';
import { VAN_FILE_BYTES_MAX } from '../../../shared/read-models/van.ts';
import { BUNDLE_BYTES_MAX } from '../../../sync/index.ts';
import type { Answer, Draft, TerminalApi } from './api.ts';
import { CHIEF, CODE, makeHub, OUTLET, PASSWORD, PIN, TELLER, type TestHub } from './testing/hub-kit.ts';
import { throughTheOffice } from './testing/van-kit.ts';
import { newTablet, type Tablet } from './testing/worker-kit.ts';

/** The mail van at the tablet: with no road, out and back by files alone. */

function value<T>(answer: Answer<T>): T {
  if (!answer.ok) throw new Error(`${answer.error.code} ${JSON.stringify(answer.error.detail)}`);
  return answer.value;
}
async function until(what: string, test: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (await test()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`never: ${what}`);
}
const bytesOf = async (file: Blob): Promise<Bytes> => new Uint8Array(await file.arrayBuffer());
async function send(api: TerminalApi, draft: Draft, second: string | null = null): Promise<void> {
  const shown = value(await api.preview(draft));
  const approval = second === null ? null : { employeeNo: second, pin: PIN, approvalCode: shown.approvalCode };
  value(await api.capture(draft, approval));
}
const take: Draft = { command: 'till.take', payload: { till_no: '01', counted_fen: 2_000_000, denominations: [] } };
const deposit = (fen: number): Draft => ({
  command: 'counter.deposit',
  payload: { account: '106', fen, medium_seen: true, id_seen: false, signature_hash: null },
});
const balanceAt = (hub: TestHub): unknown => hub.store.branch(OUTLET).rows.get('account:106')?.body?.['ledger_fen'];

/** On line once, then the road is gone and two deposits are taken. */
async function dark(hub: TestHub): Promise<Tablet> {
  const tablet = await newTablet(hub);
  const beside = { employeeNo: CHIEF, pin: PIN, approvalCode: '' };
  value(await tablet.api.enrol({ code: CODE, employeeNo: TELLER, password: PASSWORD }));
  value(await tablet.api.signOn({ employeeNo: TELLER, password: PASSWORD, witness: beside }));
  await send(tablet.api, take, CHIEF);
  await until('received', async () => (await tablet.api.sync()).waiting === 0);
  await until('settled', async () => (await tablet.api.sync()).unsettled === 0);
  hub.cut();
  await until('offline', async () => !(await tablet.api.sync()).online);
  await send(tablet.api, deposit(10_000));
  await send(tablet.api, deposit(5_000));
  return tablet;
}

it('[MV1] [MV2] a locked tablet gives its file, keeps the answer sealed, and takes it at the next unlock, without a line', async () => {
  const hub = await makeHub();
  const { api } = await dark(hub);
  const before = balanceAt(hub);
  await api.lock();
  const out = value(await api.vanExport());
  expect(out).toMatchObject({ left: 0, name: `yizhan-to-centre-${OUTLET}-02-1.van` });
  const answer = await throughTheOffice(hub, await bytesOf(out.file));
  expect(balanceAt(hub)).toBe(Number(before) + 15_000);
  expect(await api.vanImport(answer)).toEqual({ ok: true, value: { kind: 'kept' } });
  expect(await api.van()).toMatchObject({ kept: true, answeredAt: null, made: { number: 1 } });
  value(await api.unlock(PASSWORD));
  // What the file carried is settled; the unlock itself is an entry of its own.
  expect(await api.sync()).toMatchObject({ waiting: 1, unsettled: 0, online: false, dataAt: hub.now });
  expect(
    (await api.journal(null)).filter((line) => line.command === 'counter.deposit').map((line) => line.lights),
  ).toEqual(['posted', 'posted']);
  expect(await api.van()).toMatchObject({ kept: false, answeredAt: hub.now, fault: null });
  expect(await api.vanImport(answer)).toMatchObject({ ok: false, error: { code: 'VAN_REPLAYED' } });
  // The line comes back: nothing goes twice.
  hub.road = true;
  await api.nudge();
  await until('on line', async () => (await api.sync()).online);
  expect(balanceAt(hub)).toBe(Number(before) + 15_000);
});

it('[MV1] a browser that was killed comes back locked and still gives all; with the clerk on, the answer is in use at once', async () => {
  const hub = await makeHub();
  const { api } = await (await dark(hub)).reload();
  const out = value(await api.vanExport());
  expect(out.entries).toBeGreaterThanOrEqual(2);
  // The tail nobody signed is there and held until the vault signs it.
  const first = await throughTheOffice(hub, await bytesOf(out.file));
  expect([...hub.store.branch(OUTLET).raw.values()].filter((raw) => raw.reason === 'unsigned').length).toBeGreaterThan(
    1,
  );
  expect(await api.repairs()).toEqual([]);
  expect(value(await api.vanImport(first))).toEqual({ kind: 'kept' });
  value(await api.unlock(PASSWORD));
  // The repair desk says why, until the file that holds the signature was answered.
  const deposits = (await api.repairs()).filter((one) => one.command === 'counter.deposit');
  expect(deposits.map((one) => [one.reason, one.amountFen])).toEqual([
    ['unsigned', 10_000],
    ['unsigned', 5_000],
  ]);
  const second = value(await api.vanExport());
  const taken = value(await api.vanImport(await throughTheOffice(hub, await bytesOf(second.file))));
  expect(taken).toMatchObject({ kind: 'taken', otherLife: false });
  expect(await api.sync()).toMatchObject({ waiting: 0, unsettled: 0, online: false });
  expect(await api.repairs()).toEqual([]);
  // Work goes on behind it.
  await send(api, deposit(700));
  expect((await api.sync()).waiting).toBe(1);
});

it('pages and engine bound a file alike', () => {
  expect(VAN_FILE_BYTES_MAX).toBe(BUNDLE_BYTES_MAX);
});

it('[MV4] another tablet carries the file over its line; what is wrong is told by name', async () => {
  const hub = await makeHub();
  const [mine, other] = [await dark(hub), await newTablet(hub)];
  const file = await bytesOf(value(await mine.api.vanExport()).file);
  hub.road = true;
  value(await other.api.enrol({ code: CODE, employeeNo: TELLER, password: PASSWORD }));
  hub.cut();
  expect(await other.api.vanCarry(file, false)).toMatchObject({ ok: false, error: { code: 'OFFLINE' } });
  hub.road = true;
  expect(await other.api.vanCarry(file.slice(0, 100), false)).toMatchObject({ error: { code: 'VAN_TRUNCATED' } });
  const carried = value(await other.api.vanCarry(file, false));
  const reply = await bytesOf(carried.file);
  expect(await other.api.vanImport(reply)).toMatchObject({ error: { code: 'VAN_OTHER_DEVICE' } });
  expect(await mine.api.vanImport(file)).toMatchObject({ error: { code: 'VAN_WRONG_WAY' } });
  expect(await mine.api.vanImport(new TextEncoder().encode('no file'))).toMatchObject({
    error: { code: 'VAN_NOT_A_BUNDLE' },
  });
  expect(value(await mine.api.vanImport(reply))).toMatchObject({ kind: 'taken' });
});
