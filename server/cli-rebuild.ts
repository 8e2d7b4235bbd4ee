import { hasHubKeys } from './auth/keys.ts';
import { bad, inHub, type Answer, type Run } from './cli-run.ts';
import { setupCommand } from './cli-setup.ts';
import type { Config } from './config.ts';
import { beginRebuild, rebuildingOutlets } from './store/rebuild.ts';

/** `rebuild DIR`: the database is gone and there is no backup. */

const setUpAgain =
  (dir: string): Run =>
  async (at) => {
    const fault = await beginRebuild(at.db, Date.now());
    if (fault !== null)
      return bad(
        { error: fault },
        'This database is not empty: a rebuild begins with an empty one. Nothing was changed. With a backup, use restore.',
      );
    const made = await setupCommand(dir, 'rebuild')(at);
    const outlets = await rebuildingOutlets(at.db);
    const json = { setup: made.json, outlets };
    if (!made.ok) return bad(json, `${made.text}\nMend it and give rebuild again.`);
    const text = [
      made.text,
      `${String(outlets.length)} outlets hold what their tablets send and post nothing until their opening balances are approved: ${outlets.slice(0, 20).join(' ')}`,
      'Start the hub. Tablets come back by their certificates when they are unlocked; those of an outlet that is not in the files are told so.',
    ];
    return { ok: true, json, text: text.join('\n') };
  };

export const rebuildCommand =
  (dir: string) =>
  (config: Config): Promise<Answer> =>
    hasHubKeys(config.dataFolder)
      ? inHub(setUpAgain(dir))(config)
      : Promise.resolve(
          bad(
            { error: 'no_keys' },
            `There is no hub-keys.json in ${config.dataFolder}: put the key file of the lost hub there. Without it no tablet can be known again.`,
          ),
        );
