import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../shared/kernel/hash.ts';
import type { Draft, JournalLine, TerminalApi } from './api.ts';
import { ready, until, value } from './testing/counter-kit.ts';
import { ACCOUNT_ELSEWHERE, ELSEWHERE, type TestHub } from './testing/hub-kit.ts';

/** 通存通兑 through the worker's own code: this tablet's outlet serves a customer of another one. */

const png = new Uint8Array([4, 5, 6]);
const asking = (fen: number, last4 = '3626'): Draft => ({
  command: 'inter_branch.authorise',
  payload: {
    account_no: ACCOUNT_ELSEWHERE,
    fen,
    holder_present: true,
    id_seen: true,
    id_last4: last4,
    pin_result: 'not_used',
  },
});
const paying = (deal: string, fen: number): Draft => ({
  command: 'inter_branch.pay',
  payload: { deal, account_no: ACCOUNT_ELSEWHERE, fen, signature_hash: sha256(png) },
  signature: png,
});
const bringing = (account_no: string, fen: number): Draft => ({
  command: 'inter_branch.deposit',
  payload: { account_no, fen, id_seen: false },
});

const lineOf = async (api: TerminalApi, seq: number): Promise<JournalLine> => {
  const line = (await api.journal(null)).find((one) => one.seq === seq);
  if (line === undefined) throw new Error(`no entry ${seq}`);
  return line;
};
/** Messages have gone both ways and the tablet has heard of it. */
async function heard(hub: TestHub, api: TerminalApi, of: { seq: number; status: string }): Promise<JournalLine> {
  await hub.relay();
  await until(of.status, async () => (await lineOf(api, of.seq)).deal?.status === of.status);
  return lineOf(api, of.seq);
}
const ledgerFen = (hub: TestHub): unknown => hub.store.branch(ELSEWHERE).rows.get('account:108')?.body?.['ledger_fen'];
const settled = (api: TerminalApi): Promise<void> => until('sent', async () => (await api.sync()).waiting === 0);

describe('a person known at another outlet', () => {
  it('comes as a read copy when the paper is shown, and follows what is changed there', async () => {
    const { hub, api } = await ready();
    await hub.relay();
    await settled(api);
    const paper = ['01', '412728197001013626'] as const;
    expect(await api.byPaper(...paper)).toBeNull();
    const [id_type, id_no] = paper;
    const asked = value(await api.capture({ command: 'customer.fetch_copy', payload: { id_type, id_no } }, null));
    expect(asked.lights).toBe('posted');
    await hub.relay();
    await until('the copy is here', async () => (await api.byPaper(...paper)) === '8');
    expect(await api.byPaper('08', id_no)).toBeNull();
    expect(await api.customer('8')).toMatchObject({ name: '陈玉兰', idLast4: '3626', accounts: [] });
    // Nobody knows this one: the answer is for the entry that asked, no other.
    const stranger = { id_type, id_no: '412728196503052014' };
    const none = value(await api.capture({ command: 'customer.fetch_copy', payload: stranger }, null));
    expect(await api.paperUnknown(id_type, stranger.id_no, none.seq)).toBe(false);
    await hub.relay();
    await until('nobody knows it', () => api.paperUnknown(id_type, stranger.id_no, none.seq));
    expect(await api.paperUnknown(id_type, stranger.id_no, asked.seq)).toBe(false);
    expect(await api.paperUnknown(id_type, id_no, asked.seq)).toBe(false);
    const wrong = { id_type, id_no: '412728197001013627' };
    expect(value(await api.preview({ command: 'customer.fetch_copy', payload: wrong })).refusal?.code).toBe(
      'ID_CHECKSUM',
    );
  });
});

describe('an account of another outlet', () => {
  it('is shown by its masked holder and its state; what cannot be is said without asking', async () => {
    const { hub, api } = await ready();
    expect(value(await api.elsewhere(ACCOUNT_ELSEWHERE))).toEqual({
      accountNo: ACCOUNT_ELSEWHERE,
      home: { code: ELSEWHERE, name: '北郊支局', nameEn: 'Beijiao' },
      holder: '陈*兰',
      kind: 'demand',
      medium: 'passbook',
      status: 'active',
    });
    const codeFor = async (no: string): Promise<string> => {
      const answer = await api.elsewhere(no);
      return answer.ok ? 'shown' : answer.error.code;
    };
    expect(await codeFor('412728029999990')).toBe('ACCOUNT_NOT_FOUND');
    expect(await codeFor('412728020001235')).toBe('ACCOUNT_NOT_FOUND');
    expect(await codeFor('412728010001236')).toBe('ACCOUNT_HERE');
    hub.cut();
    await until('offline', async () => (await api.sync()).phase !== 'live');
    expect(await codeFor(ACCOUNT_ELSEWHERE)).toBe('OFFLINE_NOT_ALLOWED');
  });

  it('is paid after its outlet agreed; the lights are whole only when that outlet has settled', async () => {
    const { hub, api } = await ready();
    await settled(api);
    const asked = value(await api.capture(asking(50_000), null));
    expect(asked.lights).toBe('posted');
    expect(asked.slip).toBeNull();
    const agreed = await heard(hub, api, { seq: asked.seq, status: 'authorised' });
    expect(agreed).toMatchObject({
      customerName: '陈*兰',
      accountTail: '1234',
      deal: { home: ELSEWHERE, fen: 50_000 },
    });
    expect(agreed.deal?.leftMs).toBeGreaterThan(590_000);
    const paid = value(await api.capture(paying(agreed.deal?.id ?? '', 50_000), null));
    expect(paid.tillCashFen).toBe(1_950_000);
    expect(paid.slip).toMatchObject({ kind: 'C1', title: '通兑凭条（付他网点账户）' });
    const words = (paid.slip?.lines ?? []).map((line) => `${line.label} ${line.value}`);
    for (const word of [
      '户名 陈*兰',
      '账号 412728*****1234',
      `开户网点 ${ELSEWHERE}`,
      '余额 以开户网点为准',
      '方式 凭证件',
    ])
      expect(words).toContain(word);
    await until('received', async () => (await lineOf(api, paid.seq)).lights === 'received');
    expect((await heard(hub, api, { seq: paid.seq, status: 'settled' })).lights).toBe('posted');
    expect(ledgerFen(hub)).toBe(450_000);
    const twice = await api.preview(paying(agreed.deal?.id ?? '', 50_000));
    expect(value(twice).refusal?.code).toBe('DEAL_DONE');
  });

  it('is not paid when its outlet refuses, nor after the request was given up', async () => {
    const { hub, api } = await ready();
    await settled(api);
    const wrong = value(await api.capture(asking(10_000, '0000'), null));
    const refused = await heard(hub, api, { seq: wrong.seq, status: 'refused' });
    expect(refused.deal?.refusal).toBe('ID_MISMATCH');
    const unpaid = value(await api.preview(paying(refused.deal?.id ?? '', 10_000)));
    expect(unpaid.refusal?.code).toBe('NOT_AUTHORISED_AT_HOME');
    const asked = value(await api.capture(asking(20_000), null));
    const agreed = await heard(hub, api, { seq: asked.seq, status: 'authorised' });
    value(
      await api.capture(
        { command: 'request.abandon', payload: { reason: 'customer_left' }, replaces: asked.seq },
        null,
      ),
    );
    await settled(api);
    const left = await heard(hub, api, { seq: asked.seq, status: 'abandoned' });
    expect(left.lights).toBe('rejected');
    await until('freed', () => hub.store.branch(ELSEWHERE).rows.get('account:108')?.body?.['hold_fen'] === 0);
    expect(value(await api.preview(paying(agreed.deal?.id ?? '', 20_000))).refusal?.code).toBe('DEAL_DONE');
    expect(ledgerFen(hub)).toBe(500_000);
  });

  it('cash that home keeps in suspense shows here as such, with the amount', async () => {
    const { hub, api } = await ready();
    await settled(api);
    const good = value(await api.capture(bringing(ACCOUNT_ELSEWHERE, 30_000), null));
    expect(good.tillCashFen).toBe(2_030_000);
    expect((await lineOf(api, good.seq)).lights).not.toBe('posted');
    await settled(api);
    expect(await heard(hub, api, { seq: good.seq, status: 'settled' })).toMatchObject({
      lights: 'posted',
      customerName: '陈*兰',
      suspenseFen: 0,
    });
    const lost = value(await api.capture(bringing('412728029999990', 7_700), null));
    await settled(api);
    expect(await heard(hub, api, { seq: lost.seq, status: 'settled' })).toMatchObject({
      lights: 'case',
      suspenseFen: 7_700,
      deal: { outcome: 'suspense', suspenseLedger: 'SUS-UNK' },
      reversible: false,
    });
  });
});
