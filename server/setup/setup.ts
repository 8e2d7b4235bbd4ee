import { appendFile, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sourceCommandId } from '../../shared/kernel/ids.ts';
import type { AnyRow } from '../../shared/tables/define.ts';
import { postCommands, type CommandOutcome } from '../../sync/index.ts';
import { makeCode } from '../auth/enrol-code.ts';
import { drawPin, hashPassword, pinVerifier, randomBytes } from '../auth/password.ts';
import type { createEngine } from '../engine.ts';
import { hubCommand } from '../hub-command.ts';
import { createRelay } from '../relay.ts';
import { jsonToBody } from '../store/body.ts';
import { createDirectory } from '../store/directory.ts';
import { createOutbox } from '../store/outbox.ts';
import type { Pool } from '../store/pool.ts';
import { readSetup, SETUP_FILES, type SetupFault, type SetupFile, type Wanted } from './files.ts';
import { branchesOf, planSetup, type Present, type SetupPlan } from './plan.ts';

/**
 * 首次建县: a county from a folder of CSV files. Everything is checked first; with one fault nothing is written. Each
 * thing is one command whose id follows from what it is, so that a run that broke off is simply given again.
 */

/** First passwords and approval PINs of the people entered, for handing out; never read back. */
export const FIRST_PASSWORDS = 'first-passwords.csv';

export class SetupFolderFault extends Error {}

export interface SetupReport {
  readonly faults: readonly SetupFault[];
  readonly made: number;
  /** Lines whose thing was there already. */
  readonly same: number;
  readonly files: readonly SetupFile[];
  /** People for whom first passwords were written. */
  readonly people: number;
}

type Engine = ReturnType<typeof createEngine>;
interface Setup {
  readonly db: Pool;
  readonly hub: Engine;
  readonly dir: string;
}

async function readFolder(dir: string): Promise<Partial<Record<SetupFile, string>>> {
  let names: string[];
  try {
    names = (await readdir(dir)).filter((name) => name.toLowerCase().endsWith('.csv') && name !== FIRST_PASSWORDS);
  } catch {
    throw new SetupFolderFault(`There is no folder ${dir}. "hub setup --template DIR" makes one to fill in.`);
  }
  const strange = names.filter((name) => !SETUP_FILES.some((file) => name === `${file}.csv`));
  if (strange.length > 0)
    throw new SetupFolderFault(
      `${strange.join(', ')} is not a file of a set-up. They are ${SETUP_FILES.join('.csv, ')}.csv.`,
    );
  if (names.length === 0) throw new SetupFolderFault(`There is no CSV file in ${dir}.`);
  const texts = names.map(async (name) => [name.slice(0, -4), await readFile(join(dir, name), 'utf8')] as const);
  return Object.fromEntries(await Promise.all(texts)) as Partial<Record<SetupFile, string>>;
}

const TABLES = ['org_unit', 'employee', 'product', 'product_rate', 'config', 'working_calendar', 'till'];

async function readPresent(db: Pool, branches: readonly string[]): Promise<Present> {
  const rows = await db.query<{ branch: string; kind: string; id: string; body: Readonly<Record<string, unknown>> }>(
    `SELECT branch_id AS branch, kind, id, body FROM hub.row
     WHERE branch_id = ANY($1::text[]) AND kind = ANY($2::text[]) AND body IS NOT NULL`,
    [branches, TABLES],
  );
  const known = new Map<string, AnyRow>(
    rows.map((row) => [`${row.branch} ${row.kind} ${row.id}`, jsonToBody(row.body)]),
  );
  return { row: (branch, table, id) => known.get(`${branch} ${table} ${id}`) ?? null };
}

/** A person's first password and PIN, written down before they count. */
async function withSecrets({ db, hub, dir }: Setup, one: Wanted): Promise<Wanted> {
  const [password, pin, pin_salt] = [makeCode(), drawPin(), randomBytes(16)];
  const line = [one.key, String(one.payload['name']), password, pin].map((cell) => `"${cell}"`).join(',');
  await appendFile(join(dir, FIRST_PASSWORDS), `${line}\n`, { mode: 0o600, flush: true });
  const login = { employeeNo: one.key, branch: one.branch, passwordHash: await hashPassword(password), at: hub.now() };
  await createDirectory(db).setPassword({ ...login, oneTime: true });
  const secrets = { pin_salt, pin_hash: await pinVerifier(pin, pin_salt), id_no_hash: null };
  return { ...one, payload: { ...one.payload, ...secrets } };
}

async function post(setup: Setup, one: Wanted): Promise<void> {
  const { hub } = setup;
  const { branch, command, key, payload } = one.file === 'employees' ? await withSecrets(setup, one) : one;
  const id = sourceCommandId('setup', `${command}/${branch}/${key}`);
  const draft = { id, branch, command, payload, businessDate: hub.postingDate(), at: hub.now() };
  const [outcome]: readonly CommandOutcome[] = await postCommands(hub, branch, [hubCommand(draft)]);
  if (outcome === undefined || outcome.verdict === 'rejected')
    throw new SetupFolderFault(
      `${one.file}.csv:${String(one.line)}: the hub refused it (${outcome?.code ?? 'no verdict'}). What came before is kept; mend the line and run it again.`,
    );
}

/** Parents learn their units by message; the run ends when they know. */
async function tellParents({ db, hub }: Setup): Promise<void> {
  const relay = createRelay({ hub, outbox: createOutbox(db), moved: () => undefined, failed: () => undefined });
  await relay.drain();
  await relay.stop();
}

export async function setUp(setup: Setup): Promise<SetupReport> {
  const texts = await readFolder(setup.dir);
  const files = SETUP_FILES.filter((file) => texts[file] !== undefined);
  const read = readSetup(texts);
  const plan: SetupPlan = planSetup(read, await readPresent(setup.db, branchesOf(read)));
  const report = { faults: plan.faults, same: plan.same, files };
  if (plan.faults.length > 0) return { ...report, made: 0, people: 0 };
  for (const one of plan.make) await post(setup, one);
  await tellParents(setup);
  const people = plan.make.filter((one) => one.file === 'employees').length;
  return { ...report, made: plan.make.length, people };
}
