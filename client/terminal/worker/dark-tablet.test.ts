import 'fake-indexeddb/auto';
import { expect, it } from 'vitest';
import type { Answer, Draft, TerminalApi } from './api.ts';
import { CHIEF, CODE, makeHub, MANAGER, OUTLET, PASSWORD, person, PIN, TELLER } from './testing/hub-kit.ts';
import { newTablet } from './testing/worker-kit.ts';

/** A tablet that lay dark while the outlet closed the date without it (缺终端), with its till still out. */

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
async function send(api: TerminalApi, draft: Draft, second: string | null = null): Promise<void> {
  const shown = value(await api.preview(draft));
  const approval = second === null ? null : { employeeNo: second, pin: PIN, approvalCode: shown.approvalCode };
  value(await api.capture(draft, approval));
}
const refusal = async (api: TerminalApi, draft: Draft): Promise<string | null> => {
  const answer = await api.preview(draft);
  return answer.ok ? (answer.value.refusal?.code ?? null) : answer.error.code;
};
const count = { till: '01', counted_fen: 2_000_000, denominations: [] };
const take: Draft = { command: 'till.take', payload: { till_no: '01', counted_fen: 2_000_000, denominations: [] } };
const deposit: Draft = {
  command: 'counter.deposit',
  payload: { account: '106', fen: 100, medium_seen: true, id_seen: false, signature_hash: null },
};
const closeDay = (missing: readonly string[]): Draft => ({
  command: 'outlet.day_close',
  payload: { over_limit_reason: null },
  missing,
});

async function handOver(api: TerminalApi): Promise<void> {
  await send(api, { command: 'till.interim_balance', payload: count });
  await send(api, { command: 'till.formal_balance', payload: { ...count, vouchers: [] } }, CHIEF);
  expect((await api.catchUp())?.tills).toMatchObject([{ tillNo: '01', balanced: true }]);
  await send(api, { command: 'till.hand_in', payload: count }, CHIEF);
  await send(api, { command: 'outlet.device_close', payload: {} });
  expect(await api.catchUp()).toMatchObject({ tills: [], handedOver: true });
}

it('its date is closed without it, so is the next; it brings its till back and joins the date that is open', async () => {
  const hub = await makeHub();
  await hub.post('org.set_employee', person(MANAGER, '陈国强', 'outlet_manager'));
  const [dark, main] = [await newTablet(hub), await newTablet(hub)];
  const beside = { employeeNo: CHIEF, pin: PIN, approvalCode: '' };
  value(await dark.api.enrol({ code: CODE, employeeNo: TELLER, password: PASSWORD }));
  value(await dark.api.signOn({ employeeNo: TELLER, password: PASSWORD, witness: beside }));
  await send(dark.api, take, CHIEF);
  value(await main.api.enrol({ code: CODE, employeeNo: CHIEF, password: PASSWORD }));
  value(await main.api.signOn({ employeeNo: CHIEF, password: PASSWORD, witness: null }));
  await until('the chief sees the till out', async () => (await main.api.dayEnd())?.tills[0]?.held === true);
  // A locked tablet hands over what it has and reads nothing.
  await dark.api.lock();

  const open = await main.api.dayEnd();
  const [other] = (open?.devices ?? []).filter((one) => !one.mine);
  expect(other).toMatchObject({ deviceNo: '02', closed: false, hasOldTill: false });
  expect(await refusal(main.api, closeDay([]))).toBe('TILL_OPEN');
  await send(main.api, closeDay([other?.device ?? '']), MANAGER);
  expect((await main.api.dayEnd())?.closed).toBe(true);
  value(await main.api.signOff());

  // The next date: the tablet is among its terminals for the till it has, and can be marked again.
  const manager = { employeeNo: MANAGER, pin: PIN, approvalCode: '' };
  expect(await main.api.signOnDay(CHIEF)).toMatchObject({ date: '2026-11-11', first: true, oldTill: null });
  value(await main.api.signOn({ employeeNo: CHIEF, password: PASSWORD, witness: manager }));
  const next = await main.api.dayEnd();
  expect(next?.devices.map((one) => [one.deviceNo, one.hasOldTill])).toEqual([
    ['02', true],
    ['03', false],
  ]);
  expect(await refusal(main.api, closeDay([]))).toBe('TILL_OPEN');
  expect(await refusal(main.api, closeDay([other?.device ?? '']))).toBeNull();

  // It comes back to its own date, locked or signed on anew, and learns that it was closed.
  value(await dark.api.unlock(PASSWORD));
  expect(await dark.api.session()).toMatchObject({ businessDate: '2026-11-10', till: { tillNo: '01' } });
  await until('it hears of the close', async () => (await dark.api.dayEnd())?.closed === true);
  expect(await dark.api.signOnDay(TELLER)).toMatchObject({ date: '2026-11-10', first: false, oldTill: '01' });
  expect(await refusal(dark.api, deposit)).toBe('BUSINESS_DATE_CLOSED');
  const late = await dark.api.dayEnd();
  expect(late).toMatchObject({ ownLate: true });
  expect(await dark.api.catchUp()).toEqual({
    date: '2026-11-10',
    over: 'closed',
    tills: [{ tillNo: '01', mine: true, holderName: '张海燕', balanced: false }],
    handedOver: false,
    joins: '2026-11-11',
  });
  expect(late?.tills.map((one) => [one.tillNo, one.here])).toEqual([['01', true]]);

  await handOver(dark.api);
  expect((await dark.api.dayEnd())?.ownLate).toBe(false);
  value(await dark.api.signOff());
  expect(await dark.api.signOnDay(TELLER)).toMatchObject({ date: '2026-11-11', first: false, oldTill: null });
  value(await dark.api.signOn({ employeeNo: TELLER, password: PASSWORD, witness: null }));
  expect(await dark.api.session()).toMatchObject({ businessDate: '2026-11-11', till: null });

  const lateCases = () =>
    [...hub.store.branch(OUTLET).rows.values()].flatMap(({ table, body }) =>
      table === 'exception_case' && body?.['code'] === 'DAY_CLOSE_LATE' ? [body['status']] : [],
    );
  await until('its closing ends the one case of it', async () => lateCases().includes('closed'));
  expect(lateCases()).toEqual(['closed']);
});

it('without a network it hands over and joins the new date by the word of two persons', async () => {
  const hub = await makeHub();
  const { api } = await newTablet(hub);
  const beside = { employeeNo: CHIEF, pin: PIN, approvalCode: '' };
  value(await api.enrol({ code: CODE, employeeNo: TELLER, password: PASSWORD }));
  value(await api.signOn({ employeeNo: TELLER, password: PASSWORD, witness: beside }));
  await send(api, take, CHIEF);
  hub.cut();
  await until('it is offline', async () => !(await api.sync()).online);
  await handOver(api);
  value(await api.signOff());
  const day = await api.signOnDay(TELLER);
  expect(day).toEqual({
    date: '2026-11-10',
    first: false,
    notWorked: [],
    skipped: [],
    oldTill: null,
    closedElsewhere: '2026-11-10',
  });
  const me = { employeeNo: TELLER, password: PASSWORD, elsewhere: true };
  expect(await api.signOn({ ...me, witness: null })).toMatchObject({ ok: false, error: { code: 'AUTH_REQUIRED' } });
  value(await api.signOn({ ...me, witness: beside }));
  expect(await api.session()).toMatchObject({ businessDate: '2026-11-11', till: null });
  expect(await refusal(api, take)).toBe('TILL_SAME_AS_YESTERDAY');
  hub.road = true;
  await until('the hub has it all', async () => (await api.sync()).waiting === 0);
  const state = [...hub.store.branch(OUTLET).rows.values()].find((row) => row.table === 'outlet_state')?.body;
  expect(state).toMatchObject({ open_date: '2026-11-11', last_closed: null, tills_out: [] });
  // On line the hub tells: nothing is asked of anybody.
  value(await api.signOff());
  await until('on line', async () => (await api.sync()).online);
  expect(await api.signOnDay(TELLER)).toMatchObject({ date: '2026-11-11', closedElsewhere: null });
});
