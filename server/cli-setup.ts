import { createEngine } from './engine.ts';
import { loadHubKeys } from './auth/keys.ts';
import { bad, type Answer, type Run } from './cli-run.ts';
import { createDirectory } from './store/directory.ts';
import { FIRST_PASSWORDS, SetupFolderFault, setUp } from './setup/setup.ts';
import { writeTemplate } from './setup/template.ts';

/** `hub setup DIR` and `hub setup --template DIR`. */

export const templateCommand = (dir: string) => async (): Promise<Answer> => {
  try {
    const files = await writeTemplate(dir);
    return {
      ok: true,
      json: { dir, files },
      text: `${files.join(', ')} are in ${dir}. Put your own lines in the place of the example; a file you do not need may go. Then: hub setup ${dir}`,
    };
  } catch (error) {
    if (error instanceof SetupFolderFault) return bad({ error: 'folder', dir }, error.message);
    throw error;
  }
};

export const setupCommand =
  (dir: string, what = 'setup'): Run =>
  async ({ db, config }) => {
    const hub = createEngine({ db, keys: await loadHubKeys(config.dataFolder), now: Date.now });
    try {
      const report = await setUp({ db, hub, dir });
      if (report.faults.length > 0) {
        const lines = report.faults.map(({ file, line, what }) => `${file}:${String(line)}: ${what}`);
        const count = `${String(lines.length)} ${lines.length === 1 ? 'fault' : 'faults'}; nothing was written.`;
        return bad(report, [...lines, count].join('\n'));
      }
      const noted = { branch: '', at: Date.now(), who: 'command line', what, detail: String(report.made) };
      await createDirectory(db).audit(noted);
      const people =
        report.people === 0
          ? ''
          : ` First passwords and PINs of ${String(report.people)} people are in ${FIRST_PASSWORDS} there: hand them out, then delete the file.`;
      return {
        ok: true,
        json: report,
        text: `${String(report.made)} made, ${String(report.same)} there already, from ${report.files.join(', ')}.${people}`,
      };
    } catch (error) {
      if (error instanceof SetupFolderFault) return bad({ error: 'setup', dir }, error.message);
      throw error;
    }
  };
