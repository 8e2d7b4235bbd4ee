import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCode } from '../../server/auth/enrol-code.ts';
import { secretHash } from '../../server/auth/keys.ts';
import { readConfig } from '../../server/config.ts';
import { makeDemo } from '../../server/demo/start.ts';
import { startHub, type Hub } from '../../server/hub.ts';
import { createLog } from '../../server/log.ts';
import type { SimTime } from './time.ts';

/** The product's hub on a database of its own, by the clock of the play. */
export interface PlayHub {
  readonly hub: Hub;
  /** Errors and warnings of its log: none are expected. */
  readonly faults: string[];
  enrolCode(outlet: string): Promise<string>;
  stop(): Promise<void>;
}

const CODE_MS = 24 * 3_600_000;

/** `percent` of the 20,000 demo customers. */
export async function startPlayHub(time: SimTime, percent: number): Promise<PlayHub> {
  const folder = await mkdtemp(join(tmpdir(), 'yizhan-week-'));
  await chmod(folder, 0o755);
  const config = readConfig({
    PORT: '0',
    YIZHAN_DATA: join(folder, 'data'),
    YIZHAN_ARCHIVE: join(folder, 'archive'),
    YIZHAN_DEMO_PERCENT: String(percent),
  });
  if (!config.ok) throw new Error(config.error);
  const faults: string[] = [];
  const keep = (line: string): void => void (/"level":"(error|warn)"/.test(line) && faults.push(line.trim()));
  const hub = await startHub(config.value, createLog(keep, time.now), join(folder, 'client'), time.now);
  // What a power cut would take is not played here: the books do not wait for the disk.
  await hub.db.script('ALTER ROLE CURRENT_USER SET synchronous_commit = off');
  await makeDemo(hub, () => undefined, false);
  return {
    hub,
    faults,
    async enrolCode(outlet) {
      const code = makeCode();
      const at = time.now();
      const codeHash = secretHash(code.replaceAll('-', ''));
      await hub.directory.issueEnrolCode({ codeHash, outlet, issuedBy: null, at, expiresAt: at + CODE_MS });
      return code;
    },
    async stop() {
      await hub.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
