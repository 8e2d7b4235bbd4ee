import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { PASSWORD, TELLER } from './testing/hub-kit.ts';
import { ready, until, value } from './testing/counter-kit.ts';

/** A county's notice on a tablet: it comes by the feed, is read with no network, and the hub hears of it. */

const written = {
  title: '集市日备付金',
  body: '各网点备足十元、二十元券。',
  outlets: [],
  posts: [],
  must_ack: true,
  valid_until: '2026-11-20',
  form: null,
  points: [],
};

describe('notices on a tablet', () => {
  it('come down, are acknowledged offline, outlive a restart, and reach the centre later', async () => {
    const { hub, tablet, api } = await ready();
    await hub.post('notice.publish', written, '412728');
    await hub.post('notice.publish', { ...written, title: '别的岗位', posts: [{ post: 'outlet_manager' }] }, '412728');
    await hub.post('notice.publish', { ...written, title: '省局知悉', must_ack: false }, '41');
    await until('the notices came', async () => (await api.notices()).length === 2);
    expect(await api.notices()).toMatchObject([
      { title: '集市日备付金', mustAck: true, ackedAt: null },
      { title: '省局知悉', mustAck: false, ackedAt: null },
    ]);
    const [first, second] = await api.notices();
    hub.cut();
    const draft = { command: 'notice.ack', payload: { notice: first?.id } };
    expect(value(await api.preview(draft))).toMatchObject({ checkerPost: null, refusal: null });
    expect(value(await api.capture(draft, null)).lights).toBe('recorded');
    expect(await api.notices()).toMatchObject([{ id: second?.id }, { id: first?.id, mustAck: true }]);
    expect((await api.notices())[1]?.ackedAt).not.toBeNull();
    expect(await api.capture(draft, null)).toMatchObject({ ok: false, error: { code: 'NOTHING_TO_CHANGE' } });

    const { api: again } = await tablet.reload();
    expect(await again.notices()).toEqual([]);
    value(await again.signOn({ employeeNo: TELLER, password: PASSWORD, witness: null }));
    expect((await again.notices())[1]?.ackedAt).not.toBeNull();
    hub.road = true;
    await again.nudge();
    const line = async () => (await again.journal(null)).find((one) => one.command === 'notice.ack');
    await until('the centre posted it', async () => (await line())?.lights === 'posted');
  }, 30_000);

  it('have points that are ticked offline before the whole is acknowledged', async () => {
    const { hub, api } = await ready();
    const points = [{ text: '监控正常' }, { text: '报警按钮试过' }];
    await hub.post('notice.publish', { ...written, title: '集市日检查', form: 'checklist', points }, '412728');
    await until('the checklist came', async () => (await api.notices()).length === 1);
    const [one] = await api.notices();
    expect(one).toMatchObject({
      form: 'checklist',
      points: [{ text: '监控正常', tickedAt: null }, { tickedAt: null }],
    });
    hub.cut();
    const ack = { command: 'notice.ack', payload: { notice: one?.id } };
    expect(await api.capture(ack, null)).toMatchObject({ ok: false, error: { code: 'POINTS_OPEN' } });
    for (const point of [0, 1])
      value(await api.capture({ command: 'notice.tick', payload: { notice: one?.id, point, done: true } }, null));
    expect((await api.notices())[0]?.points.every((each) => each.tickedAt !== null)).toBe(true);
    expect(value(await api.capture(ack, null)).lights).toBe('recorded');
  }, 30_000);
});
