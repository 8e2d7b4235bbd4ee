import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../../shared/kernel/dates.ts';
import { ready, until } from './testing/counter-kit.ts';
import { OUTLET } from './testing/hub-kit.ts';

const deposit = (fen: number) => ({
  command: 'counter.deposit',
  payload: { account: '106', fen, medium_seen: true, id_seen: false, signature_hash: null },
});

describe('customers’ data without the centre', () => {
  it('are locked after ten days: found by a whole number only, no balance, and a loss goes on; once online they open', async () => {
    const { hub, tablet, api } = await ready();
    await until('level with the hub', async () => (await api.sync()).unsettled === 0);
    hub.cut();
    tablet.pass(10 * DAY_MS - 60_000);
    expect(await api.dataLock()).toBeNull();
    expect(await api.search('wxy', 5)).toHaveLength(1);
    tablet.pass(120_000);
    expect(await api.dataLock()).toMatchObject({ days: 10 });
    expect([await api.search('wxy', 5), await api.search('王秀英', 5), await api.search('1236', 5)]).toEqual([
      [],
      [],
      [],
    ]);
    expect((await api.search('412728010001236', 5)).map((one) => one.name)).toEqual(['王秀英']);
    expect((await api.search('412728196503120486', 5)).map((one) => one.name)).toEqual(['王秀英']);
    const card = await api.customer('6');
    expect(card).toMatchObject({ name: '王秀英', timeline: [], locked: { days: 10 } });
    expect(card?.accounts.map((one) => [one.ledgerFen, one.availableFen, one.offlineAvailableFen])).toEqual([
      [0, 0, 0],
    ]);
    expect(await api.revealId('6', '核对')).toMatchObject({ error: { code: 'CAPTURE_TOO_OLD' } });
    expect(await api.preview(deposit(100))).toMatchObject({ value: { refusal: { code: 'CAPTURE_TOO_OLD' } } });
    const loss = { account: '106', medium: 'passbook', card: null, reporter: 'holder', proofs: [] };
    const refused = await api.preview({ command: 'counter.lost_oral', payload: loss });
    expect(refused.ok ? (refused.value.refusal?.code ?? null) : refused.error.code).not.toBe('CAPTURE_TOO_OLD');
    hub.now += 10 * DAY_MS + 60_000;
    hub.road = true;
    await api.nudge();
    await until('open again', async () => (await api.dataLock()) === null);
    expect((await api.customer('6'))?.accounts[0]?.ledgerFen).toBe(500_000);
  });
});

describe('what a tablet lets go', () => {
  const notice = {
    ...{ title: '集市日备付金', body: '各网点备足十元券。', outlets: [], posts: [], must_ack: false },
    ...{ form: null, points: [] },
  };
  async function aMonthLater(archivedSeq: number) {
    const { hub, tablet, api } = await ready();
    await hub.post('notice.publish', { ...notice, valid_until: '2026-11-20' }, '412728');
    await hub.post('notice.publish', { ...notice, title: '全年有效', valid_until: '2027-10-01' }, '412728');
    await until('the notices came', async () => (await api.notices()).length === 2);
    await until('settled', async () => (await api.sync()).unsettled === 0 && (await api.sync()).waiting === 0);
    const device = [...hub.store.branch(OUTLET).devices.values()][0];
    if (device === undefined) throw new Error('the tablet is known');
    const seq = await tablet.db.journal.count();
    hub.store.branch(OUTLET).devices.set(device.id, { ...device, archivedSeq });
    hub.cut();
    tablet.pass(31 * DAY_MS);
    hub.now += 31 * DAY_MS;
    hub.road = true;
    await api.nudge();
    const report = () => hub.store.branch(OUTLET).rows.get(`retention_report:${device.id}`)?.body ?? null;
    return { tablet, api, seq, report };
  }

  it('the acknowledged journal of a month ago, when it is archived; and the county is told', async () => {
    const { tablet, api, seq, report } = await aMonthLater(1_000);
    await until('told', () => report() !== null);
    expect(report()).toMatchObject({ trimmed_seq: seq - 1, held: 0, held_reason: 'none' });
    expect(await tablet.db.journal.get(1)).toBeUndefined();
    // The one before the next stays: the chain goes on from it.
    expect(await tablet.db.journal.get(seq)).toBeDefined();
    expect(Number(report()?.['rows_dropped'])).toBeGreaterThan(0);
    expect((await api.state()).damage).toBeNull();
    // Of two notices of the county the one that is over has left the tablet's copy.
    expect((await api.notices()).map((one) => one.title)).toEqual(['全年有效']);
    expect(Number(report()?.['rows_dropped'])).toBeGreaterThan(1);
  });

  it('nothing of it while the hub has no copy that is safe, and the county is told that too', async () => {
    const { tablet, seq, report } = await aMonthLater(0);
    await until('told', () => report() !== null);
    expect(report()).toMatchObject({ trimmed_seq: 0, held: seq, held_reason: 'not_archived' });
    expect(await tablet.db.journal.get(1)).toBeDefined();
  });
});
