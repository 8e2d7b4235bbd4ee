import 'fake-indexeddb/auto';
import { expect, it } from 'vitest';
import { ready, until, value, witness } from './testing/counter-kit.ts';
import { CODE, makeHub, MANAGER, PASSWORD, person, SECOND, TELLER } from './testing/hub-kit.ts';
import { newTablet } from './testing/worker-kit.ts';

/** A clerk who has never signed on to this tablet, or whose password was given anew, while its vault is shut. */

it('is let in with the network by the hub and the tablet together, and from then on without', async () => {
  const { hub, tablet, api } = await ready();
  await api.lock();
  // Killed: nothing is in memory, only the databases are left.
  let { api: cold, keys } = await tablet.reload();
  expect((await cold.state()).phase).toBe('locked');
  const spare = async (): Promise<string> => String((await keys.facts.get('guest'))?.value);
  const before = await spare();
  const me = { employeeNo: SECOND, password: PASSWORD, witness: null };
  expect(await cold.signOn({ ...me, password: 'not-the-password' })).toMatchObject({ error: { code: 'LOGIN_BAD' } });
  hub.cut();
  expect(await cold.signOn(me)).toMatchObject({ ok: false, error: { code: 'UNKNOWN_CLERK_OFFLINE' } });
  hub.road = true;
  value(await cold.signOn(me));
  expect(await cold.session()).toMatchObject({ employeeNo: SECOND, locked: false });
  expect(await cold.search('wxy', 3)).toMatchObject([{ name: '王秀英' }]);
  // What went through the hub's hands opens nothing any more, and no copy of it lies in a clerk's slot.
  expect(await spare()).not.toBe(before);
  expect(JSON.stringify(await keys.slots.toArray())).not.toContain('guestKey');
  hub.cut();
  ({ api: cold, keys } = await tablet.reload());
  value(await cold.signOn(me));
  expect(await cold.session()).toMatchObject({ employeeNo: SECOND });
  await cold.lock();
  value(await cold.signOn({ employeeNo: TELLER, password: PASSWORD, witness: null }));
}, 60_000);

it('came to the outlet today: waits for their own row', async () => {
  const { hub, tablet } = await ready();
  await hub.post('org.set_employee', person(MANAGER, '陈国强', 'outlet_manager'));
  const { api: cold } = await tablet.reload();
  value(await cold.signOn({ employeeNo: MANAGER, password: PASSWORD, witness: null }));
  expect(await cold.session()).toMatchObject({ name: '陈国强', posts: ['outlet_manager'] });
}, 60_000);

it('is the first of a date no more alone than anybody else', async () => {
  const tablet = await newTablet(await makeHub());
  value(await tablet.api.enrol({ code: CODE, employeeNo: TELLER, password: PASSWORD }));
  await until('loaded', async () => (await tablet.api.sync()).dataAt !== null);
  const { api: cold } = await tablet.reload();
  const me = { employeeNo: SECOND, password: PASSWORD };
  expect(await cold.firstOfDay()).toBe(true);
  expect(await cold.signOn({ ...me, witness: null })).toMatchObject({ ok: false, error: { code: 'AUTH_REQUIRED' } });
  value(await cold.signOn({ ...me, witness }));
}, 60_000);

it('without a whole spare copy somebody who knows the tablet opens it first', async () => {
  const { tablet } = await ready();
  const { api: cold, keys } = await tablet.reload();
  const me = { employeeNo: SECOND, password: PASSWORD, witness: null };
  const kept = JSON.parse(String((await keys.facts.get('guest'))?.value)) as Record<string, string>;
  for (const damaged of [
    null,
    'no json',
    JSON.stringify({ ...kept, wrapped: `${kept['wrapped']?.slice(0, -4)}AAAA` }),
  ]) {
    if (damaged === null) await keys.facts.delete('guest');
    else await keys.facts.put({ key: 'guest', value: damaged });
    expect(await cold.signOn(me)).toMatchObject({ ok: false, error: { code: 'CLERK_NEEDS_OPEN_VAULT' } });
  }
  value(await cold.signOn({ employeeNo: TELLER, password: PASSWORD, witness: null }));
  await cold.lock();
  value(await cold.signOn(me));
}, 60_000);

it('a wrong password on a line that swallows everything is answered in seconds', async () => {
  const { hub, tablet, api } = await ready();
  await api.lock();
  const answer = hub.fetch;
  // A real fetch ends when its signal does.
  hub.fetch = (_path, { signal }) =>
    new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new TypeError('aborted'))));
  const { api: cold } = await tablet.reload();
  const began = performance.now();
  const me = { employeeNo: TELLER, witness: null };
  expect(await cold.signOn({ ...me, password: 'not-the-password' })).toMatchObject({ error: { code: 'LOGIN_BAD' } });
  expect(performance.now() - began).toBeLessThan(12_000);
  value(await cold.signOn({ ...me, password: PASSWORD }));
  hub.fetch = answer;
}, 60_000);

it('signs on behind a shut vault by a password that was given anew, and the old one is over', async () => {
  const { hub, tablet, api } = await ready();
  await api.lock();
  hub.passwords.set(TELLER, 'a-new-password-2026');
  const { api: cold } = await tablet.reload();
  const me = { employeeNo: TELLER, witness: null };
  value(await cold.signOn({ ...me, password: 'a-new-password-2026' }));
  await cold.lock();
  expect(await cold.signOn({ ...me, password: PASSWORD })).toMatchObject({ ok: false, error: { code: 'LOGIN_BAD' } });
}, 60_000);
