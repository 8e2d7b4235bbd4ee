import type { Config } from './config.ts';
import { faultText } from './log.ts';
import { openArchive } from './store/archive.ts';
import { openAnalysis } from './store/analysis-database.ts';
import { openDatabase, type Database } from './store/database.ts';
import type { Pool } from './store/pool.ts';

/** What a command of the command line is given, and what it answers. */
export interface Answer {
  readonly ok: boolean;
  readonly json: unknown;
  readonly text: string;
}
export interface Workplace {
  readonly db: Database;
  readonly config: Config;
  /** The pool of schema `analysis`: `db` itself unless it stands apart. */
  analysis(): Promise<Pool>;
}
export type Run = (at: Workplace) => Promise<Answer>;

/** It did not work: what `--json` prints, and a text that says what to do next. */
export const bad = (json: object, text: string): Answer => ({ ok: false, json, text });

/** Progress, beside the answer. */
export const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Runs beside the serving hub, or with a database of its own when none serves. */
export const inHub =
  (run: Run) =>
  async (config: Config): Promise<Answer> => {
    const db = await openDatabase({ ...config, exclusive: false });
    const figures = openAnalysis(config.analysisDatabaseUrl, db);
    const analysis = async (): Promise<Pool> => {
      await figures.prepare();
      return figures.pool;
    };
    // What the command posts is archived before it answers.
    const failed = (fault: unknown): void => say(faultText(fault));
    const archive = openArchive(config.archiveFolder, { url: db.url, now: Date.now, failed });
    try {
      const answer = await run({ db, config, analysis });
      await archive?.drain();
      return answer;
    } finally {
      await archive?.stop();
      await figures.close();
      await db.close();
    }
  };
