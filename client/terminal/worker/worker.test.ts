import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../shared/kernel/hash.ts';
import type { Draft, TerminalApi } from './api.ts';
import { chief, ready, until, value, witness } from './testing/counter-kit.ts';
import { CHIEF, CODE, makeHub, OUTLET, PASSWORD, PIN, SECOND, TELLER } from './testing/hub-kit.ts';
import { newTablet } from './testing/worker-kit.ts';

const png = new Uint8Array([1, 2, 3]);
const deposit = (fen: number): Draft => ({
  command: 'counter.deposit',
  payload: { account: '106', fen, medium_seen: true, id_seen: false, signature_hash: sha256(png) },
  signature: png,
});
const withdraw = (fen: number): Draft => ({
  command: 'counter.withdraw',
  signature: png,
  payload: {
    account: '106',
    fen,
    holder_present: true,
    id_seen: true,
    id_last4: '0486',
    medium_seen: true,
    pin_result: 'not_used',
    signature_hash: sha256(png),
  },
});

describe('a tablet from its code to the counter', () => {
  it('enrols, loads the outlet, signs on with a witness and takes a till with the chief teller', async () => {
    const { api } = await ready();
    const session = await api.session();
    expect(session?.till).toMatchObject({ tillNo: '01', mine: true, cashFen: 2_000_000 });
    expect(session?.businessDate).toBe('2026-11-10');
    expect((await api.state()).phase).toBe('open');
    expect((await api.search('wxy', 5)).map((hit) => [hit.name, hit.idMasked, hit.matched])).toEqual([
      ['王秀英', '412728********0486', 'initials'],
    ]);
    const card = await api.customer('6');
    expect(card?.accounts[0]).toMatchObject({
      accountMasked: '412728*****1236',
      ledgerFen: 500_000,
      offlineAvailableFen: 500_000,
    });
  });

  it("refuses the outlet's first sign-on of a day without a witness, and a wrong password or code", async () => {
    const hub = await makeHub();
    const { api } = await newTablet(hub);
    expect(await api.enrol({ code: 'AAAA-AAAA-AAAA', employeeNo: TELLER, password: PASSWORD })).toMatchObject({
      ok: false,
      error: { code: 'CODE_WRONG' },
    });
    expect(await api.enrol({ code: CODE, employeeNo: TELLER, password: 'short' })).toMatchObject({
      ok: false,
      error: { code: 'PASSWORD_SHORT' },
    });
    value(await api.enrol({ code: CODE, employeeNo: TELLER, password: PASSWORD }));
    expect(await api.firstOfDay()).toBe(true);
    expect(await api.signOn({ employeeNo: TELLER, password: 'wrong-password', witness })).toMatchObject({
      ok: false,
      error: { code: 'LOGIN_BAD' },
    });
    expect(await api.signOn({ employeeNo: TELLER, password: PASSWORD, witness: null })).toMatchObject({
      ok: false,
      error: { code: 'AUTH_REQUIRED' },
    });
    value(await api.signOn({ employeeNo: TELLER, password: PASSWORD, witness }));
    expect(await api.firstOfDay()).toBe(false);
  });

  it('posts a deposit and a withdrawal online, with balance, vouchers in order and slips', async () => {
    const { api } = await ready();
    const one = value(await api.capture(deposit(120_000), null));
    expect(one.tillCashFen).toBe(2_120_000);
    expect(one.slip?.lines.find((line) => line.label === '大写')?.value).toBe('人民币壹仟贰佰元整');
    expect(await api.slipCode(one.seq)).toMatch(/^YZ2\.[\w-]{300,1200}$/);
    await until('deposit posted', async () => (await api.journal(null))[0]?.lights === 'posted');
    const shown = value(await api.preview(withdraw(20_000)));
    expect(shown).toMatchObject({ mode: 'online', refusal: null, checkerPost: null, tillAfterFen: 2_100_000 });
    const two = value(await api.capture(withdraw(20_000), null));
    expect(two).toMatchObject({ lights: 'posted', balanceFen: 600_000, tillCashFen: 2_100_000 });
    expect([one.slip?.voucherNo?.slice(0, 21), two.slip?.voucherNo?.slice(0, 21)]).toEqual([
      '412728010226111000001',
      '412728010226111000002',
    ]);
    const lines = await api.journal('2026-11-10');
    expect(
      lines.slice(0, 2).map((line) => [line.command, line.amountFen, line.direction, line.lights, line.customerName]),
    ).toEqual([
      ['counter.withdraw', 20_000, 'out', 'posted', '王秀英'],
      ['counter.deposit', 120_000, 'in', 'posted', '王秀英'],
    ]);
  });
});

describe('cash in the place of a request', () => {
  it('is judged by the offline limits though the tablet is on line: a warning and the second person, no wall', async () => {
    const { api } = await ready();
    await until('settled', async () => (await api.sync()).waiting === 0);
    const request = value(await api.capture(withdraw(20_000), null));
    const over = value(await api.preview({ ...withdraw(250_000), replaces: request.seq }));
    expect(over).toMatchObject({ mode: 'offline', refusal: null, checkerPost: 'chief_teller' });
    expect(over.warning).toMatchObject({ code: 'OFFLINE_LIMIT_TXN', detail: { limit_fen: 200_000 } });
    const within = value(await api.preview({ ...withdraw(20_000), replaces: request.seq }));
    expect(within).toMatchObject({ refusal: null, warning: null, checkerPost: null });
    const taken = value(await api.preview({ ...withdraw(250_000), replaces: request.seq - 1 }));
    expect(taken.refusal).toMatchObject({ code: 'OFFLINE_LIMIT_TXN' });
  });
});

describe('the counter without a road', () => {
  it('survives a killed browser, asks for the second person at 1,000 yuan, and sends everything when the road opens', async () => {
    const { hub, tablet, api } = await ready();
    await until('till posted', async () => (await api.sync()).waiting === 0 && (await api.sync()).unsettled === 0);
    hub.cut();
    value(await api.capture(deposit(50_000), null));
    const again = await tablet.reload();
    expect((await again.api.state()).phase).toBe('locked');
    expect(await again.api.session()).toMatchObject({ employeeNo: TELLER, locked: true });
    value(await again.api.unlock(PASSWORD));
    expect((await again.api.journal(null))[0]).toMatchObject({ command: 'session.unlock' });
    expect((await again.api.session())?.till).toMatchObject({ tillNo: '01', cashFen: 2_050_000 });
    const shown = value(await again.api.preview(withdraw(100_000)));
    expect(shown).toMatchObject({ mode: 'offline', checkerPost: 'chief_teller', refusal: null, percent: 100 });
    expect(shown.checkers.map((one) => one.employeeNo)).toEqual([CHIEF]);
    expect(shown.limits[0]).toEqual({ name: 'txn', usedFen: 0, thisFen: 100_000, limitFen: 200_000 });
    expect(await again.api.capture(withdraw(100_000), null)).toMatchObject({
      ok: false,
      error: { code: 'AUTH_REQUIRED' },
    });
    expect(await again.api.capture(withdraw(100_000), { ...chief(shown.approvalCode), pin: '111111' })).toMatchObject({
      ok: false,
      error: { code: 'LOGIN_BAD' },
    });
    expect(await again.api.capture(withdraw(90_100), chief(shown.approvalCode))).toMatchObject({
      ok: false,
      error: { code: 'AUTH_REQUIRED' },
    });
    const paid = value(await again.api.capture(withdraw(100_000), chief(shown.approvalCode)));
    expect(paid).toMatchObject({ lights: 'recorded', balanceFen: null, tillCashFen: 1_950_000 });
    expect(paid.slip?.offlineNote).toBe('离线办理 待联网核对');
    expect(paid.slip?.lines.find((line) => line.label === '余额')?.value).toBe('以联网核对为准');
    const refused = value(await again.api.preview(withdraw(200_001)));
    expect(refused.refusal).toMatchObject({ code: 'OFFLINE_LIMIT_TXN' });
    expect(refused.allowedFen).not.toBeNull();
    hub.road = true;
    await again.api.nudge();
    await until('all settled', async () =>
      (await again.api.journal(null)).every((line) => ['posted', 'case'].includes(line.lights)),
    );
    const account = hub.store.branch('41272801').rows.get('account:106')?.body;
    expect(account?.['ledger_fen']).toBe(500_000 + 50_000 - 100_000);
  });

  it('[LD1] locked or killed, it still delivers what it recorded as soon as the road opens', async () => {
    const { hub, tablet, api } = await ready();
    hub.cut();
    value(await api.capture(deposit(50_000), null));
    await api.lock();
    const kept = () => [...hub.store.branch(OUTLET).log].filter((one) => one.name === 'counter.deposit');
    expect(kept()).toEqual([]);
    hub.road = true;
    await until('posted while locked', () => kept().length === 1);
    expect(kept()[0]).toMatchObject({ verdict: 'posted', sigma: { fen: 50_000 } });
    await until('known while locked', async () => (await api.sync()).waiting === 0);
    expect((await api.state()).phase).toBe('locked');
    // Killed with a clerk on: nobody could sign the tail, so it is received and held until the next unlock.
    value(await api.unlock(PASSWORD));
    hub.cut();
    value(await api.capture(deposit(70_000), null));
    const again = await tablet.reload();
    hub.road = true;
    const tail = () => [...hub.store.branch(OUTLET).raw.values()].map((one) => one.reason);
    await until('held', () => tail().length > 0 && tail().every((reason) => reason === 'unsigned'));
    expect(kept()).toHaveLength(1);
    expect((await again.api.sync()).dataAt).not.toBeNull();
    value(await again.api.unlock(PASSWORD));
    await until('posted after unlock', () => kept().length === 2);
    await until('lights', async () =>
      (await again.api.journal(null)).every((line) => ['posted', 'case'].includes(line.lights)),
    );
  });

  it('shows damage instead of opening when the stored journal was emptied, and still exports what is left', async () => {
    const { tablet } = await ready();
    const again = await tablet.reload();
    await Promise.all(again.db.tables.filter((table) => table.name !== 'meta').map((table) => table.clear()));
    expect(await again.api.unlock(PASSWORD)).toMatchObject({ ok: false, error: { code: 'DAMAGED' } });
    expect(await again.api.state()).toMatchObject({ phase: 'damaged' });
    expect((await again.api.state()).damage).toContain('journal holds 0');
    expect((await again.api.exportJournal()).size).toBeGreaterThan(10);
    expect(await again.api.capture(deposit(100), null)).toMatchObject({ ok: false, error: { code: 'DAMAGED' } });
  });

  it('[SE23] says that an account cannot be read instead of not knowing it, and fetches the outlet again as soon as it can', async () => {
    const { hub, tablet } = await ready();
    hub.cut();
    const again = await tablet.reload();
    for (const page of await again.db.base.toArray())
      if (page.table === 'account') await again.db.base.put({ ...page, sealed: page.sealed.map((byte) => byte ^ 1) });
    value(await again.api.unlock(PASSWORD));
    const draft = deposit(40_000);
    expect(await again.api.preview(draft)).toMatchObject({ ok: false, error: { code: 'ROWS_BROKEN' } });
    expect(await again.api.capture(draft, null)).toMatchObject({ ok: false, error: { code: 'ROWS_BROKEN' } });
    expect((await again.api.state()).phase).toBe('open');
    expect(await again.api.sync()).toMatchObject({ mending: { nextAt: null, isWornOut: false } });
    hub.road = true;
    again.api.nudge();
    await until('fetched again', async () => (await again.api.sync()).mending === null);
    value(await again.api.capture(draft, null));
    await until('posted', async () => (await again.api.journal(null)).some((line) => line.lights === 'posted'));
  });

  it('[SE25] opens with damaged optimistic rows as if nothing had been: they are made again from the journal', async () => {
    const { hub, tablet, api } = await ready();
    await until('settled', async () => (await api.sync()).waiting === 0);
    hub.cut();
    const before = value(await api.capture(deposit(40_000), null));
    const again = await tablet.reload();
    for (const layer of await again.db.overlay.toArray())
      await again.db.overlay.put({ ...layer, sealed: layer.sealed.map((byte) => byte ^ 1) });
    value(await again.api.unlock(PASSWORD));
    expect((await again.api.state()).phase).toBe('open');
    expect(await again.api.sync()).toMatchObject({ mending: null });
    const next = value(await again.api.capture(deposit(1_000), null));
    expect(next.tillCashFen).toBe((before.tillCashFen ?? 0) + 1_000);
    hub.road = true;
    again.api.nudge();
    const lights = async () => (await again.api.journal(null)).map(({ seq, lights: shown }) => [seq, shown] as const);
    await until('both posted', async () => {
      const shown = new Map(await lights());
      return shown.get(before.seq) === 'posted' && shown.get(next.seq) === 'posted';
    });
  });

  it('says at once how much of the till is above its limit', async () => {
    const { hub, api } = await ready();
    const over = async (): Promise<number | undefined> => (await api.session())?.till?.overFen;
    await hub.post('org.set_config', { key: 'till.limit_fen', value: 2_120_000, effective_from: '2026-01-01' });
    await until('the limit is here', async () => (await api.session())?.till?.limitFen === 2_120_000);
    value(await api.capture(deposit(120_000), null));
    expect(await over()).toBe(0);
    value(await api.capture(deposit(1), null));
    expect(await over()).toBe(1);
  });

  it('reverses an own entry with the chief teller and shows both as one story', async () => {
    const { api, hub } = await ready();
    await until('settled', async () => (await api.sync()).waiting === 0);
    hub.cut();
    const done = value(await api.capture(deposit(30_000), null));
    await until('offline', async () => (await api.sync()).phase !== 'live');
    const draft: Draft = { command: 'counter.reverse', payload: { original: done.seq, reason: 'wrong_amount' } };
    // Online until 60 s after the last answer: the engine then offers no request and works by the offline rules.
    const shown = value(await api.preview(draft));
    expect(shown.checkerPost).toBe('chief_teller');
    const reversed = value(await api.capture(draft, chief(shown.approvalCode)));
    expect(reversed.tillCashFen).toBe(2_000_000);
    const lines = await api.journal(null);
    expect(lines.find((line) => line.seq === done.seq)).toMatchObject({
      lights: 'reversed',
      reversedBy: reversed.seq,
      reversible: false,
    });
    expect(lines.find((line) => line.seq === reversed.seq)).toMatchObject({ reverses: done.seq });
    expect(reversed.slip).toMatchObject({ red: true, kind: 'C1' });
    expect(reversed.slip?.lines).toEqual(
      expect.arrayContaining([
        { label: '原凭证号', value: done.slip?.voucherNo },
        { label: '冲正原因', value: '金额录错' },
        { label: '大写', value: '（红字）人民币叁佰元整' },
      ]),
    );
    // The first paper is none, every later one an entry of its own that the centre hears of.
    for (const printed of [1, 2, 3]) expect(value(await api.printed(reversed.seq))).toMatchObject({ printed });
    expect((await api.journal(null)).slice(0, 3).map((line) => [line.command, line.payload['paper']])).toEqual([
      ['counter.reprint', 3],
      ['counter.reprint', 2],
      ['counter.reverse', undefined],
    ]);
    expect(value(await api.printed(done.seq))).toMatchObject({ printed: 1 });
    hub.road = true;
    await until('counted', async () => (await api.sync()).waiting === 0);
    const counted = [...hub.store.branch(OUTLET).rows.values()].filter((row) => row.table === 'slip_reprint');
    expect(counted.map((row) => row.body?.['reprints'])).toEqual([2]);
  });

  it('takes the rating of a customer who was served, once, and keeps it through a restart', async () => {
    const { hub, tablet, api } = await ready();
    hub.cut();
    const done = value(await api.capture(deposit(30_000), null));
    const lineOf = async (of: TerminalApi) => (await of.journal(null)).find((line) => line.seq === done.seq);
    const served = await lineOf(api);
    expect(served?.rating).toBe('open');
    const press: Draft = {
      command: 'counter.rate_service',
      payload: { entry: served?.interaction, score: 2, reason: 'waited_long' },
    };
    const rated = value(await api.capture(press, null));
    expect(rated.slip).toBeNull();
    expect((await lineOf(api))?.rating).toBe(2);
    expect((await api.journal(null))[0]).toMatchObject({ command: 'counter.rate_service', rating: null });
    expect(await api.capture(press, null)).toMatchObject({ ok: false, error: { code: 'ONCE_PER_TXN' } });
    const { api: again } = await tablet.reload();
    value(await again.signOn({ employeeNo: TELLER, password: PASSWORD, witness: null }));
    expect((await lineOf(again))?.rating).toBe(2);
  });

  it('changes the own approval PIN by the present one, with the network, for every tablet of the outlet', async () => {
    const { hub, tablet, api } = await ready();
    const other = (await newTablet(hub)).api;
    value(await other.enrol({ code: CODE, employeeNo: CHIEF, password: PASSWORD }));
    value(await other.signOn({ employeeNo: CHIEF, password: PASSWORD, witness: null }));
    await until('settled', async () => (await other.sync()).waiting === 0 && (await other.sync()).phase === 'live');
    const refused = async (present: string, chosen: string) => (await other.changePin(present, chosen)) as unknown;
    expect(await refused(PIN, '123456')).toMatchObject({ error: { code: 'PIN_WEAK' } });
    expect(await refused(PIN, '12345')).toMatchObject({ error: { code: 'PIN_FORMAT' } });
    expect(await refused(PIN, PIN)).toMatchObject({ error: { code: 'PIN_SAME' } });
    expect(await refused('999999', '730194')).toMatchObject({ error: { code: 'LOGIN_BAD' } });
    const told = tablet.events.length;
    expect(value(await other.changePin(PIN, '730194'))).toMatchObject({ lights: 'posted' });
    await until('the other tablet has it', () =>
      tablet.events.slice(told).some((one) => one.type === 'rows' && one.tables.includes('employee')),
    );
    const first = value(await api.preview(withdraw(100_000)));
    const old = await api.capture(withdraw(100_000), chief(first.approvalCode));
    expect(old).toMatchObject({ ok: false, error: { code: 'LOGIN_BAD' } });
    const shown = value(await api.preview(withdraw(100_000)));
    value(await api.capture(withdraw(100_000), { ...chief(shown.approvalCode), pin: '730194' }));
    hub.cut();
    await until('off line', async () => (await other.sync()).phase !== 'live');
    expect(await refused('730194', '481516')).toMatchObject({ error: { code: 'OFFLINE_NOT_ALLOWED' } });
  }, 30_000);

  it('lets a second clerk in while the vault is warm, and then offline', async () => {
    const { api, hub, tablet } = await ready();
    const count = { counted_fen: 2_000_000, denominations: [] };
    expect(await api.signOff()).toMatchObject({ ok: false, error: { code: 'TILL_NOT_HANDED_IN' } });
    for (const command of ['till.interim_balance', 'till.formal_balance', 'till.hand_in']) {
      const draft: Draft = { command, payload: count };
      const shown = value(await api.preview(draft));
      value(await api.capture(draft, shown.checkerPost === null ? null : chief(shown.approvalCode)));
    }
    value(await api.signOff());
    value(await api.signOn({ employeeNo: SECOND, password: PASSWORD, witness: null }));
    await api.lock();
    expect(await api.search('wxy', 5)).toEqual([]);
    hub.cut();
    const again = await tablet.reload();
    expect((await again.api.clerks()).map((one) => one.employeeNo)).toEqual([TELLER, SECOND]);
    value(await again.api.unlock(PASSWORD));
    expect((await again.api.session())?.employeeNo).toBe(SECOND);
    expect(await again.api.signOn({ employeeNo: CHIEF, password: PASSWORD, witness: null })).toMatchObject({
      ok: false,
    });
  });
});

describe('the paper of a new customer', () => {
  it('says who was taken on, under which number, and what comes next', async () => {
    const { api, hub } = await ready();
    hub.cut();
    const create: Draft = {
      command: 'customer.create',
      payload: {
        name: '张三',
        id_type: '01',
        id_no: '412728198706070043',
        id_valid_to: null,
        gender: 'female',
        birth_date: '1987-06-07',
        nationality: '156',
        phone: null,
        region_code: '411624',
        address: '河南省沈丘县老城镇前街',
        occupation: '5',
        village_code: null,
        needs_help: false,
        guardian_name: null,
        guardian_id_no: null,
      },
    };
    const { slip } = value(await api.capture(create, null));
    expect(slip).toMatchObject({ kind: 'C5', title: '受理回执 新客户建档' });
    const said = (slip?.lines ?? []).map((one) => `${one.label} ${one.value}`);
    expect(said).toEqual(
      expect.arrayContaining(['业务 新客户建档', '姓名 张*', '证件 居民身份证', '证件号码 412728********0043']),
    );
    expect((slip?.lines ?? []).filter((one) => one.value === '')).toEqual([]);
  });
});

describe('a written loss and its lifting', () => {
  it('prints its own paper, stops payment, and is lifted online with the chief teller', async () => {
    const { api } = await ready();
    const shown = { account: '106', id_seen: true, id_last4: '0486', form_no: 'G0001' };
    const loss: Draft = {
      command: 'counter.lost_written',
      payload: { ...shown, medium: 'passbook', pin_lost: false, fee_fen: 1_000 },
    };
    const reported = value(await api.capture(loss, null));
    expect(reported.slip?.title).toBe('特殊业务单 书面挂失');
    expect(reported.slip?.lines).toContainEqual({ label: '原状态', value: '未挂失' });
    expect(reported.slip?.lines).toContainEqual({ label: '新状态', value: '书面挂失' });
    expect(value(await api.preview(withdraw(10_000))).refusal?.code).toBe('ACCOUNT_STATUS');
    const lift: Draft = { command: 'counter.unlost', payload: shown };
    await until('the report is with the centre', async () => value(await api.preview(lift)).mode === 'online');
    const seen = value(await api.preview(lift));
    expect(seen.checkerPost).toBe('chief_teller');
    const lifted = value(await api.capture(lift, chief(seen.approvalCode)));
    expect(lifted.lights).toBe('posted');
    expect(lifted.slip?.lines).toContainEqual({ label: '原状态', value: '书面挂失' });
    expect(value(await api.preview(withdraw(10_000))).refusal).toBeNull();
  }, 30_000);
});
