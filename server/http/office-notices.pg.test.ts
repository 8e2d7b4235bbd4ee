import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays } from '../../shared/kernel/dates.ts';
import type { CommandAnswer } from '../../shared/read-models/office-fields.ts';
import type { NoticeDetail, NoticesAnswer } from '../../shared/read-models/office-notices.ts';
import { startTestHub, type TestHub } from './testing/hub.ts';
import { AGENT, atOffice, factOf, SECOND, SUPERVISION, type OfficePerson } from './testing/office.ts';

/** A county's notice at the office door: written, read at an outlet, counted, withdrawn. */

const OUTLET = '41272801';
const TELLER = '41201900102';
const PROVINCE_OPS = '41201992002';
const OUTLET_CHIEF = '41201900101';
let hub: TestHub;
let county: OfficePerson;
let today = '';

const body = (over: object = {}) => ({
  step: 'publish',
  title: '集市日备付金',
  body: '各网点备足十元、二十元券。',
  outlets: [],
  posts: [],
  mustAck: true,
  validUntil: addDays(today, 7),
  ...over,
});
const list = (who: OfficePerson): Promise<NoticesAnswer> => who.get<NoticesAnswer>('/notices');
const open = (who: OfficePerson, branch: string, id: string): Promise<NoticeDetail> =>
  who.get<NoticeDetail>(`/notice?branch=${branch}&id=${id}`);
/** What a tablet's entry says, once it is with the hub. */
const read = (notice: string, maker: string) =>
  hub.hub.post(OUTLET, [
    factOf(hub.hub, { branch: OUTLET, name: 'notice.ack', payload: { notice }, at: Date.now(), maker }),
  ]);

beforeAll(async () => {
  hub = await startTestHub();
  county = await atOffice(hub, SECOND);
  today = (await list(county)).businessDate;
}, 120_000);
afterAll(() => hub.stop());

describe('notices of a county', () => {
  it('go to everybody of its outlets, and say who has read them', async () => {
    const done = await county.command<CommandAnswer>('/notice', body());
    expect(done).toMatchObject({ verdict: 'posted', code: null });
    const [line] = (await list(county)).notices;
    expect(line).toMatchObject({
      id: done.commandId,
      unit: { code: '412728' },
      by: { employeeNo: SECOND, name: '沈国栋' },
      people: 32,
      read: 0,
      mayWithdraw: true,
    });
    await read(done.commandId, TELLER);
    const detail = await open(county, '412728', done.commandId);
    expect(detail).toMatchObject({ body: '各网点备足十元、二十元券。', people: 32, read: 1, outlets: [], posts: [] });
    expect(detail.readers.at(-1)).toMatchObject({ employeeNo: TELLER, name: '李建国', outlet: { code: OUTLET } });
    expect(detail.readers.filter((one) => one.readAt !== null)).toHaveLength(1);
    // Read again on another tablet: the first time stands.
    const first = detail.readers.at(-1)?.readAt;
    await read(done.commandId, TELLER);
    expect((await open(county, '412728', done.commandId)).readers.at(-1)?.readAt).toBe(first);
  });

  it('may be for some outlets and posts; an outlet’s chief teller sees their own people', async () => {
    const of = { outlets: [OUTLET], posts: ['teller', 'chief_teller'] };
    const done = await county.command<CommandAnswer>('/notice', body(of));
    expect(await open(county, '412728', done.commandId)).toMatchObject({ people: 3, outlets: [{ code: OUTLET }] });
    const chief = await atOffice(hub, OUTLET_CHIEF);
    const answer = await list(chief);
    expect([answer.mayPublish, answer.notices.length]).toEqual([false, 2]);
    expect(answer.notices.map((one) => one.people).sort()).toEqual([3, 4]);
    const other = await atOffice(hub, '41201900201');
    expect((await list(other)).notices).toHaveLength(1);
    expect((await chief.post('/notice', { commandId: randomUUID(), ...body() })).status).toBe(403);
  });

  it('come from above too, and are withdrawn by those who wrote them', async () => {
    const province = await atOffice(hub, PROVINCE_OPS);
    const { commandId: id } = await province.command<CommandAnswer>('/notice', body({ title: '省局：假日安排' }));
    const seen = (await list(county)).notices.find((one) => one.id === id);
    expect(seen).toMatchObject({ unit: { code: '41' }, people: 32, mayWithdraw: false });
    const withdraw = { step: 'withdraw', branch: '41', id };
    expect((await county.post('/notice', { commandId: randomUUID(), ...withdraw })).status).toBe(403);
    expect(await province.command('/notice', withdraw)).toMatchObject({ verdict: 'posted' });
    expect(await province.command('/notice', withdraw)).toMatchObject({ verdict: 'rejected', code: 'NOTICE_UNKNOWN' });
    const last = (await list(county)).notices.at(-1);
    expect(last?.id).toBe(id);
    expect(last?.withdrawnAt).toBeGreaterThan(0);
  });

  it('may have points, and say how many of them each person has ticked', async () => {
    const of = { outlets: [OUTLET], posts: ['teller'], form: 'checklist', points: ['零钞备足', ' 监控看过 '] };
    const done = await county.command<CommandAnswer>('/notice', body(of));
    const tick = { notice: done.commandId, point: 1, done: true };
    const entry = { branch: OUTLET, name: 'notice.tick', payload: tick, at: Date.now(), maker: TELLER };
    await hub.hub.post(OUTLET, [factOf(hub.hub, entry)]);
    const detail = await open(county, '412728', done.commandId);
    expect(detail).toMatchObject({ form: 'checklist', points: ['零钞备足', '监控看过'], read: 0 });
    expect(detail.readers.find((one) => one.employeeNo === TELLER)).toMatchObject({ ticked: 1, readAt: null });
    expect(await county.command<CommandAnswer>('/notice', body({ form: 'checklist' }))).toMatchObject({
      verdict: 'rejected',
      code: 'FIELD_REQUIRED',
    });
    await county.command<CommandAnswer>('/notice', { step: 'withdraw', branch: '412728', id: done.commandId });
  });

  it('are refused with numbers of people, foreign outlets, a day that is over, or by a post that may not', async () => {
    const code = async (over: object) => (await county.command<CommandAnswer>('/notice', body(over))).code;
    expect(await code({ body: '客户 412728196503120486 请注意' })).toBe('NOTE_SENSITIVE');
    // With the figure its sentence names.
    expect(await county.command('/notice', body({ outlets: [OUTLET, '35010201'] }))).toMatchObject({
      code: 'NOTICE_OUTLET',
      detail: { outlet: '35010201' },
    });
    expect(await code({ validUntil: addDays(today, -1) })).toBe('NOTICE_ENDS');
    expect(
      (await county.post('/notice', { commandId: randomUUID(), ...body({ title: '长'.repeat(61) }) })).status,
    ).toBe(400);
    const supervision = await atOffice(hub, SUPERVISION);
    expect((await supervision.post('/notice', { commandId: randomUUID(), ...body() })).status).toBe(403);
    const agent = await atOffice(hub, AGENT);
    await expect(list(agent)).rejects.toThrow('403');
    await expect(open(county, '412728', 'nothing')).rejects.toThrow('404');
    await expect(open(agent, '412728', 'nothing')).rejects.toThrow('403');
  });
});
