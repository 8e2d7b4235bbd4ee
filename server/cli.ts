import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { postCommands } from '../sync/index.ts';
import { loadHubKeys } from './auth/keys.ts';
import { readConfig, type Config } from './config.ts';
import { issueEnrolCode } from './auth/enrol-code.ts';
import { rebuildCommand } from './cli-rebuild.ts';
import { setupCommand, templateCommand } from './cli-setup.ts';
import { createEngine } from './engine.ts';
import { rebuildAnalysis, runFeed } from './feed/feed.ts';
import { importBerka, ImportFault } from './import/berka.ts';
import { AnalysisDown } from './http/analysis-down.ts';
import { checkInvariants } from './jobs/check.ts';
import { backupCommand, restoreCommand } from './cli-backup.ts';
import { bad, inHub, say, type Answer, type Run } from './cli-run.ts';
import { hubCommand } from './hub-command.ts';
import { readJournal } from './store/office-journals.ts';
import { createDirectory } from './store/directory.ts';
import { StartFault } from './store/embedded-binaries.ts';

/**
 * `npm run hub -- …`: what an operator does beside the running hub. It attaches to the hub's embedded database or
 * starts and stops one itself. Answers go to standard output, as text or with `--json` as one object; progress and
 * faults go to standard error. Exit 0 good, 1 it did not work or a check fails, 2 the command is not understood.
 */
const USAGE = `Usage: npm run hub -- COMMAND [--json]
  migrate                     bring the database to this version
  enrol-code --outlet CODE    a one-time code for a tablet, good for 24 hours
  lose-device --outlet CODE --device NUMBER
                              declare a tablet lost: nothing of it is posted any more without two persons, and a
                              restored outlet no longer waits for it
  import berka DIR            fill the hub from the Berka collection in DIR
  setup DIR                   a county's first set-up from CSV files: units, employees, posts, products, rates, limits,
                              holidays, tills; everything is checked before anything is written
  setup --template DIR        write the files to fill in, with an example that works
  check                       recompute every invariant from log and postings
  rebuild-analysis            throw the analysis database away and build it again
  backup DIR                  copy everything into the empty folder DIR, beside the running hub, and read it back
  rebuild DIR                 no backup at all: an empty database and the old hub-keys.json; the county is set up from
                              the files in DIR, its outlets hold their journals until opening balances are approved
  restore DIR                 put a backup into an empty database; the hub is stopped, its hub-keys.json in place`;

class UsageFault extends Error {}

/** `openDatabase` has migrated already: this only says where the database stands. */
const migrateCommand: Run = async ({ db, analysis }) => {
  await analysis();
  const rows = await db.query<{ name: string }>('SELECT name FROM public.migration ORDER BY name');
  const names = rows.map((row) => row.name);
  return { ok: true, json: { migrations: names }, text: `The database stands at ${names.at(-1) ?? 'nothing'}.` };
};

const enrolCode =
  (outlet: string): Run =>
  async ({ db }) => {
    const units = await db.query<{ name: string; level: string }>(
      "SELECT body->>'name' AS name, body->>'level' AS level FROM hub.row WHERE branch_id = $1 AND kind = 'org_unit' AND id = $1 AND body IS NOT NULL",
      [outlet],
    );
    const unit = units[0];
    if (unit === undefined || unit.level !== 'outlet')
      return bad({ error: 'unknown_outlet', outlet }, `There is no outlet ${outlet}.`);
    const { code, expiresAt } = await issueEnrolCode(createDirectory(db), { outlet, by: null, at: Date.now() });
    const json = { outlet, name: unit.name, code, expiresAt };
    return { ok: true, json, text: `${code}   ${unit.name} (${outlet}), once, within 24 hours` };
  };

const loseDevice =
  (outlet: string, deviceNo: string): Run =>
  async ({ db, config }) => {
    const found = await db.query<{ id: string }>(
      'SELECT device_id AS id FROM hub.device WHERE branch_id = $1 AND device_no = $2',
      [outlet, deviceNo],
    );
    const device = found[0]?.id;
    if (device === undefined) return bad({ error: 'unknown_device' }, `There is no tablet ${deviceNo} at ${outlet}.`);
    const hub = createEngine({ db, keys: await loadHubKeys(config.dataFolder), now: Date.now });
    const journal = await readJournal(db, outlet, device);
    const lost = hubCommand({
      id: randomUUID(),
      branch: outlet,
      command: 'device.declare_lost',
      payload: { device, words: 'command line', missing_to: journal?.missing.at(-1)?.to ?? null },
      businessDate: hub.postingDate(),
      at: hub.now(),
    });
    await postCommands(hub, outlet, [lost]);
    const directory = createDirectory(db);
    const what = { branch: outlet, at: Date.now(), who: 'command line', what: 'lose-device', detail: device };
    await directory.audit(what);
    return { ok: true, json: { outlet, deviceNo, device }, text: `Tablet ${deviceNo} of ${outlet} counts as lost.` };
  };

const importCommand =
  (dir: string): Run =>
  async ({ db, config, analysis }) => {
    const figures = await analysis();
    const keys = await loadHubKeys(config.dataFolder);
    const hub = createEngine({ db, keys, now: Date.now });
    const startedAt = performance.now();
    const report = await importBerka(hub, dir, { cards: keys, onProgress: say });
    say('posted; bringing the analysis schema up to date');
    await runFeed(db, figures);
    const seconds = (performance.now() - startedAt) / 1000;
    const { accepted, firstDate, lastWholeDate } = report.transactions;
    const text = [
      ...report.files.map((file) => JSON.stringify(file)),
      `${accepted} transactions from ${firstDate ?? '-'} to ${lastWholeDate ?? '-'} (last whole day), ${report.rejected.length} lines rejected, ${seconds.toFixed(1)} s`,
      JSON.stringify(report.outcome),
    ];
    return { ok: true, json: { ...report, seconds }, text: text.join('\n') };
  };

const checkCommand: Run = async ({ db, analysis }) => {
  const report = await checkInvariants(db, await analysis());
  const lines = report.findings.flatMap((finding) => [
    `${finding.ok ? 'ok   ' : 'WRONG'} ${finding.says} (${finding.examined} examined${finding.ok ? '' : `, ${finding.wrong} wrong`})`,
    ...finding.samples.map((sample) => `        ${sample.branch}: ${sample.figures}`),
  ]);
  return {
    ok: report.ok,
    json: report,
    text: [...lines, report.ok ? 'Everything holds.' : 'Something does not hold.'].join('\n'),
  };
};

const rebuildAnalysisCommand: Run = async ({ db, analysis }) => {
  const result = await rebuildAnalysis(db, await analysis());
  const ok = result.busy.length === 0;
  const text = `${result.rebuilt.length} branches built again, ${result.versions} versions${ok ? '' : `; busy, try again: ${result.busy.join(' ')}`}`;
  return { ok, json: result, text };
};

const backupOf = (dir: string) => inHub(backupCommand(dir));

const needNothing = (rest: readonly string[], command: string): void => {
  if (rest.length > 0) throw new UsageFault(`"${command}" takes no "${rest.join(' ')}".`);
};

/** @throws UsageFault with one sentence. */
function parse(args: readonly string[]): { readonly run: (config: Config) => Promise<Answer>; readonly json: boolean } {
  const parsed = readArgs(args);
  const [command, ...rest] = parsed.positionals;
  const { json, outlet, device } = parsed.values;
  const plain = { migrate: migrateCommand, check: checkCommand, 'rebuild-analysis': rebuildAnalysisCommand }[
    command ?? ''
  ];
  if (outlet !== undefined && command !== 'enrol-code' && command !== 'lose-device')
    throw new UsageFault('--outlet belongs to enrol-code and lose-device.');
  if (device !== undefined && command !== 'lose-device') throw new UsageFault('--device belongs to lose-device.');
  if (plain !== undefined) {
    needNothing(rest, command ?? '');
    return { run: inHub(plain), json };
  }
  if (command === 'enrol-code') {
    needNothing(rest, command);
    if (outlet === undefined || !/^\d{8}$/.test(outlet))
      throw new UsageFault('enrol-code needs --outlet with the 8 digits of an outlet.');
    return { run: inHub(enrolCode(outlet)), json };
  }
  if (command === 'lose-device') {
    needNothing(rest, command);
    if (!/^\d{8}$/.test(outlet ?? '') || !/^\d{2}$/.test(device ?? ''))
      throw new UsageFault('lose-device needs --outlet with its 8 digits and --device with its number of 2.');
    return { run: inHub(loseDevice(outlet ?? '', device ?? '')), json };
  }
  if (command === 'import') {
    const [source, dir, ...more] = rest;
    if (source !== 'berka' || dir === undefined || more.length > 0)
      throw new UsageFault('import needs a source and a folder: import berka DIR.');
    return { run: inHub(importCommand(dir)), json };
  }
  if (command === 'setup') return { run: setupOf(rest, parsed.values.template), json };
  const withFolder = { backup: backupOf, restore: restoreCommand, rebuild: rebuildCommand }[command ?? ''];
  if (withFolder !== undefined) {
    const [dir, ...more] = rest;
    if (dir === undefined || more.length > 0) throw new UsageFault(`${command} needs a folder: ${command} DIR.`);
    return { run: withFolder(dir), json };
  }
  throw new UsageFault(command === undefined ? 'Which command?' : `There is no command "${command}".`);
}

function setupOf(rest: readonly string[], template: string | undefined): (config: Config) => Promise<Answer> {
  const [dir, ...more] = rest;
  if (template !== undefined && rest.length === 0) return templateCommand(template);
  if (template !== undefined || dir === undefined || more.length > 0)
    throw new UsageFault('setup needs a folder: setup DIR, or setup --template DIR.');
  return inHub(setupCommand(dir));
}

function readArgs(args: readonly string[]): {
  values: { json: boolean } & Readonly<Record<'outlet' | 'device' | 'template', string | undefined>>;
  positionals: string[];
} {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        outlet: { type: 'string' },
        device: { type: 'string' },
        template: { type: 'string' },
      },
    });
    const { json, outlet, device, template } = values;
    return { values: { json, outlet, device, template }, positionals };
  } catch (error) {
    throw new UsageFault(error instanceof Error ? (error.message.split('. ')[0] ?? error.message) : String(error));
  }
}

async function execute(run: (config: Config) => Promise<Answer>, json: boolean): Promise<number> {
  const config = readConfig(process.env);
  if (!config.ok) throw new StartFault(config.error);
  const answer = await run(config.value);
  process.stdout.write(`${json ? JSON.stringify(answer.json) : answer.text}\n`);
  return answer.ok ? 0 : 1;
}

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h') || args[0] === 'help') {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  try {
    const { run, json } = parse(args);
    return await execute(run, json);
  } catch (error) {
    if (error instanceof UsageFault) {
      say(`${error.message} See npm run hub -- help.`);
      return 2;
    }
    if (error instanceof StartFault || error instanceof AnalysisDown || error instanceof ImportFault) {
      say(error.message);
      return 1;
    }
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
