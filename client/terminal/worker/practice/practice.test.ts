import 'fake-indexeddb/auto';
import { afterEach, expect, it } from 'vitest';
import { sha256 } from '../../../../shared/kernel/hash.ts';
import { noCompressor } from '../../../../sync/testing/device-kit.ts';
import { dropPractice } from '../../../platform/dexie/practice-databases.ts';
import type { Draft, PracticeView, TerminalApi } from '../api.ts';
import { ready, until, value } from '../testing/counter-kit.ts';
import { startPractice } from './start.ts';

const png = new Uint8Array([1, 2, 3]);
const [TELLER, CHIEF, MANAGER] = ['99999901001', '99999901002', '99999901003'] as const;
const databaseNames = async () => (await indexedDB.databases()).map((one) => one.name ?? '').sort();
/** The practice of a test goes with its worker: nothing of it may open the databases again behind the next one. */
let kill = (): void => undefined;
async function leave(): Promise<void> {
  kill();
  // What it had in hand comes to its end.
  await new Promise((resolve) => setTimeout(resolve, 200));
  await dropPractice();
}
afterEach(leave);

async function play(): Promise<{ api: TerminalApi; view: () => Promise<PracticeView> }> {
  const began = performance.now();
  const elapsed = (): number => Math.round(performance.now() - began);
  let isAlive = true;
  kill = () => {
    isAlive = false;
  };
  const { api } = await startPractice({
    clock: { wall: () => Date.parse('2026-11-30T01:00:00Z') + elapsed(), mono: elapsed },
    timer: {
      after: (ms, what) => {
        const handle = setTimeout(() => (isAlive ? what() : undefined), ms);
        handle.unref();
        return () => clearTimeout(handle);
      },
    },
    compressor: noCompressor,
    emit: () => undefined,
  });
  const view = async (): Promise<PracticeView> => {
    const found = await api.practice();
    if (found === null) throw new Error('not practice');
    return found;
  };
  return { api, view };
}

it('a whole day of practice: every task is done by the play clerks with the passwords shown, one of them with the line cut', async () => {
  const { api, view } = await play();
  expect(await api.state()).toMatchObject({ practice: true, outlet: { code: '99999901', name: '演练支局' } });
  const people = await view();
  expect(people.done).toEqual([]);
  const pinOf = (no: string): string => people.clerks.find((one) => one.employeeNo === no)?.pin ?? '';
  const secret = (no: string): string => people.clerks.find((one) => one.employeeNo === no)?.password ?? '';
  expect((await api.clerks()).map((one) => one.name)).toEqual(['周练习', '吴演示', '郑督导']);
  const on = async (no: string, beside: string | null) =>
    value(
      await api.signOn({
        employeeNo: no,
        password: secret(no),
        witness: beside === null ? null : { employeeNo: beside, pin: pinOf(beside), approvalCode: '' },
      }),
    );
  const send = async (draft: Draft, second: string | null = null) => {
    const shown = value(await api.preview(draft));
    expect(shown.refusal).toBeNull();
    const approval =
      second === null ? null : { employeeNo: second, pin: pinOf(second), approvalCode: shown.approvalCode };
    return value(await api.capture(draft, approval));
  };
  expect(await api.firstOfDay()).toBe(true);
  await on(TELLER, CHIEF);
  await send({ command: 'till.take', payload: { till_no: '01', counted_fen: 5_000_000, denominations: [] } }, CHIEF);
  const [hit] = await api.search('wxy', 3);
  expect(hit).toMatchObject({ name: '王小样' });
  expect(await api.search('0011', 3)).toMatchObject([{ name: '李模拟', matched: 'card' }]);
  const account = (await api.customer(hit?.id ?? ''))?.accounts[0]?.id ?? '';
  const deposit: Draft = {
    command: 'counter.deposit',
    payload: { account, fen: 50_000, medium_seen: true, id_seen: false, signature_hash: null },
  };
  const posted = (task: string) => until(task, async () => (await view()).done.some((one) => one === task));
  await until('on line', async () => (await api.sync()).phase === 'live' && (await api.sync()).waiting === 0);
  const first = await send(deposit);
  await posted('deposit');
  await api.practiceLine(false);
  await until('cut', async () => (await api.sync()).phase !== 'live');
  expect((await view()).line).toBe(false);
  await send({
    command: 'counter.withdraw',
    signature: png,
    payload: {
      ...deposit.payload,
      holder_present: true,
      pin_result: 'not_used',
      id_seen: true,
      id_last4: '0010',
      fen: 10_000,
      signature_hash: sha256(png),
    },
  });
  expect((await view()).done).toEqual(['deposit']);
  await api.practiceLine(true);
  await api.nudge();
  await posted('withdraw');
  expect((await view()).done).toContain('offline');
  await until('settled', async () => (await api.sync()).waiting === 0 && (await api.sync()).unsettled === 0);
  await send({ command: 'counter.reverse', payload: { original: first.seq, reason: 'wrong_amount' } }, CHIEF);
  await posted('reverse');

  const count = { till: '01', counted_fen: 4_990_000, denominations: [] };
  await send({ command: 'till.interim_balance', payload: count });
  await send({ command: 'till.formal_balance', payload: { ...count, vouchers: [] } }, CHIEF);
  await send({ command: 'till.hand_in', payload: count }, CHIEF);
  await posted('hand_in');
  value(await api.signOff());
  await on(CHIEF, null);
  await send({ command: 'till.take', payload: { till_no: '00', counted_fen: 10_000_000, denominations: [] } }, MANAGER);
  const main = { till: '00', counted_fen: 10_000_000, denominations: [] };
  await send({ command: 'till.interim_balance', payload: main });
  await send({ command: 'till.formal_balance', payload: { ...main, vouchers: [] } }, MANAGER);
  await send({ command: 'till.hand_in', payload: main }, MANAGER);
  await send({ command: 'outlet.device_close', payload: {} });
  await send({ command: 'outlet.day_close', payload: { over_limit_reason: null } }, MANAGER);
  await posted('day_close');
  expect((await view()).done).toEqual(['deposit', 'withdraw', 'reverse', 'offline', 'hand_in', 'day_close']);
}, 60_000);

it('the real tablet beside it is not touched, does not read its codes, and nothing can be carried out of it', async () => {
  await dropPractice();
  const { tablet, api: real } = await ready();
  const rows = async () => Promise.all(tablet.db.tables.map(async (table) => [table.name, await table.toArray()]));
  await until('settled', async () => (await real.sync()).waiting === 0 && (await real.sync()).unsettled === 0);
  expect(await real.practice()).toBeNull();
  expect((await real.state()).practice).toBe(false);
  const before = await rows();
  const names = await databaseNames();
  const { api, view } = await play();
  const [teller, chief] = (await view()).clerks;
  value(
    await api.signOn({
      employeeNo: teller?.employeeNo ?? '',
      password: teller?.password ?? '',
      witness: { employeeNo: chief?.employeeNo ?? '', pin: chief?.pin ?? '', approvalCode: '' },
    }),
  );
  expect(await api.search('6228', 5)).toEqual([]);
  expect(await api.search('wxy', 5)).toMatchObject([{ name: '王小样' }]);
  for (const way of [api.vanExport(), api.vanImport(new Uint8Array(9)), api.vanCarry(new Uint8Array(9), false)])
    expect(await way).toMatchObject({ ok: false, error: { code: 'PRACTICE' } });
  expect((await api.exportJournal()).size).toBe(0);
  value(await api.capture({ command: 'outlet.device_close', payload: {} }, null));
  const code = await api.closingCode();
  expect(await real.readCode(code?.text ?? '')).toMatchObject({ ok: false, error: { code: 'HAND_FOREIGN' } });
  expect(await rows()).toEqual(before);
  expect((await databaseNames()).filter((name) => !names.includes(name))).toEqual([
    'yizhan-practice-keys',
    'yizhan-practice-terminal',
  ]);
  await leave();
  expect(await databaseNames()).toEqual(names);
}, 60_000);
