import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CaseStepAnswer } from '../../shared/read-models/office-cases.ts';
import type { DeviceDetail, EnrolCodeAnswer } from '../../shared/read-models/office-devices.ts';
import type { CaseDetail, CaseLine, CasesAnswer } from '../../shared/read-models/office.ts';
import { base64ToBytes, bytesToHex, type Bytes } from '../../shared/kernel/bytes.ts';
import { sha256 } from '../../shared/kernel/hash.ts';
import { shanghaiDate } from '../../shared/kernel/dates.ts';
import type { StandInsAnswer } from '../../shared/read-models/office-stand-ins.ts';
import { headBytes, writeSlipCode, type SlipEntry } from '../../sync/index.ts';
import { sealTo } from '../auth/sealing.ts';
import type { TestJournal } from '../../sync/testing/device-kit.ts';
import { checkInvariants } from '../jobs/check.ts';
import { depositDraft, depositTo, entryDraft, withdrawRequest } from '../ws/testing/deposits.ts';
import { greetTablet, journalOf, pushOf } from '../ws/testing/line.ts';
import { enrol, makeTablet, postJson, startTestHub, type Tablet, type TestHub } from './testing/hub.ts';
import { vanFile } from './testing/van.ts';
import { atOffice, SECOND, SUPERVISION, type OfficePerson } from './testing/office.ts';

/** What a device has not sent, or sent and nobody judged, decided by two persons of the county through the real doors. */

const OUTLET = '41272801';

let hub: TestHub;
let mine: OfficePerson;
let second: OfficePerson;
beforeAll(async () => {
  hub = await startTestHub();
  [mine, second] = await Promise.all([atOffice(hub, SUPERVISION), atOffice(hub, SECOND)]);
});
afterAll(() => hub.stop());

const detail = (one: CaseLine): Promise<CaseDetail> =>
  mine.get(`/case?branch=${one.outlet.code}&id=${encodeURIComponent(one.id)}`);
const step = (person: OfficePerson, one: CaseLine, body: Record<string, unknown>): Promise<CaseStepAnswer> =>
  person.command('/case', { branch: one.outlet.code, case: one.id, aml: false, ...body });
async function caseOf(code: string, device: string): Promise<CaseLine> {
  const { cases } = await mine.get<CasesAnswer>(`/cases?status=open&code=${code}`);
  const one = cases.find((each) => each.id.startsWith(device.slice(0, 16)));
  if (one === undefined) throw new Error(`a case ${code} of ${device}`);
  return one;
}
/** Claimed, proposed by one, agreed to by the other. */
async function decideByTwo(one: CaseLine, action: string): Promise<void> {
  await step(mine, one, { step: 'claim' });
  const words = { words: '终端损坏，流水无法导出', toAccountNo: null, dueOn: null };
  expect(await step(mine, one, { step: 'resolve', action, ...words })).toMatchObject({ verdict: 'posted' });
  const proposal = (await detail(one)).steps.at(-1)?.id;
  const agreed = await step(second, one, { step: 'confirm', proposal, agreed: true, words: '' });
  expect(agreed).toMatchObject({ verdict: 'posted' });
}
const suspense = async (): Promise<number> => {
  const sql =
    "SELECT coalesce(sum(fen), 0)::bigint AS fen FROM hub.posting WHERE branch_id = $1 AND ledger = 'SUS-UNK'";
  return Number((await hub.hub.db.query<{ fen: number }>(sql, [OUTLET]))[0]?.fen);
};

interface Enrolled {
  readonly tablet: Tablet;
  readonly id: string;
  readonly journal: TestJournal;
}
async function aTablet(...fens: readonly number[]): Promise<Enrolled> {
  const { tablet, device } = await enrol(hub, OUTLET);
  const journal = journalOf(tablet, device.deviceId, OUTLET).add(...fens.map(depositDraft));
  return { tablet, id: device.deviceId, journal };
}
async function send({ tablet, id, journal }: Enrolled, from: number, to: number, use: 'vault' | 'delivery' = 'vault') {
  const { line } = await greetTablet(hub.url, { tablet, device: id, branch: OUTLET, journal });
  const push = await pushOf(tablet, journal, from, to);
  const head = journal.entries[to - 1]?.hash ?? push.previousHash;
  const signature = await tablet[use === 'vault' ? 'signing' : 'delivery'].sign(headBytes(id, to, head));
  await line.send({ ...push, signature, signedWith: use });
  const outcome = await line.nextOf('outcome');
  line.socket.close();
  return outcome;
}

describe('what the customer signed', () => {
  it('is awaited until the tablet has brought the picture, and then shown to who may see the case', async () => {
    const picture = Uint8Array.from([137, 80, 78, 71, ...Array.from({ length: 3000 }, (_, n) => (n * 31) & 255)]);
    const hash = sha256(picture);
    const { tablet, device } = await enrol(hub, OUTLET);
    const journal = journalOf(tablet, device.deviceId, OUTLET).add(
      depositDraft(700),
      depositTo({ signature_hash: hash }, 800),
    );
    const { line } = await greetTablet(hub.url, { tablet, device: device.deviceId, branch: OUTLET, journal });
    await line.send(await pushOf(tablet, journal, 1, 2));
    await line.nextOf('outcome');
    const { cases } = await mine.get<CasesAnswer>('/cases?status=open');
    const of = async (fen: number): Promise<CaseDetail> => {
      const found = cases.find((one) => one.amountFen === fen && one.id.startsWith(device.deviceId.slice(0, 16)));
      if (found === undefined) throw new Error(`a case about ${String(fen)} fen`);
      return detail(found);
    };
    expect((await of(700)).signature).toBeNull();
    const awaited = await of(800);
    expect(awaited.signature).toEqual({ hash: bytesToHex(hash), isHere: false });
    const at = `/case/signature?branch=${OUTLET}&id=${encodeURIComponent(awaited.id)}`;
    await expect(mine.get(at)).rejects.toThrow('NOT_FOUND');

    await line.send({ type: 'evidence', hash, total: picture.length, from: 0, part: picture });
    expect(await line.nextOf('evidence_at')).toMatchObject({ bytes: picture.length, state: 'whole' });
    expect((await of(800)).signature?.isHere).toBe(true);
    const shown = await mine.ask(at);
    expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(new Uint8Array(await shown.arrayBuffer())).toEqual(picture);
    line.socket.close();
  });
});

describe('journals decided about by two', () => {
  it('a hole is declared lost; what comes of it later is posted all the same, and the books close', async () => {
    const before = await suspense();
    const tablet = await aTablet(100, 200, 400, 800);
    await send(tablet, 1, 1);
    expect(await send(tablet, 4, 4)).toMatchObject({ receivedSeq: 1 });
    const one = await caseOf('SEQ_GAP', tablet.id);
    expect((await detail(one)).journal).toMatchObject({
      seq: 1,
      missing: [{ from: 2, to: 3 }],
      lost: [],
      held: [{ seq: 4, reason: 'gap', command: 'counter.deposit', direction: 'in', fen: 800 }],
    });
    await decideByTwo(one, 'declare_lost');
    expect(await suspense()).toBe(before - 900);
    const closed = await detail(one);
    expect(closed).toMatchObject({ status: 'closed', resolution: 'declare_lost' });
    expect(closed.journal).toEqual({ seq: 4, missing: [], lost: [{ from: 2, to: 3 }], held: [] });
    const report = await checkInvariants(hub.hub.db);
    expect(report.findings.filter((finding) => !finding.ok)).toEqual([]);

    expect(await send(tablet, 2, 3)).toMatchObject({ receivedSeq: 4 });
    expect(await suspense()).toBe(before - 1500);
    expect((await detail(one)).journal).toMatchObject({ seq: 4, lost: [] });
    const after = await checkInvariants(hub.hub.db);
    expect(after.findings.filter((finding) => !finding.ok)).toEqual([]);
  });

  it('an abandon that is there before its request, through a hole declared lost: the request is refused', async () => {
    const { tablet, device } = await enrol(hub, OUTLET);
    const journal = journalOf(tablet, device.deviceId, OUTLET).add(
      depositDraft(100),
      withdrawRequest(60, Date.now() + 600_000),
      { ...entryDraft('request.abandon', { reason: 'no_answer' }), replaces: 2 },
    );
    const enrolled = { tablet, id: device.deviceId, journal };
    await send(enrolled, 1, 1);
    expect(await send(enrolled, 3, 3)).toMatchObject({ receivedSeq: 1 });
    await decideByTwo(await caseOf('SEQ_GAP', device.deviceId), 'declare_lost');
    await send(enrolled, 2, 2);
    const log = await hub.hub.db.query<{ name: string; verdict: string; code: string | null }>(
      'SELECT name, verdict, code FROM hub.command_log WHERE branch_id = $1 AND device_id = $2 AND seq > 1 ORDER BY seq',
      [OUTLET, device.deviceId],
    );
    expect(log).toEqual([
      { name: 'counter.withdraw', verdict: 'rejected', code: 'REQUEST_REPLACED' },
      { name: 'request.abandon', verdict: 'posted', code: null },
    ]);
    const report = await checkInvariants(hub.hub.db);
    expect(report.findings.filter((finding) => !finding.ok)).toEqual([]);
  });

  it('what was only delivered, and what competes for a number, is adopted and posted once', async () => {
    const before = await suspense();
    const tablet = await aTablet(100, 200);
    await send(tablet, 1, 2, 'delivery');
    await decideByTwo(await caseOf('UNSIGNED_TAIL', tablet.id), 'adopt');
    expect(await suspense()).toBe(before - 300);

    const rival = journalOf(tablet.tablet, tablet.id, OUTLET).add(...[100, 7000].map(depositDraft));
    await send({ ...tablet, journal: rival }, 2, 2);
    const fork = await caseOf('SEQ_CONFLICT', tablet.id);
    expect((await detail(fork)).journal?.held).toMatchObject([{ seq: 2, reason: 'fork', fen: 7000 }]);
    await decideByTwo(fork, 'adopt');
    expect(await suspense()).toBe(before - 7300);
    expect((await detail(fork)).journal?.held).toEqual([]);
    const report = await checkInvariants(hub.hub.db);
    expect(report.findings.filter((finding) => !finding.ok)).toEqual([]);
  });

  it('a tablet reported lost: what it said it had recorded is missing until two persons decide', async () => {
    const tablet = await aTablet(100, 200, 400);
    await send(tablet, 1, 1);
    const device = { branch: OUTLET, device: tablet.id };
    const key = `/device?branch=${OUTLET}&id=${tablet.id}`;
    expect((await second.get<DeviceDetail>(key)).journal).toMatchObject({ seq: 1, missing: [{ from: 2, to: 3 }] });
    const lose = { ...device, step: 'declare_lost', words: '被盗，已报警' };
    expect((await mine.post('/device', { ...lose, commandId: randomUUID() })).status).toBe(403);
    expect(await second.command('/device', lose)).toMatchObject({ verdict: 'posted' });
    expect(await second.command('/device', { ...device, step: 'release', words: '找到了' })).toMatchObject({
      code: 'DEVICE_STATE',
    });
    expect((await second.get<DeviceDetail>(key)).device).toMatchObject({ status: 'lost', appVersion: '0.1.0' });

    await decideByTwo(await caseOf('SEQ_GAP', tablet.id), 'declare_lost');
    expect((await second.get<DeviceDetail>(key)).journal).toMatchObject({ missing: [], lost: [{ from: 2, to: 3 }] });
    // Found after all: its entries are held, and adopted by two.
    const before = await suspense();
    await send(tablet, 2, 3);
    await decideByTwo(await caseOf('DEVICE_REVOKED_ENTRY', tablet.id), 'adopt');
    expect(await suspense()).toBe(before - 600);
    const report = await checkInvariants(hub.hub.db);
    expect(report.findings.filter((finding) => !finding.ok)).toEqual([]);
  });

  it('a tablet that is stopped while it is live is told so at once, and a code enrols another', async () => {
    const tablet = await aTablet();
    const { line } = await greetTablet(hub.url, { tablet: tablet.tablet, device: tablet.id, branch: OUTLET });
    await second.command('/device', { branch: OUTLET, device: tablet.id, step: 'revoke', words: '换新机' });
    expect(await line.nextOf('goodbye')).toMatchObject({ reason: 'device_revoked' });
    const code = await second.command<EnrolCodeAnswer>('/enrol-code', { outlet: OUTLET });
    const fresh = await makeTablet();
    const enrolled = await postJson(`${hub.url}/api/enrol`, fresh.enrolBody(code.code));
    expect(enrolled).toMatchObject({ status: 200, body: { outlet: { code: OUTLET } } });
    expect((await second.post('/enrol-code', { outlet: '99999999' })).status).toBe(403);
  });
});

interface StandIn {
  readonly lines: StandInsAnswer['lines'];
  readonly till: string | null;
}
const standInsOf = (id: string): Promise<StandIn> => mine.get(`/stand-ins?branch=${OUTLET}&id=${id}`);
interface Books {
  readonly account: number;
  readonly till: number;
}
async function anAccount(): Promise<{ readonly id: string; readonly no: string; books(): Promise<Books> }> {
  const [row] = await hub.hub.db.query<{ id: string; no: string }>(
    `SELECT id, body->>'account_no' AS no FROM hub.row WHERE branch_id = $1 AND kind = 'account'
       AND body->>'status' = 'active' AND body->>'kind' = 'demand' ORDER BY id LIMIT 1`,
    [OUTLET],
  );
  if (row === undefined) throw new Error('an account of the demo');
  const sum = async (ledger: string, account: string | null): Promise<number> => {
    const sql =
      'SELECT coalesce(sum(fen), 0)::bigint AS fen FROM hub.posting WHERE branch_id = $1 AND ledger = $2 AND ($3::text IS NULL OR account = $3)';
    return Number((await hub.hub.db.query<{ fen: number }>(sql, [OUTLET, ledger, account]))[0]?.fen);
  };
  return {
    ...row,
    books: async () => ({ account: -(await sum('DEPOSIT', row.id)), till: await sum('CASH-TILL:01', null) }),
  };
}
const DAY = shanghaiDate(Date.now());
const aPaper = (device: string, seq: number, over: Record<string, unknown> = {}) => ({
  step: 'propose',
  branch: OUTLET,
  device,
  seq,
  source: 'slip',
  slipNo: String(Date.now()).padStart(20, '0') + String(seq).padStart(2, '0'),
  command: 'counter.deposit',
  accountNo: null,
  fen: 200,
  till: '01',
  businessDate: DAY,
  writtenAt: Date.now() - 60_000,
  teller: '41201900102',
  words: '客户持有回单',
  ...over,
});
const enter = (paper: Record<string, unknown>) => mine.command('/stand-in', paper);
const agree = (device: string, seq: number, over: Record<string, unknown> = {}, by = second) =>
  by.command('/stand-in', { step: 'confirm', branch: OUTLET, device, seq, agreed: true, words: '', ...over });
async function allHolds(): Promise<void> {
  const report = await checkInvariants(hub.hub.db);
  expect(report.findings.filter((finding) => !finding.ok)).toEqual([]);
}

describe('entries lost with their tablet', () => {
  it('[IN17] from paper by two persons of the county: only of a number that is lost, once, and posted like an offline deal', async () => {
    const account = await anAccount();
    const tablet = await aTablet(100, 200, 400);
    await send(tablet, 1, 1);
    const before = await account.books();
    const paper = aPaper(tablet.id, 2, { accountNo: account.no });
    expect(await enter(paper)).toMatchObject({ verdict: 'rejected', code: 'NOT_LOST' });
    await second.command('/device', { branch: OUTLET, device: tablet.id, step: 'declare_lost', words: '被盗' });
    expect(await enter({ ...paper, seq: 1 })).toMatchObject({ code: 'ORIGINAL_HERE' });
    expect(await enter(paper)).toMatchObject({ verdict: 'posted' });
    expect(await account.books()).toEqual(before);
    expect(await agree(tablet.id, 2, {}, mine)).toMatchObject({ code: 'AUTH_SELF' });
    expect(await agree(tablet.id, 2)).toMatchObject({ verdict: 'posted' });
    expect(await account.books()).toEqual({ account: before.account + 200, till: before.till + 200 });
    expect(await enter({ ...paper, seq: 3 })).toMatchObject({ code: 'SLIP_USED' });
    expect((await standInsOf(tablet.id)).lines).toMatchObject([
      { seq: 2, status: 'posted', fen: 200, accountTail: account.no.slice(-4), checker: expect.any(String) as string },
    ]);
    const clerk = await atOffice(hub, '41201900101');
    expect((await clerk.post('/stand-in', { ...paper, commandId: randomUUID() })).status).toBe(403);
    await allHolds();
  });

  it('[IN18] the tablet turns up: what agrees is a duplicate and moves nothing, of what differs only the difference is posted', async () => {
    const account = await anAccount();
    const { tablet, device } = await enrol(hub, OUTLET);
    const of = { account: account.id, account_no: account.no };
    const journal = journalOf(tablet, device.deviceId, OUTLET).add(depositDraft(100));
    for (const fen of [210, 400, 800]) journal.add(depositTo(of, fen));
    const enrolled = { tablet, id: device.deviceId, journal };
    await send(enrolled, 1, 1);
    await second.command('/device', { branch: OUTLET, device: device.deviceId, step: 'declare_lost', words: '丢失' });
    await decideByTwo(await caseOf('SEQ_GAP', device.deviceId), 'declare_lost');
    const before = await account.books();
    for (const [seq, fen] of [
      [2, 210],
      [3, 450],
    ] as const) {
      await enter(aPaper(device.deviceId, seq, { accountNo: account.no, fen }));
      await agree(device.deviceId, seq);
    }
    await enter(aPaper(device.deviceId, 4, { accountNo: account.no, fen: 800 }));
    expect(await account.books()).toEqual({ account: before.account + 660, till: before.till + 660 });
    await allHolds();

    await send(enrolled, 2, 4);
    await decideByTwo(await caseOf('DEVICE_REVOKED_ENTRY', device.deviceId), 'adopt');
    // 210 once, 400 in the place of 450, and 800 whose stand-in nobody had agreed to.
    expect(await account.books()).toEqual({ account: before.account + 1410, till: before.till + 1410 });
    expect((await standInsOf(device.deviceId)).lines.map((line) => line.status)).toEqual(['met', 'differs', 'came']);
    expect(await agree(device.deviceId, 4)).toMatchObject({ code: 'PROPOSAL_UNKNOWN' });
    const log = await hub.hub.db.query<{ seq: number; verdict: string; code: string | null }>(
      'SELECT seq, verdict, code FROM hub.command_log WHERE branch_id = $1 AND device_id = $2 AND seq > 1 ORDER BY seq',
      [OUTLET, device.deviceId],
    );
    expect(log).toEqual([
      { seq: 2, verdict: 'posted', code: 'STOOD_FOR' },
      { seq: 3, verdict: 'posted_with_exception', code: 'STAND_IN_DIFFERS' },
      { seq: 4, verdict: 'posted', code: null },
    ]);
    const legs = await hub.hub.db.query<{ seq: number; ledger: string; fen: number }>(
      `SELECT c.seq, p.ledger, p.fen FROM hub.command_log c JOIN hub.posting p ON p.branch_id = c.branch_id AND p.command_id = c.command_id
       WHERE c.branch_id = $1 AND c.device_id = $2 AND c.seq IN (2, 3) ORDER BY 1, 2`,
      [OUTLET, device.deviceId],
    );
    expect(legs).toEqual([
      { seq: 3, ledger: 'CASH-TILL:01', fen: -50 },
      { seq: 3, ledger: 'DEPOSIT', fen: 50 },
    ]);
    expect(await detail(await caseOf('STAND_IN_DIFFERS', device.deviceId))).toMatchObject({ amountFen: 50 });
    await allHolds();
  });

  it('[IN19] a file of the mail van saved before the tablet was lost: its entries keep their bytes and hashes', async () => {
    const { tablet, device } = await enrol(hub, OUTLET);
    const journal = journalOf(tablet, device.deviceId, OUTLET).add(...[100, 200].map(depositDraft));
    const file = await vanFile({ tablet, device, journal }, 1);
    await second.command('/device', { branch: OUTLET, device: device.deviceId, step: 'declare_lost', words: '落水' });
    expect((await mine.bring('/van', file)).status).toBe(200);
    await decideByTwo(await caseOf('DEVICE_REVOKED_ENTRY', device.deviceId), 'adopt');
    const log = await hub.hub.db.query<{ hash: Uint8Array; bytes: Uint8Array }>(
      'SELECT hash, bytes FROM hub.command_log WHERE branch_id = $1 AND device_id = $2 ORDER BY seq',
      [OUTLET, device.deviceId],
    );
    expect(log.map((one) => [bytesToHex(one.hash), bytesToHex(one.bytes)])).toEqual(
      journal.entries.map((one) => [bytesToHex(one.hash), bytesToHex(one.canonical)]),
    );
    expect(await enter(aPaper(device.deviceId, 2))).toMatchObject({ code: 'ORIGINAL_HERE' });
    await allHolds();
  });

  it('[IN19] the code of a slip brings one entry back with its bytes and hash: only here, only whole, and once', async () => {
    const { tablet, device } = await enrol(hub, OUTLET);
    const journal = journalOf(tablet, device.deviceId, OUTLET).add(...[100, 200, 400].map(depositDraft));
    const enrolled = { tablet, id: device.deviceId, journal };
    const codeOf = async (seq: number, over: Partial<SlipEntry> = {}): Promise<string> => {
      const one = journal.entries[seq - 1];
      if (one === undefined) throw new Error(`entry ${seq}`);
      const signature = await tablet.signing.sign(headBytes(device.deviceId, seq, one.hash));
      const seal = (purpose: string, plain: Bytes) => sealTo(base64ToBytes(device.hubSealingKey), purpose, plain);
      return writeSlipCode({ device: device.deviceId, ...one, ...over }, { seal, signature });
    };
    const scan = (code: string) => mine.post('/slip-code', { code });
    await send(enrolled, 1, 1);
    await second.command('/device', { branch: OUTLET, device: device.deviceId, step: 'declare_lost', words: '落水' });
    const code = await codeOf(3);
    expect(code.length).toBeLessThan(1200);
    expect(await scan(`${code.slice(0, -4)}AAAA`)).toMatchObject({ status: 400, body: { code: 'VAN_TAMPERED' } });
    expect(await scan('hello')).toMatchObject({ status: 400, body: { code: 'VAN_NOT_A_BUNDLE' } });
    const forged = await codeOf(3, { previousHash: sha256(new Uint8Array(1)) });
    expect(await scan(forged)).toMatchObject({ status: 400, body: { code: 'VAN_TAMPERED' } });
    expect(await scan(code)).toMatchObject({ status: 200, body: { seq: 3, state: 'held' } });
    await decideByTwo(await caseOf('SEQ_GAP', device.deviceId), 'declare_lost');
    await decideByTwo(await caseOf('DEVICE_REVOKED_ENTRY', device.deviceId), 'adopt');
    const [logged] = await hub.hub.db.query<{ hash: Bytes; bytes: Bytes }>(
      'SELECT hash, bytes FROM hub.command_log WHERE branch_id = $1 AND device_id = $2 AND seq = 3',
      [OUTLET, device.deviceId],
    );
    expect(bytesToHex(logged?.hash ?? new Uint8Array(0))).toBe(
      bytesToHex(journal.entries[2]?.hash ?? new Uint8Array(0)),
    );
    expect(bytesToHex(logged?.bytes ?? new Uint8Array(0))).toBe(
      bytesToHex(journal.entries[2]?.canonical ?? new Uint8Array(0)),
    );
    expect(await scan(code)).toMatchObject({ status: 200, body: { seq: 3, state: 'known' } });
    expect(await enter(aPaper(device.deviceId, 3))).toMatchObject({ code: 'ORIGINAL_HERE' });
    await allHolds();
  });
});
