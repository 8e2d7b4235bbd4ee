import { describe, expect, test } from 'vitest';
import { keyOf } from '../../tables/define.ts';
import { checkRecord } from '../../tables/fields.ts';
import { notice, noticeAck, noticeAckId, noticeTicks } from '../../tables/notice.ts';
import { at, CHIEF, DAY, OTHER_TABLET, Outlet, OUTLET, TABLET, TELLER } from '../outlet.ts';
import { acknowledgeNotice } from './ack.ts';
import { publishNotice } from './publish.ts';
import { tickNotice } from './tick.ts';
import { withdrawNotice } from './withdraw.ts';

/** A county's notice: written at the office, read at the counter with no network, once for each person. */

const OPS = '41202600099';
const office = { door: 'office', basis: 'request', maker: OPS } as const;
const written = (over: object = {}) => ({
  title: '集市日备付金',
  body: '十一月十二日集市，各网点备足十元、二十元券，上午九点前报县局。',
  outlets: [],
  posts: [],
  must_ack: true,
  valid_until: '2026-11-20',
  form: null,
  points: [],
  ...over,
});

/** The county's notice as an outlet's tablet or the hub sees it. */
function sentDown(over: object = {}, side: 'hub' | 'terminal' = 'terminal') {
  const county = new Outlet('hub', '412728');
  const { command } = county.run(publishNotice.name, written(over), office);
  const row = county.get(notice, command.rowId);
  if (row === null) throw new Error('the notice was written');
  const outlet = new Outlet(side);
  outlet.put(notice, command.rowId, row);
  return { outlet, county, id: command.rowId, row };
}

describe('a notice', () => {
  test('is kept with who wrote it, for whom and until when', () => {
    const { row } = sentDown({ outlets: [{ outlet: OUTLET }], posts: [{ post: 'teller' }] });
    expect(row).toEqual({
      ...written({ outlets: [{ outlet: OUTLET }], posts: [{ post: 'teller' }] }),
      unit: '412728',
      by: OPS,
      at: at('10:00'),
      withdrawn_at: null,
    });
  });

  test.each([
    ['no words', { body: ' ' }, 'FIELD_REQUIRED'],
    ['an ID number', { body: '请联系身份证 412728196503120486 的客户' }, 'NOTE_SENSITIVE'],
    ['a card number', { title: '卡 6221880000000000019' }, 'NOTE_SENSITIVE'],
    ['a day that is over', { valid_until: '2026-11-09' }, 'NOTICE_ENDS'],
    ['more than a year', { valid_until: '2027-12-01' }, 'NOTICE_ENDS'],
    ['a checklist without a point', { form: 'checklist' }, 'FIELD_REQUIRED'],
    ['points nobody is to tick', { points: [{ text: '备足零钞' }] }, 'FIELD_REQUIRED'],
    ['an ID number in a point', { form: 'checklist', points: [{ text: '412728196503120486' }] }, 'NOTE_SENSITIVE'],
    ['an outlet of another county', { outlets: [{ outlet: OUTLET }, { outlet: '35010201' }] }, 'NOTICE_OUTLET'],
  ])('is refused with %s', (_, over, code) => {
    expect(new Outlet('hub', '412728').refusal(publishNotice.name, written(over), office)?.code).toBe(code);
  });

  test('may end today, and may hold a telephone number or an amount', () => {
    const county = new Outlet('hub', '412728');
    const words = { body: '上缴超过 50000000.00 元先打电话 0394-5101234 或 13812345678。', valid_until: DAY };
    expect(county.refusal(publishNotice.name, written(words), office)).toBeNull();
  });

  test('its title and body have an end', () => {
    expect(checkRecord(publishNotice.payload, written({ body: '长'.repeat(2001) }))?.field).toBe('body');
    expect(checkRecord(publishNotice.payload, written({ title: '长'.repeat(61) }))?.field).toBe('title');
  });

  test('is withdrawn once', () => {
    const { county, id } = sentDown();
    county.run(withdrawNotice.name, { notice: id }, { ...office, at: at('11:00') });
    expect(county.get(notice, id)?.withdrawn_at).toBe(at('11:00'));
    expect(county.refusal(withdrawNotice.name, { notice: id }, office)?.code).toBe('NOTICE_UNKNOWN');
    expect(county.refusal(withdrawNotice.name, { notice: 'nothing' }, office)?.code).toBe('NOTICE_UNKNOWN');
  });
});

describe('acknowledging', () => {
  test('needs no network: who, when, on which business date', () => {
    const { outlet, id } = sentDown();
    expect(outlet.run(acknowledgeNotice.name, { notice: id }, { at: at('10:30') })).toMatchObject({
      verdict: 'posted',
      postings: [],
    });
    expect(outlet.get(noticeAck, noticeAckId(id, TELLER))).toEqual({
      notice: id,
      employee: TELLER,
      business_date: DAY,
      at: at('10:30'),
    });
  });

  test('each person for themselves; the second tablet of one person changes nothing', () => {
    const { outlet, id } = sentDown({}, 'hub');
    outlet.run(acknowledgeNotice.name, { notice: id }, { at: at('10:30') });
    outlet.signOn(CHIEF, OTHER_TABLET, '02');
    outlet.run(acknowledgeNotice.name, { notice: id }, { at: at('10:40'), device: OTHER_TABLET, maker: CHIEF });
    expect(outlet.get(noticeAck, noticeAckId(id, CHIEF))?.at).toBe(at('10:40'));
    expect(outlet.refusal(acknowledgeNotice.name, { notice: id })?.code).toBe('NOTHING_TO_CHANGE');
    expect(outlet.run(acknowledgeNotice.name, { notice: id }, { at: at('11:00') }).verdict).toBe('posted');
    expect(outlet.get(noticeAck, noticeAckId(id, TELLER))?.at).toBe(at('10:30'));
  });

  test.each([
    ['for other outlets', { outlets: [{ outlet: '41272802' }] }],
    ['for other posts', { posts: [{ post: 'chief_teller' }] }],
  ])('not what is %s', (_, over) => {
    const { outlet, id } = sentDown(over);
    expect(outlet.refusal(acknowledgeNotice.name, { notice: id })?.code).toBe('NOTICE_UNKNOWN');
  });

  test('on its last day, not after it', () => {
    const { outlet, id } = sentDown({ valid_until: DAY });
    expect(outlet.refusal(acknowledgeNotice.name, { notice: id })).toBeNull();
    outlet.signOn(TELLER, TABLET, '01', '2026-11-11');
    const later = { at: at('09:00', '2026-11-11'), businessDate: '2026-11-11' };
    expect(outlet.refusal(acknowledgeNotice.name, { notice: id }, later)?.code).toBe('NOTICE_UNKNOWN');
  });

  test('withdrawn above while it was read below: it was read, and that stays', () => {
    const { outlet, id, row } = sentDown({}, 'hub');
    outlet.put(notice, id, { ...row, withdrawn_at: at('09:00') });
    expect(outlet.refusal(acknowledgeNotice.name, { notice: id })?.code).toBe('NOTICE_UNKNOWN');
    outlet.run(acknowledgeNotice.name, { notice: id });
    expect(outlet.get(noticeAck, noticeAckId(id, TELLER))).not.toBeNull();
    outlet.rows.delete(`${keyOf(notice, id).table}:${id}`);
    expect(outlet.run(acknowledgeNotice.name, { notice: id })).toMatchObject({
      verdict: 'rejected',
      code: 'NOTICE_UNKNOWN',
    });
  });
});

describe('the points of a checklist', () => {
  const POINTS = { form: 'checklist', points: [{ text: '监控正常' }, { text: '报警按钮试过' }] };
  const ticksOf = (outlet: Outlet, id: string) =>
    outlet.get(noticeTicks, noticeAckId(id, TELLER))?.ticks.map((one) => [one.point, one.at]);

  test('are ticked one by one with no network, then the whole is acknowledged', () => {
    const { outlet, id } = sentDown(POINTS);
    const tick = (point: number, done: boolean, clock: string) =>
      outlet.run(tickNotice.name, { notice: id, point, done }, { at: at(clock) });
    expect(outlet.refusal(acknowledgeNotice.name, { notice: id })).toEqual({
      code: 'POINTS_OPEN',
      detail: { count: 2 },
    });
    tick(1, true, '10:00');
    tick(0, true, '10:01');
    tick(1, false, '10:02');
    expect(ticksOf(outlet, id)).toEqual([[0, at('10:01')]]);
    expect(outlet.refusal(acknowledgeNotice.name, { notice: id })).toMatchObject({ detail: { count: 1 } });
    tick(1, true, '10:03');
    expect(outlet.refusal(acknowledgeNotice.name, { notice: id })).toBeNull();
    outlet.run(acknowledgeNotice.name, { notice: id });
    expect(outlet.refusal(tickNotice.name, { notice: id, point: 0, done: false })?.code).toBe('NOTHING_TO_CHANGE');
  });

  test('what is no point, is ticked already or is meant for others is refused; another person has ticks of their own', () => {
    const { outlet, id } = sentDown(POINTS);
    const code = (payload: object) =>
      outlet.refusal(tickNotice.name, { notice: id, point: 0, done: true, ...payload })?.code;
    expect([code({ point: 2 }), code({ done: false }), code({ notice: 'nothing' })]).toEqual([
      'NOTICE_UNKNOWN',
      'NOTHING_TO_CHANGE',
      'NOTICE_UNKNOWN',
    ]);
    outlet.run(tickNotice.name, { notice: id, point: 0, done: true });
    expect(code({})).toBe('NOTHING_TO_CHANGE');
    const other = { maker: CHIEF, device: OTHER_TABLET };
    outlet.signOn(CHIEF, OTHER_TABLET, '00');
    expect(outlet.refusal(tickNotice.name, { notice: id, point: 0, done: true }, other)).toBeNull();
  });

  test('ticked on two tablets the first time stands, in whichever order they arrive', () => {
    const { outlet, id } = sentDown(POINTS, 'hub');
    for (const clock of ['10:00', '10:05'])
      outlet.run(tickNotice.name, { notice: id, point: 0, done: true }, { at: at(clock) });
    expect(ticksOf(outlet, id)).toEqual([[0, at('10:00')]]);
  });

  test('a notice written before there were points is words to read', () => {
    const old = ['旧通知', '旧通知的正文', [], [], true, 20777];
    expect(publishNotice.upgrade?.[1]?.(old)).toMatchObject({ title: '旧通知', form: null, points: [] });
  });
});
