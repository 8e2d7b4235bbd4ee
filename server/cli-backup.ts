import { createVerifier, hasHubKeys, loadHubKeys } from './auth/keys.ts';
import { postCommands } from '../sync/index.ts';
import { inHub, say, type Answer, type Run } from './cli-run.ts';
import type { Config } from './config.ts';
import { createEngine } from './engine.ts';
import { REBUILT_TABLES, runFeed } from './feed/feed.ts';
import { openRestoreCases } from './jobs/restore-cases.ts';
import { BackupFault, type BackupKeys } from './store/backup-manifest.ts';
import { makeBackup } from './store/backup.ts';
import { openForRestore } from './store/database.ts';
import { restoreBackup, type RestoreReport } from './store/restore.ts';

/** `backup DIR` and `restore DIR`. */
async function backupKeys(dataFolder: string): Promise<BackupKeys> {
  if (!hasHubKeys(dataFolder))
    throw new BackupFault(
      `There is no hub-keys.json in ${dataFolder}: put the key file of this hub there; a backup does not hold it.`,
    );
  return { ...(await loadHubKeys(dataFolder)), ...createVerifier() };
}

const MB = 1_000_000;

export const backupCommand =
  (dir: string): Run =>
  async ({ db, config }) => {
    const keys = await backupKeys(config.dataFolder);
    const report = await makeBackup({ db, keys, rebuilt: REBUILT_TABLES, now: Date.now, say }, dir);
    const text = [
      `${report.tables} tables, ${report.rows} rows, ${(report.bytes / MB).toFixed(1)} MB in ${report.folder}, read back and whole.`,
      `Keep hub-keys.json of ${config.dataFolder} apart from it: without the keys the backup cannot be restored.`,
    ];
    return { ok: true, json: report, text: text.join('\n') };
  };

async function putBack(config: Config, dir: string): Promise<RestoreReport> {
  const keys = await backupKeys(config.dataFolder);
  const place = await openForRestore({ ...config, exclusive: true });
  try {
    return await restoreBackup({ ...place, keys, archiveFolder: config.archiveFolder, now: Date.now, say }, dir);
  } finally {
    await place.close();
  }
}

/** What follows a restore in the new life: cases for what may be missing, then the figures. */
const settleIn: Run = async ({ db, config, analysis }) => {
  const engine = createEngine({ db, keys: await loadHubKeys(config.dataFolder), now: Date.now });
  const cases = await openRestoreCases(db, (branch, commands) => postCommands(engine, branch, commands));
  await runFeed(db, await analysis());
  return { ok: true, json: { cases }, text: '' };
};

const when = (ms: number): string => new Date(ms).toISOString();

function told({ rows, madeAt, redone, gaps, recovering }: RestoreReport): readonly string[] {
  const archive =
    redone === null
      ? '无异地存档: there is no archive (YIZHAN_ARCHIVE).'
      : `${redone.batches} batches of the archive came back behind it${redone.isWhole ? '' : '; the archive is not whole'}.`;
  return [
    `${rows} rows of ${when(madeAt)} are back. ${archive}`,
    ...(redone?.damage ?? []),
    ...gaps.map(
      ({ branch, door, from, to, last }) =>
        `May be missing: ${branch} ${door} from ${when(from)} to ${when(to)} (last known ${last === null ? '-' : when(last)}); a case is open.`,
    ),
    recovering.length === 0
      ? 'No outlet waits for a tablet.'
      : `${recovering.length} outlets are recovering until their tablets have sent again: ${recovering.slice(0, 20).join(' ')}. Start the hub.`,
  ];
}

export const restoreCommand =
  (dir: string) =>
  async (config: Config): Promise<Answer> => {
    const report = await putBack(config, dir);
    say('restored; bringing the analysis schema up to date');
    await inHub(settleIn)(config);
    const { redone, ...rest } = report;
    const json = { ...rest, redone: redone === null ? null : { ...redone, branches: [...redone.branches] } };
    return { ok: true, json, text: told(report).join('\n') };
  };
