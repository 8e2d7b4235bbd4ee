import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findCommand, payloadToCbor } from '../../shared/commands/domain.ts';
import { base64ToBytes, bytesToBase64 } from '../../shared/kernel/bytes.ts';
import { shanghaiDate } from '../../shared/kernel/dates.ts';
import { deviceRowId } from '../../shared/kernel/ids.ts';
import { readoptBytes, type EnrolResponse } from '../../shared/read-models/doors.ts';
import type { AnyRow } from '../../shared/tables/define.ts';
import { readOutcome, type Receipt } from '../../sync/index.ts';
import type { EntryDraft, TestJournal } from '../../sync/testing/device-kit.ts';
import { createVerifier } from '../auth/keys.ts';
import { REBUILT_TABLES } from '../feed/feed.ts';
import { hubCommand } from '../hub-command.ts';
import { atOffice, SUPERVISION } from '../http/testing/office.ts';
import {
  enrol,
  makeTablet,
  postJson,
  startTestHub,
  type Answer,
  type Tablet,
  type TestHub,
} from '../http/testing/hub.ts';
import { importBerka } from '../import/berka.ts';
import { checkInvariants } from '../jobs/check.ts';
import { greetTablet, journalOf, pushOf, type Line } from '../ws/testing/line.ts';
import { openArchive } from './archive.ts';
import { makeBackup } from './backup.ts';
import type { BackupKeys } from './backup-manifest.ts';
import { openForRestore } from './database.ts';
import { openPool, type Pool } from './pool.ts';
import { restoreBackup, type RestoreReport } from './restore.ts';
import { openTestFolder, testConfig } from './testing/database.ts';

/**
 * Three terminals of two outlets, a backup, then 200 acknowledged commands of every door, and the hub's data folder is
 * gone. With an archive all of it comes back by itself; without one all of the terminals does.
 */
const HOME = '41272801';
const SERVING = '41272802';
const TODAY = shanghaiDate(Date.now());
const BERKA = fileURLToPath(new URL('../import/fixture/', import.meta.url));
const EACH = 45;
const LATE = 4;
/** Entries of terminals after the backup. */
const AFTER = 3 * EACH + 5 + LATE;

interface Counter {
  readonly tablet: Tablet;
  readonly device: string;
  readonly enrolled: EnrolResponse;
  readonly outlet: string;
  readonly journal: TestJournal;
  readonly receipts: Map<number, Receipt>;
  readonly signed: { signed: Uint8Array<ArrayBuffer>; signature: Uint8Array<ArrayBuffer> }[];
  line: Line;
}

let hub: TestHub;
let folder = '';
let remove = async (): Promise<void> => undefined;
let archiveFolder = '';
let keys: BackupKeys;
let counters: readonly Counter[];
/** Enrolled after the backup. */
let late: Counter;
/** What the hub held when its data folder was lost. */
let lost: Pool;

async function openCounter(outlet: string): Promise<Counter> {
  const { tablet, device } = await enrol(hub, outlet);
  const journal = journalOf(tablet, device.deviceId, outlet);
  const { line } = await greetTablet(hub.url, { tablet, device: device.deviceId, branch: outlet });
  return { tablet, device: device.deviceId, enrolled: device, outlet, journal, receipts: new Map(), signed: [], line };
}

/** Keeps the signed answer as a terminal does. */
async function heard(counter: Counter): Promise<void> {
  const { signed, signature } = await counter.line.nextOf('outcome');
  counter.signed.push({ signed, signature });
  for (const receipt of readOutcome(signed)?.receipts ?? []) counter.receipts.set(receipt.seq, receipt);
}

async function enter(counter: Counter, name: string, payload: AnyRow, of: Partial<EntryDraft> = {}): Promise<number> {
  const command = findCommand(name);
  if (command === undefined) throw new Error(`${name} is a command`);
  const common = { businessDate: TODAY, maker: '41201900202', offline: false };
  counter.journal.add({
    command: name,
    payloadVersion: command.version,
    payload: payloadToCbor(command, payload),
    ...common,
    ...of,
  });
  const seq = counter.journal.entries.length;
  await counter.line.send(await pushOf(counter.tablet, counter.journal, seq, seq));
  await heard(counter);
  return seq;
}

const CASH = {
  till: '01',
  denominations: [],
  signature_hash: null,
  agent_name: null,
  agent_id_type: null,
  agent_id_no: null,
};
let vouchers = 0;
const voucher = (outlet: string): string => `${outlet}02261110${String(++vouchers).padStart(6, '0')}`;

function deposit(outlet: string, account: string, no: string, fen: number): AnyRow {
  const definition = findCommand('counter.deposit');
  const optional = Object.fromEntries(Object.keys(definition?.payload ?? {}).map((field) => [field, null]));
  const deal = { account, account_no: no, fen, voucher_no: voucher(outlet), medium_seen: true, id_seen: false };
  return { ...optional, till: '01', denominations: [], ...deal };
}

async function accountsOf(outlet: string): Promise<readonly { id: string; no: string }[]> {
  return hub.hub.db.query(
    `SELECT id, body->>'account_no' AS no FROM hub.row WHERE branch_id = $1 AND kind = 'account'
     AND body->>'status' = 'active' AND body->>'kind' = 'demand' ORDER BY id LIMIT 5`,
    [outlet],
  );
}

/** Every door works: three counters, the office, the hub itself, an import, and messages between outlets. */
async function work(): Promise<void> {
  const accounts = new Map([HOME, SERVING].map((outlet) => [outlet, accountsOf(outlet)]));
  const supervision = await atOffice(hub, SUPERVISION);
  for (const counter of counters) {
    const own = (await accounts.get(counter.outlet)) ?? [];
    for (let n = 0; n < EACH; n++) {
      const one = own[n % own.length];
      const unknown = n % 9 === 0;
      const to = unknown ? ['nobody', '604127280100001'] : [one?.id ?? '', one?.no ?? ''];
      const seq = await enter(counter, 'counter.deposit', deposit(counter.outlet, to[0] ?? '', to[1] ?? '', 1_000 + n));
      if (!unknown) continue;
      const id = `${deviceRowId(counter.device, seq)}/UNKNOWN_ACCOUNT`;
      await supervision.command('/case', { step: 'claim', branch: counter.outlet, case: id, aml: false });
    }
  }
  const [home] = (await accounts.get(HOME)) ?? [];
  const [, , serving] = counters;
  if (serving === undefined || home === undefined) throw new Error('a third counter and an account at home');
  for (let n = 0; n < 5; n++) {
    const bringing = { account_no: home.no, card: null, fen: 70_000 + n, voucher_no: voucher(SERVING), id_seen: false };
    await enter(serving, 'inter_branch.deposit', { ...CASH, ...bringing });
  }
  await hub.hub.relay.drain();
  for (let n = 0; n < 10; n++) {
    const at = Date.now();
    const id = `0192f000-0000-7000-8000-0000000000${String(n).padStart(2, '0')}`;
    await hub.hub.post(HOME, [
      hubCommand({
        id,
        branch: HOME,
        command: 'system.end_freeze',
        payload: { account: home.id },
        businessDate: TODAY,
        at,
      }),
    ]);
  }
  late = await openCounter(SERVING);
  const [own] = (await accounts.get(SERVING)) ?? [];
  for (let n = 0; n < LATE; n++)
    await enter(late, 'counter.deposit', deposit(SERVING, own?.id ?? '', own?.no ?? '', 9_000 + n));
  await importBerka(hub.hub.engine, BERKA, { cards: hub.hub.keys });
  await hub.hub.relay.drain();
  // As the command line does before it answers.
  const failed = (why: unknown): void => console.error(why);
  const beside = openArchive(archiveFolder, { url: hub.hub.db.url, now: Date.now, failed });
  await beside?.drain();
  await beside?.stop();
}

beforeAll(async () => {
  ({ folder, remove } = await openTestFolder());
  archiveFolder = join(folder, 'archive');
  hub = await startTestHub({ YIZHAN_ARCHIVE: archiveFolder, YIZHAN_BEHIND_PROXY: '1' });
  keys = { ...hub.hub.keys, ...createVerifier() };
  counters = [await openCounter(HOME), await openCounter(HOME), await openCounter(SERVING)];
  const own = await accountsOf(HOME);
  for (const counter of counters)
    await enter(counter, 'counter.deposit', deposit(counter.outlet, own[0]?.id ?? '', own[0]?.no ?? '', 500_00));
  const deps = { db: hub.hub.db, keys, rebuilt: REBUILT_TABLES, now: Date.now, say: () => undefined };
  await makeBackup(deps, join(folder, 'old'));
  await work();
  lost = openPool(hub.hub.db.url, 2);
}, 400_000);
afterAll(async () => {
  for (const counter of [...counters, late]) counter.line.socket.close();
  await lost.end();
  await hub.stop();
  await remove();
});

async function restored(name: string, archive: string | null): Promise<{ url: string; report: RestoreReport }> {
  await hub.hub.db.script(`CREATE DATABASE ${name}`);
  const url = hub.hub.db.embedded?.url(name) ?? '';
  const place = await openForRestore(testConfig(folder, { databaseUrl: url }));
  try {
    const deps = { ...place, keys, archiveFolder: archive, now: Date.now, say: () => undefined };
    return { url, report: await restoreBackup(deps, join(folder, 'old')) };
  } finally {
    await place.close();
  }
}

/** A hub on the restored database, with the keys of the lost one. */
const hubOn = (url: string, more: Record<string, string>): Promise<TestHub> =>
  startTestHub({ DATABASE_URL: url, YIZHAN_DATA: hub.config.dataFolder, YIZHAN_BEHIND_PROXY: '1', ...more });

/** Each terminal greets and sends what the hub lacks, with the receipts it was once given. */
async function comeBack(to: TestHub): Promise<number> {
  let sent = 0;
  for (const counter of [...counters, late]) {
    const { tablet, journal, device, outlet } = counter;
    const { line, welcome } = await greetTablet(to.url, { tablet, journal, device, branch: outlet });
    expect(welcome.recovering).toBe(true);
    counter.line.socket.close();
    counter.line = line;
    const last = journal.entries.length;
    const recorded = [...counter.signed];
    for (let seq = welcome.receivedSeq + 1; seq <= last; seq += 20) {
      const end = Math.min(seq + 19, last);
      await line.send({ ...(await pushOf(tablet, journal, seq, end)), recorded });
      await heard(counter);
      sent += end - seq + 1;
    }
  }
  await to.hub.relay.drain();
  return sent;
}

/** A tablet shows its certificate, signed with its delivery key. */
async function readopt(to: TestHub, { enrolled, tablet }: Counter, more: Record<string, string> = {}): Promise<Answer> {
  const { certificate, certificateSignature } = enrolled;
  const signature = bytesToBase64(await tablet.delivery.sign(readoptBytes(base64ToBytes(certificate))));
  return postJson(`${to.url}/api/readopt`, { certificate, certificateSignature, signature, ...more });
}

const TABLES: Readonly<Record<string, string>> = {
  branch: 'branch_id, version, commit_id',
  branch_commit: '*',
  command_log: '*',
  row: '*',
  posting: '*',
  outbox: 'branch_id, id, cause, to_branch, command, payload, version',
  inbox: '*',
  raw: '*',
  card_token: '*',
  audit: '*',
  device: 'branch_id, device_id, device_no, status, seq, head, signed_seq, early, lost, forked_at, last_captured_at',
};

async function hashes(db: Pool): Promise<Record<string, string>> {
  const out: Record<string, string> = {};
  for (const [name, columns] of Object.entries(TABLES)) {
    const rows = await db.query<{ hash: string }>(
      `SELECT count(*) || ' ' || md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) AS hash FROM (SELECT ${columns} FROM hub.${name}) AS t`,
    );
    out[name] = rows[0]?.hash ?? '';
  }
  return out;
}

/** What a door's commands came to: outcome of each, and the sums of their postings by ledger. */
async function ofDoors(db: Pool, doors: readonly string[]) {
  const outcomes = await db.query(
    `SELECT branch_id, command_id, name, verdict, code, has_split, account_fen, suspense_ledger, suspense_fen, sigma_fen
     FROM hub.command_log WHERE door = ANY($1::text[]) ORDER BY branch_id, command_id`,
    [doors],
  );
  const sums = await db.query(
    `SELECT p.branch_id, p.ledger, p.account, sum(p.fen)::bigint AS fen FROM hub.posting AS p
     JOIN hub.command_log AS c ON c.branch_id = p.branch_id AND c.command_id = p.command_id
     WHERE c.door = ANY($1::text[]) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    [doors],
  );
  return { outcomes, sums };
}

const statusOf = async (to: TestHub): Promise<unknown> =>
  (await to.hub.db.query('SELECT device_no AS no, status FROM hub.device WHERE device_id = $1', [late.device]))[0];

/** The tablet that the backup does not hold is known again by what the hub once signed, and by nothing else. */
async function knownByCertificate(to: TestHub): Promise<void> {
  const greet = () =>
    greetTablet(to.url, { tablet: late.tablet, journal: late.journal, device: late.device, branch: SERVING });
  await expect(greet()).rejects.toThrow(/the line ended/);
  const other = await makeTablet();
  const forged = bytesToBase64(await other.signing.sign(base64ToBytes(late.enrolled.certificate)));
  expect(await readopt(to, late, { certificateSignature: forged })).toMatchObject({
    status: 403,
    body: { code: 'BAD_SIGNATURE' },
  });
  const stolen = bytesToBase64(await other.delivery.sign(readoptBytes(base64ToBytes(late.enrolled.certificate))));
  expect(await readopt(to, late, { signature: stolen })).toMatchObject({ status: 403 });
  expect(await readopt(to, late, { certificate: 'AAAA' })).toMatchObject({ status: 403 });
  expect(await statusOf(to)).toBeUndefined();
  for (let n = 0; n < 2; n++)
    expect(await readopt(to, late)).toMatchObject({
      status: 200,
      body: { deviceId: late.device, deviceNo: late.enrolled.deviceNo },
    });
  expect(await statusOf(to)).toEqual({ no: late.enrolled.deviceNo, status: 'active' });
}

/** A certificate lets nobody in again who was stopped: what it still has is filed and held. */
async function stoppedFilesOnly(to: TestHub): Promise<void> {
  await to.hub.directory.setDeviceStatus({ branch: SERVING, device: late.device, status: 'revoked' });
  expect(await readopt(to, late)).toMatchObject({ status: 200 });
  expect(await statusOf(to)).toMatchObject({ status: 'revoked' });
  const seq = await enter(late, 'counter.deposit', deposit(SERVING, 'nobody', '604127280100001', 100));
  expect(late.receipts.get(seq)).toMatchObject({ verdict: 'held', code: 'revoked' });
}

const wrong = async (db: Pool) => (await checkInvariants(db)).findings.filter((finding) => !finding.ok);

describe('after the backup every door went on', () => {
  test('with 200 acknowledged commands and more', async () => {
    const doors = await lost.query<{ door: string; n: number }>(
      'SELECT door, count(*) AS n FROM hub.command_log WHERE received_at > (SELECT max(made_at) FROM hub.backup) GROUP BY door ORDER BY door',
    );
    const by = Object.fromEntries(doors.map(({ door, n }) => [door, n]));
    expect(by).toMatchObject({ office: 15, terminal: AFTER });
    // Ten ends of freezes, and the enrolment of the late tablet with what it was lent.
    expect(by['hub']).toBeGreaterThanOrEqual(11);
    expect(by['import']).toBeGreaterThan(60);
    expect(by['message']).toBeGreaterThanOrEqual(5);
  });
});

describe('with an archive', () => {
  test('[AR1] every command of every door is back by itself, with its outcome, numbers, sums and rows', async () => {
    const { url, report } = await restored('with_archive', archiveFolder);
    expect(report.redone?.isWhole).toBe(true);
    expect(report.gaps).toEqual([]);
    expect(report.recovering).toEqual([HOME, SERVING]);
    const db = openPool(url, 2);
    expect(await hashes(db)).toEqual(await hashes(lost));
    await db.end();
    const again = await hubOn(url, { YIZHAN_ARCHIVE: archiveFolder });
    expect(await comeBack(again)).toBe(0);
    await expect.poll(() => again.hub.reads.recovering()).toEqual([]);
    expect(
      await again.hub.db.query("SELECT 1 FROM hub.row WHERE kind = 'exception_case' AND body->>'code' = 'RESTORE_GAP'"),
    ).toEqual([]);
    await expect.poll(() => wrong(again.hub.db), { timeout: 30_000, interval: 1_000 }).toEqual([]);
    await again.stop();
  });
});

describe('without an archive', () => {
  test('[AR2] every command of the terminals is back as it was recorded; each other door has its interval and its case; [RA1] a later tablet is known by its certificate', async () => {
    const { url, report } = await restored('without_archive', null);
    expect(report.redone).toBeNull();
    const db = openPool(url, 2);
    const before = await ofDoors(db, ['terminal']);
    const all = await ofDoors(lost, ['terminal']);
    expect(before.outcomes.length).toBe(all.outcomes.length - AFTER);
    const again = await hubOn(url, {});
    await knownByCertificate(again);
    expect(await comeBack(again)).toBe(AFTER);
    expect(await ofDoors(db, ['terminal'])).toEqual(all);
    await expect.poll(() => again.hub.reads.recovering()).toEqual([]);
    const county = report.gaps.filter((one) => one.branch === HOME.slice(0, 6));
    expect(county.map(({ door, last }) => [door, last === null])).toEqual([
      ['hub', false],
      ['import', true],
      ['office', true],
    ]);
    for (const gap of report.gaps) expect(gap.to).toBeGreaterThan(gap.from);
    const cases = await db.query<{ branch: string; says: string }>(
      "SELECT branch_id AS branch, body->>'centre_record' AS says FROM hub.row WHERE kind = 'exception_case' AND body->>'code' = 'RESTORE_GAP'",
    );
    expect(cases).toHaveLength(report.gaps.length);
    expect(cases.filter((one) => one.branch === HOME.slice(0, 6)).map((one) => one.says)).toContainEqual(
      expect.stringMatching(/^from=\d+;to=\d+;last=-;dates=\d{4}-\d\d-\d\d\.\./),
    );
    await expect.poll(() => wrong(again.hub.db), { timeout: 30_000, interval: 1_000 }).toEqual([]);
    await stoppedFilesOnly(again);
    await db.end();
    await again.stop();
  });
});

describe('an archive that is damaged', () => {
  test('is read as far as it is whole, said so, and the doors behind it have their cases', async () => {
    const { cpSync, readdirSync, readFileSync, writeFileSync } = await import('node:fs');
    const harmed = join(folder, 'harmed');
    cpSync(archiveFolder, harmed, { recursive: true });
    const logs = join(harmed, 'commands');
    for (const name of readdirSync(logs).filter((one) => one.endsWith('.log'))) {
      const bytes = readFileSync(join(logs, name));
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
      writeFileSync(join(logs, name), bytes);
    }
    const { report } = await restored('harmed', harmed);
    expect(report.redone?.isWhole).toBe(false);
    expect(report.redone?.damage.length).toBeGreaterThan(0);
    expect(report.gaps.length).toBeGreaterThan(0);
    rmSync(harmed, { recursive: true });
  });
});
