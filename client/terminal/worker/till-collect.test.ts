import 'fake-indexeddb/auto';
import { expect, it } from 'vitest';
import type { Draft } from './api.ts';
import { chief, value, witness } from './testing/counter-kit.ts';
import { CHIEF, CODE, makeHub, MANAGER, PASSWORD, person, TELLER } from './testing/hub-kit.ts';
import { newTablet } from './testing/worker-kit.ts';

/** The clerk who took till 01 does not come back to the tablet; the manager and the chief teller hand it in. */
it('is counted blind by two others at its tablet: written down when it differs, in the vault when it agrees', async () => {
  const hub = await makeHub();
  await hub.post('org.set_employee', person(MANAGER, '陈国强', 'outlet_manager'));
  const { api } = await newTablet(hub);
  value(await api.enrol({ code: CODE, employeeNo: TELLER, password: PASSWORD }));
  // Who is new to a tablet signs on while its vault is open.
  value(await api.signOn({ employeeNo: MANAGER, password: PASSWORD, witness }));
  value(await api.signOff());
  value(await api.signOn({ employeeNo: TELLER, password: PASSWORD, witness: null }));
  const take = { command: 'till.take', payload: { till_no: '01', counted_fen: 2_000_000, denominations: [] } };
  value(await api.capture(take, chief(value(await api.preview(take)).approvalCode)));
  await api.lock();
  value(await api.signOn({ employeeNo: MANAGER, password: PASSWORD, witness: null }));
  const tile = async () => (await api.tills()).find((one) => one.tillNo === '01');
  expect(await tile()).toMatchObject({ holderName: '张海燕', mine: false, leftHere: true });
  hub.cut();
  const collect = (counted_fen: number): Draft => ({
    command: 'till.collect',
    payload: { till: '01', counted_fen, denominations: [], vouchers: [], reason: '柜员送医' },
  });
  async function send(draft: Draft) {
    const shown = value(await api.preview(draft));
    expect(shown.checkerPost).toBe('chief_teller');
    expect(shown.checkers.map((one) => one.employeeNo)).toEqual([CHIEF]);
    return value(await api.capture(draft, chief(shown.approvalCode)));
  }
  await send(collect(1_990_000));
  expect(await api.tillCount('01')).toMatchObject({ differenceFen: -10_000, balanced: false });
  expect(await tile()).toMatchObject({ status: 'held', holderName: '张海燕' });
  const done = await send(collect(2_000_000));
  expect(done.slip).toMatchObject({ kind: 'T3', title: '尾箱代缴单' });
  expect(done.slip?.lines).toContainEqual({ label: '原因', value: '柜员送医' });
  expect(await tile()).toMatchObject({ status: 'in_vault', holderName: null, leftHere: false });
  expect(await api.capture(collect(2_000_000), null)).toMatchObject({ ok: false, error: { code: 'NO_TILL' } });
  value(await api.signOff());
  // Should the clerk come back after all, nothing is in their hands and they may go home.
  value(await api.signOn({ employeeNo: TELLER, password: PASSWORD, witness: null }));
  expect((await api.session())?.till).toBeNull();
  value(await api.signOff());
}, 30_000);
