import { createVerifier, hasHubKeys, loadHubKeys } from './auth/keys.ts';
import { inHub, say, type Answer, type Run } from './cli-run.ts';
import type { Config } from './config.ts';
import { REBUILT_TABLES, runFeed } from './feed/feed.ts';
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
    return await restoreBackup({ ...place, keys, say }, dir);
  } finally {
    await place.close();
  }
}

const feedAnew: Run = async ({ db, analysis }) => {
  const fed = await runFeed(db, await analysis());
  return { ok: true, json: fed, text: `${fed.branches} branches` };
};

export const restoreCommand =
  (dir: string) =>
  async (config: Config): Promise<Answer> => {
    const report = await putBack(config, dir);
    say('restored; bringing the analysis schema up to date');
    await inHub(feedAnew)(config);
    const { recovering } = report;
    const text = [
      `${report.rows} rows of ${new Date(report.madeAt).toISOString()} are back.`,
      recovering.length === 0
        ? 'No outlet waits for a tablet.'
        : `${recovering.length} outlets are recovering until their tablets have sent again: ${recovering.slice(0, 20).join(' ')}. Start the hub.`,
    ];
    return { ok: true, json: report, text: text.join('\n') };
  };
