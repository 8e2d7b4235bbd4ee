import { afterAll, beforeAll, expect, test } from 'vitest';
import { findCommand, payloadToCbor } from '../shared/commands/domain.ts';
import { shanghaiDate } from '../shared/kernel/dates.ts';
import { bytesToBase64 } from '../shared/kernel/bytes.ts';
import { accountRequestBytes } from '../shared/read-models/doors.ts';
import { luhnDigit } from '../shared/rules/luhn.ts';
import { deviceRowId } from '../shared/kernel/ids.ts';
import type { AnyRow } from '../shared/tables/define.ts';
import { account } from '../shared/tables/account.ts';
import { interBranchDeal, interBranchHold } from '../shared/tables/inter-branch.ts';
import { till } from '../shared/tables/till.ts';
import type { EntryDraft, TestJournal } from '../sync/testing/device-kit.ts';
import { enrol, makeTablet, postJson, startTestHub, type TestHub } from './http/testing/hub.ts';
import { checkInvariants } from './jobs/check.ts';
import { lapseHolds } from './jobs/holds.ts';
import { BETWEEN_BRANCHES } from './jobs/invariants-between.ts';
import { greetTablet, journalOf, pushOf, type Line } from './ws/testing/line.ts';

/** 通存通兑 through a whole hub: two outlets' tablets on real sockets, messages carried by the hub's own relay. */

const HOME = '41272801';
const SERVING = '41272802';
const TODAY = shanghaiDate(Date.now());

let hub: TestHub;
let counter: Awaited<ReturnType<typeof openCounter>>;
beforeAll(async () => {
  hub = await startTestHub();
  counter = await openCounter();
});
afterAll(async () => {
  counter.line.socket.close();
  await hub.stop();
});

type Draft = Omit<EntryDraft, 'command' | 'payload'>;

function draft(name: string, payload: AnyRow, of: Draft): EntryDraft {
  const command = findCommand(name);
  if (command === undefined) throw new Error(`${name} is a command`);
  return { command: name, payloadVersion: command.version, payload: payloadToCbor(command, payload), ...of };
}

async function sendLast(line: Line, tablet: Parameters<typeof pushOf>[0], journal: TestJournal) {
  const seq = journal.entries.length;
  await line.send(await pushOf(tablet, journal, seq, seq));
  const outcome = await line.nextOf('outcome');
  return { seq, outcome };
}

/** An outlet's counter: a teller has signed on and holds till 01. */
async function openCounter(branch = SERVING, staff: readonly [string, string] = ['41201900202', '41201900201']) {
  const { tablet, device } = await enrol(hub, branch);
  const [maker, checker] = staff;
  const journal = journalOf(tablet, device.deviceId, branch);
  const { line } = await greetTablet(hub.url, { tablet, device: device.deviceId, branch });
  const enter = async (name: string, payload: AnyRow, of: Draft = {}): Promise<string> => {
    const common = { businessDate: TODAY, maker, offline: false };
    journal.add(draft(name, payload, { ...common, ...of }));
    const { seq } = await sendLast(line, tablet, journal);
    return deviceRowId(device.deviceId, seq);
  };
  const witnessed = { checker, approval: new Uint8Array(32) };
  const first = { employee_no: maker, first_of_day: true, witness: checker, credential_until: 0 };
  const signOn = { ...first, not_worked: [], closed_elsewhere: null };
  await enter('session.sign_on', signOn, witnessed);
  const row = await rowOf(till, branch, '01');
  const take = { till_no: '01', counted_fen: row?.cash_fen ?? 0, denominations: [], override_reason: null };
  await enter('till.take', take, witnessed);
  return { line, journal, device, tablet, enter };
}

const rowOf = async <T extends typeof account | typeof till | typeof interBranchDeal | typeof interBranchHold>(
  table: T,
  branch: string,
  id: string,
) => (await hub.hub.reads.rowsOf(branch, table)).find((one) => one.id === id)?.row ?? null;

/** An account of the home outlet that may be paid, with at least 2,000.00 yuan. */
async function payable(not: readonly string[] = [], branch = HOME) {
  const rows = await hub.hub.db.query<{ id: string; no: string; fen: number; last4: string; name: string }>(
    `SELECT a.id, a.body->>'account_no' AS no, (a.body->>'ledger_fen')::bigint AS fen, right(c.body->>'id_no', 4) AS last4,
       c.body->>'name' AS name
     FROM hub.row AS a JOIN hub.row AS c ON c.branch_id = a.branch_id AND c.kind = 'customer' AND c.id = a.body->>'customer'
     WHERE a.branch_id = $1 AND a.kind = 'account' AND a.body->>'kind' = 'demand' AND a.body->>'status' = 'active'
       AND a.body->>'lost_at' IS NULL AND a.body->>'frozen_at' IS NULL AND a.body->>'stop_pay_at' IS NULL
       AND (a.body->>'frozen_fen')::bigint = 0 AND c.body->>'status' = 'active' AND (a.body->>'ledger_fen')::bigint > 200000
       AND NOT a.id = ANY($2::text[]) ORDER BY a.id LIMIT 1`,
    [branch, not],
  );
  const found = rows[0];
  if (found === undefined) throw new Error('the demo outlet has an account with 2,000 yuan');
  return found;
}

const asking = (no: string, last4: string, fen: number): AnyRow => ({
  account_no: no,
  card: null,
  fen,
  till: '01',
  holder_present: true,
  id_seen: true,
  id_last4: last4,
  pin_result: 'not_used',
  reservation_no: null,
  purpose: null,
});
const voucher = (n: number): string => `41272802022611100001${String(n).padStart(2, '0')}`;
const paying = (deal: string, no: string, fen: number): AnyRow => ({
  deal,
  account_no: no,
  fen,
  till: '01',
  denominations: [],
  voucher_no: voucher(1),
  signature_hash: null,
});
const bringing = (no: string, fen: number): AnyRow => ({
  account_no: no,
  card: null,
  fen,
  till: '01',
  denominations: [],
  voucher_no: voucher(2),
  id_seen: false,
  signature_hash: null,
  agent_name: null,
  agent_id_type: null,
  agent_id_no: null,
});
const REQUEST: Draft = { basis: 'request' };

const clearing = async (): Promise<Record<string, number>> => {
  const rows = await hub.hub.db.query<{ branch: string; fen: number }>(
    "SELECT branch_id AS branch, sum(fen)::bigint AS fen FROM hub.posting WHERE ledger LIKE 'CLEARING-BRANCH:%' GROUP BY 1",
  );
  return Object.fromEntries(rows.map(({ branch, fen }) => [branch, fen]));
};
const wrong = async () => (await checkInvariants(hub.hub.db)).findings.filter((finding) => !finding.ok);

test('asked, kept, paid and settled; the books of both outlets close and the check says so', async () => {
  const before = await clearing();
  const one = await payable();
  const [mine, cash] = [await rowOf(account, HOME, one.id), (await rowOf(till, SERVING, '01'))?.cash_fen ?? 0];
  const deal = await counter.enter('inter_branch.authorise', asking(one.no, one.last4, 50_000), REQUEST);
  await hub.hub.relay.drain();
  expect(await rowOf(interBranchDeal, SERVING, deal)).toMatchObject({ status: 'authorised', home: HOME });
  expect((await rowOf(account, HOME, one.id))?.hold_fen).toBe(50_000);
  expect(await wrong()).toEqual([]);

  await counter.enter('inter_branch.pay', paying(deal, one.no, 50_000));
  await counter.enter('inter_branch.deposit', bringing(one.no, 20_000));
  await hub.hub.relay.drain();
  expect(await rowOf(interBranchDeal, SERVING, deal)).toMatchObject({ status: 'settled', outcome: 'posted' });
  expect(await rowOf(account, HOME, one.id)).toMatchObject({
    hold_fen: 0,
    ledger_fen: (mine?.ledger_fen ?? 0) - 30_000,
  });
  expect((await rowOf(till, SERVING, '01'))?.cash_fen).toBe(cash - 30_000);
  const after = await clearing();
  expect((after[SERVING] ?? 0) - (before[SERVING] ?? 0)).toBe(30_000);
  expect((after[HOME] ?? 0) - (before[HOME] ?? 0)).toBe(-30_000);
  expect(await wrong()).toEqual([]);
});

/** What the check of clearing says after `change`, which is put back. */
async function planted(change: string, values: readonly string[]): Promise<string> {
  const said = await hub.hub.db
    .transaction(async (sql) => {
      await sql.query(change, values);
      const rows = await sql.query<{ figures: string }>(BETWEEN_BRANCHES[0]?.wrong ?? '');
      throw Object.assign(new Error('put it back'), { figures: rows.map((row) => row.figures).join() });
    })
    .catch((fault: Error & { figures?: string }) => fault);
  if (said.figures === undefined) throw said;
  return said.figures;
}

test('the check sees a leg of another amount, one that got lost and one nobody sent; what is on its way is right', async () => {
  const one = await payable();
  const deposit = await counter.enter('inter_branch.deposit', bringing(one.no, 12_300));
  await hub.hub.relay.drain();
  expect((await rowOf(interBranchDeal, SERVING, deposit))?.outcome).toBe('posted');
  const home = [HOME, `CLEARING-BRANCH:${SERVING}`];
  const leg = 'branch_id = $1 AND ledger = $2 AND fen = 12300';
  expect(await planted(`UPDATE hub.posting SET fen = 12299 WHERE ${leg}`, home)).toContain(
    'there -12300, at home 12299',
  );
  expect(await planted(`DELETE FROM hub.posting WHERE ${leg}`, home)).toContain('there -12300, at home 0');
  expect(await planted('DELETE FROM hub.outbox WHERE branch_id = $1 AND to_branch = $2', [SERVING, HOME])).toContain(
    'at home 12300',
  );
  const travelling = `WITH gone AS (DELETE FROM hub.posting WHERE ${leg} RETURNING command_id)
    DELETE FROM hub.inbox WHERE branch_id = $1 AND id IN (SELECT command_id FROM gone)`;
  expect(await planted(travelling, home)).toBe('');
});

test('given up: the hold comes free; run out: the hub frees it, and a late advice takes what is there', async () => {
  const one = await payable();
  const left = await counter.enter('inter_branch.authorise', asking(one.no, one.last4, 30_000), REQUEST);
  await hub.hub.relay.drain();
  await counter.enter('request.abandon', { reason: 'customer_left' }, { replaces: counter.journal.entries.length });
  await hub.hub.relay.drain();
  expect((await rowOf(account, HOME, one.id))?.hold_fen).toBe(0);
  expect((await rowOf(interBranchDeal, SERVING, left))?.status).toBe('abandoned');

  const mine = (await rowOf(account, HOME, one.id))?.ledger_fen ?? 0;
  const late = await counter.enter('inter_branch.authorise', asking(one.no, one.last4, 30_000), REQUEST);
  await hub.hub.relay.drain();
  const rounds = { db: hub.hub.db, post: hub.hub.post };
  expect(await lapseHolds({ ...rounds, now: () => Date.now() })).toBe(0);
  expect(await lapseHolds({ ...rounds, now: () => Date.now() + 601_000 })).toBe(1);
  expect(await rowOf(account, HOME, one.id)).toMatchObject({ hold_fen: 0, ledger_fen: mine });
  expect((await rowOf(interBranchHold, HOME, late))?.status).toBe('lapsed');
  await counter.enter('inter_branch.pay', paying(late, one.no, 30_000));
  await hub.hub.relay.drain();
  expect(await rowOf(account, HOME, one.id)).toMatchObject({ hold_fen: 0, ledger_fen: mine - 30_000 });
  expect(await wrong()).toEqual([]);
});

test('an account nobody has: home keeps the cash in suspense with a case, and the outlet is told', async () => {
  const deposit = await counter.enter('inter_branch.deposit', bringing('412728019999993', 7_700));
  await hub.hub.relay.drain();
  expect((await rowOf(interBranchDeal, SERVING, deposit))?.outcome).toBe('suspense');
  expect(await wrong()).toEqual([]);
});

test('a tablet cannot speak for another branch: such an entry is kept as bytes, with a case, and moves nothing', async () => {
  const one = await payable();
  const told = { deal: 'x', serving: HOME, cash: 'x', account_no: one.no, card: null, fen: 100_000 };
  const entry = await counter.enter('inter_branch.credit', told);
  const [logged] = await hub.hub.db.query<{ verdict: string; code: string }>(
    'SELECT verdict, code FROM hub.command_log WHERE branch_id = $1 AND row_id = $2',
    [SERVING, entry],
  );
  expect(logged).toEqual({ verdict: 'suspense', code: 'RAW_UNREADABLE' });
  expect(await wrong()).toEqual([]);
});

type Question = Parameters<typeof accountRequestBytes>[0];

/** Asks for an account as the counter's tablet does, or as somebody else. */
async function look(
  of: Partial<Question>,
  tablet: { signing: { sign(bytes: Uint8Array): Promise<Uint8Array> } } = counter.tablet,
) {
  const request = {
    deviceId: counter.device.deviceId,
    employeeNo: '41201900202',
    accountNo: '',
    at: Date.now(),
    ...of,
  };
  const signature = bytesToBase64(await tablet.signing.sign(accountRequestBytes(request)));
  const { status, body } = await postJson(`${hub.url}/api/account`, { ...request, signature });
  return { status, code: body['code'], body };
}
const asked = () =>
  hub.hub.db.query<{ actor: string; detail: string }>(
    "SELECT actor, detail #>> '{}' AS detail FROM hub.audit WHERE branch_id = $1 AND action = 'account.lookup' ORDER BY n",
    [SERVING],
  );

test("an account of another outlet: masked holder, home and state, no balance; who asked stands in the outlet's audit", async () => {
  const one = await payable();
  const [person] = await hub.hub.db.query<{ name: string; id_no: string }>(
    `SELECT c.body->>'name' AS name, c.body->>'id_no' AS id_no FROM hub.row AS a
     JOIN hub.row AS c ON c.branch_id = a.branch_id AND c.kind = 'customer' AND c.id = a.body->>'customer'
     WHERE a.branch_id = $1 AND a.kind = 'account' AND a.id = $2`,
    [HOME, one.id],
  );
  const { status, body } = await look({ accountNo: one.no });
  const { holder, ...rest } = body;
  expect(status).toBe(200);
  expect(rest).toEqual({
    accountNo: one.no,
    home: { code: HOME, name: '沈丘县老城镇邮政支局', nameEn: 'Laocheng Post Office' },
    kind: 'demand',
    medium: rest['medium'],
    status: 'active',
  });
  expect(String(holder)).toMatch(/\*/);
  expect(String(holder).slice(0, 1)).toBe(person?.name.slice(0, 1));
  const answered = JSON.stringify(body);
  for (const secret of [person?.name, person?.id_no, String(one.fen)]) expect(answered).not.toContain(secret);
  const [line] = (await asked()).slice(-1);
  expect(line).toEqual({ actor: '41201900202', detail: `${one.no} shown device ${counter.device.deviceNo}` });
  expect(hub.logged.join('\n')).not.toContain(one.no);
});

test('who may not ask gets nothing: another key, another device, nobody signed on, an old question', async () => {
  const one = await payable();
  const before = (await asked()).length;
  const stranger = await makeTablet();
  expect(await look({ accountNo: one.no }, stranger)).toMatchObject({ status: 403, code: 'BAD_SIGNATURE' });
  expect(await look({ accountNo: one.no, deviceId: '0'.repeat(32) })).toMatchObject({
    status: 403,
    code: 'NOT_ENROLLED',
  });
  expect(await look({ accountNo: one.no, employeeNo: '41201900203' })).toMatchObject({ code: 'NOT_SIGNED_ON' });
  expect(await look({ accountNo: one.no, at: Date.now() - 301_000 })).toMatchObject({ code: 'CLOCK_UNTRUSTED' });
  const other = await enrol(hub, SERVING);
  expect(await look({ accountNo: one.no, deviceId: other.device.deviceId }, other.tablet)).toMatchObject({
    status: 403,
    code: 'NOT_SIGNED_ON',
  });
  expect((await asked()).length).toBe(before);
});

test('an unknown number, an own account, and asking too often are said plainly', async () => {
  const base = `${HOME}999998`;
  const nobody = `${base}${luhnDigit(base)}`;
  expect(await look({ accountNo: nobody })).toMatchObject({ status: 404, code: 'ACCOUNT_NOT_FOUND' });
  expect((await asked()).slice(-1)[0]?.detail).toContain(`${nobody} unknown`);
  const own = `${SERVING}000001`;
  expect(await look({ accountNo: `${own}${luhnDigit(own)}` })).toMatchObject({ status: 409, code: 'ACCOUNT_HERE' });
  const lasts = [];
  for (let n = 0; n < 31; n++) lasts.push((await look({ accountNo: nobody })).status);
  expect(lasts.slice(-1)).toEqual([429]);
});

test('a transfer to an account there: the name is compared first, and the books of both outlets close', async () => {
  const [payer, payee] = [await payable([], SERVING), await payable()];
  const balances = async () => [
    (await rowOf(account, SERVING, payer.id))?.ledger_fen ?? 0,
    (await rowOf(account, HOME, payee.id))?.ledger_fen ?? 0,
  ];
  const [before, between] = [await balances(), await clearing()];
  const transfer = (name: string, n: number): AnyRow => ({
    account: payer.id,
    to_account_no: payee.no,
    payee_name: name,
    purpose: '货款',
    fen: 60_000,
    fee_fen: 0,
    voucher_no: voucher(n),
    id_seen: true,
    id_last4: payer.last4,
    fraud_told: true,
    duplicate_reason: '分两次付',
    household_reason: null,
  });
  const wrongName = await counter.enter('inter_branch.transfer', transfer(`${payee.name}吉`, 71), REQUEST);
  expect((await rowOf(account, SERVING, payer.id))?.hold_fen).toBe(60_000);
  expect(await wrong()).toEqual([]);
  await hub.hub.relay.drain();
  expect(await rowOf(interBranchDeal, SERVING, wrongName)).toMatchObject({
    status: 'refused',
    refusal: 'PAYEE_NAME_MISMATCH',
  });
  expect(await balances()).toEqual(before);
  const sent = await counter.enter('inter_branch.transfer', transfer(payee.name, 72), REQUEST);
  await hub.hub.relay.drain();
  expect(await rowOf(interBranchDeal, SERVING, sent)).toMatchObject({ status: 'settled', outcome: 'posted' });
  const after = await balances();
  expect([(after[0] ?? 0) - (before[0] ?? 0), (after[1] ?? 0) - (before[1] ?? 0)]).toEqual([-60_000, 60_000]);
  const now = await clearing();
  expect([(now[SERVING] ?? 0) - (between[SERVING] ?? 0), (now[HOME] ?? 0) - (between[HOME] ?? 0)]).toEqual([
    -60_000, 60_000,
  ]);
  expect((await rowOf(account, SERVING, payer.id))?.hold_fen).toBe(0);
  expect(await wrong()).toEqual([]);
});

test('a bill two outlets took with no line: both are in the books, the second waits for the customer, and the check agrees', async () => {
  const other = await openCounter(HOME, ['41201900102', '41201900101']);
  const bill = (voucher_no: string): AnyRow => ({
    biller: 'water-412728',
    payer_no: '4127280099001',
    period: '2026-11',
    payer_name: null,
    customer: null,
    fen: 4_230,
    till: '01',
    denominations: [],
    voucher_no,
  });
  const first = await other.enter('counter.agency_collect', bill('4127280102611100000901'), { offline: true });
  await hub.hub.relay.drain();
  const second = await counter.enter('counter.agency_collect', bill(voucher(90)), { offline: true });
  await hub.hub.relay.drain();
  other.line.socket.close();
  const split = async (branch: string, id: string) =>
    (
      await hub.hub.db.query(
        `SELECT body->>'status' AS status, body->>'account_fen' AS account, body->>'suspense_ledger' AS ledger
         FROM hub.row WHERE branch_id = $1 AND kind = 'interaction' AND id = $2`,
        [branch, id],
      )
    )[0];
  expect(await split(HOME, first)).toEqual({ status: 'posted', account: '4230', ledger: null });
  expect(await split(SERVING, second)).toEqual({ status: 'suspense', account: '0', ledger: 'SUS-APP' });
  const cases = await hub.hub.db.query(
    `SELECT branch_id AS branch, body->>'centre_record' AS record FROM hub.row
     WHERE kind = 'exception_case' AND body->>'code' = 'BILL_PAID_ELSEWHERE'`,
  );
  expect(cases).toMatchObject([{ branch: SERVING, record: expect.stringContaining(`paid_outlet=${HOME}`) }]);
  expect(await wrong()).toEqual([]);
});
