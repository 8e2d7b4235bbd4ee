import { afterAll, beforeAll, expect, test } from 'vitest';
import { customer } from '../../shared/tables/customer.ts';
import { DEMO_PASSWORD } from '../demo/staff.ts';
import { faultText } from '../log.ts';
import { depositDraft } from '../ws/testing/deposits.ts';
import { greetTablet, journalOf, pushOf } from '../ws/testing/line.ts';
import { enrol, postJson, startTestHub, type TestHub } from './testing/hub.ts';

/** What the hub prints, logs and counts while people use every door, read for anything of a person. */
const OUTLET = '41272801';
const AGENT = '41201990003';
let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.stop());

async function signOn(): Promise<string> {
  const response = await fetch(`${hub.url}/api/office/sign-on`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ employeeNo: AGENT, password: DEMO_PASSWORD }),
  });
  expect(response.status).toBe(200);
  return (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}

test('logs and figures hold no name, paper, phone, account, employee, password or code of anybody', async () => {
  const people = (await hub.hub.reads.rowsOf(OUTLET, customer)).map(({ row }) => row);
  expect(people.length).toBeGreaterThan(10);
  const { tablet, device } = await enrol(hub, OUTLET);
  const journal = journalOf(tablet, device.deviceId, OUTLET).add(depositDraft(700));
  const { line } = await greetTablet(hub.url, { tablet, device: device.deviceId, branch: OUTLET, journal });
  await line.send(await pushOf(tablet, journal, 1, 1));
  expect((await line.nextOf('outcome')).receivedSeq).toBe(1);
  line.socket.close();

  const code = await hub.code(OUTLET);
  const cookie = await signOn();
  for (const { name, id_no } of people.slice(0, 12)) {
    const find = encodeURIComponent(name);
    for (const path of [`accounts?find=${find}${find}`, `accounts?find=${String(id_no)}`, `${find}?${find}`])
      await (await fetch(`${hub.url}/api/office/${path}`, { headers: { cookie } })).text();
    await postJson(`${hub.url}/api/credential`, { employeeNo: name, password: String(id_no), deviceId: name });
    await postJson(`${hub.url}/api/office/sign-on`, { employeeNo: String(id_no), password: name });
    await (await fetch(`${hub.url}/${find}/${String(id_no)}`)).text();
  }
  await postJson(`${hub.url}/api/enrol`, { ...tablet.enrolBody(code), signingKey: '' });

  // A fault of the database in the middle of it: its own words may repeat what was asked for.
  await hub.hub.db.query('ALTER TABLE hub.enrol_code RENAME TO enrol_code_away');
  expect((await postJson(`${hub.url}/api/enrol`, tablet.enrolBody(code))).status).toBe(500);
  await hub.hub.db.query('ALTER TABLE hub.enrol_code_away RENAME TO enrol_code');

  const said = hub.logged.join('') + (await (await fetch(`${hub.url}/metrics`)).text());
  expect(said).toMatch(/"what":"fault"/);
  const secrets = people.flatMap((one) => [one.name, one.id_no, one.phone]);
  const all = [...secrets, AGENT, DEMO_PASSWORD, code, code.replaceAll('-', ''), cookie.split('=')[1]];
  for (const secret of all) if (typeof secret === 'string' && secret.length > 1) expect(said).not.toContain(secret);
  expect(said.match(/.{0,60}(\d{15}|[\u4e00-\u9fff]|%[0-9A-F]{2}).{0,60}/g)).toBeNull();
});

test('the words of a fault are kept without long numbers and without names', () => {
  expect(faultText(new Error('invalid input syntax for type date: "赵秀英" of 41272819500307048X\nsecond line'))).toBe(
    'Error: invalid input syntax for type date: "#" of #',
  );
});

test('/metrics is text of Prometheus: a help and a type for every figure, labels are closed words', async () => {
  const response = await fetch(`${hub.url}/metrics`);
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const text = await response.text();
  const names = new Set<string>();
  for (const line of text.trimEnd().split('\n')) {
    expect(line).toMatch(/^(# (HELP|TYPE) yizhan_\w+ .+|yizhan_\w+(\{(\w+="\w+",?)+\})? -?\d+(\.\d+)?(e-?\d+)?)$/);
    if (!line.startsWith('#')) names.add(/^\w+/.exec(line)?.[0] ?? '');
  }
  for (const name of names) expect(text).toContain(`# HELP ${name} `);
  for (const name of ['yizhan_feed_lag_seconds', 'yizhan_sync_sessions', 'yizhan_http_requests_total'])
    expect(names).toContain(name);
});
