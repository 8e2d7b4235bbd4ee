import { err } from '../../../../shared/kernel/result.ts';
import { createTerminalSession, type Clock, type Compressor, type Timer } from '../../../../sync/index.ts';
import { practiceDatabases } from '../../../platform/dexie/practice-databases.ts';
import { raiseFence } from '../../../platform/dexie/store.ts';
import { FREE_WRITING } from '../../../platform/tab-lock.ts';
import { verifyBytes } from '../../../platform/vault/device-keys.ts';
import { KDF_FLOOR } from '../../../platform/vault/kdf.ts';
import { base64ToBytes } from '../../../../shared/kernel/bytes.ts';
import type { TerminalApi, TerminalEvent } from '../api.ts';
import { terminalApi } from '../api-of.ts';
import { App } from '../app.ts';
import type { World } from '../world.ts';
import { domain } from './centre.ts';
import { openPlayOutlet, PLAY_CODE, type PlayOutlet } from './play-outlet.ts';

/**
 * Practice (演练): the terminal's own worker code with play databases, play keys and a play centre in memory. It has no
 * way to the hub: what a real worker gets as road and doors is here the play centre.
 */
export interface PracticeParts {
  readonly clock: Clock;
  readonly timer: Timer;
  readonly compressor: Compressor;
  readonly emit: (event: TerminalEvent) => void;
}

export async function startPractice(parts: PracticeParts): Promise<{ readonly api: TerminalApi; readonly app: App }> {
  const { clock, timer, compressor, emit } = parts;
  const outlet = await openPlayOutlet(clock.wall, compressor);
  const { keyDb, db } = await practiceDatabases();
  const world: World = {
    keyDb,
    db,
    fence: await raiseFence(db),
    fetch: outlet.fetch,
    transport: outlet.centre.transport,
    clock,
    timer,
    compressor,
    verifier: { verify: verifyBytes },
    domain,
    createSession: createTerminalSession,
    random: () => Math.random(),
    persisted: () => Promise.resolve(true),
    writing: FREE_WRITING,
    appVersion: 'practice',
    kdf: KDF_FLOOR,
    practice: outlet,
    emit,
  };
  const app = new App(world);
  await app.begin();
  await letClerksIn(app, outlet);
  return { api: nothingLeaves(terminalApi(world, app)), app };
}

/** The tablet is enrolled at the play centre, and every clerk of the play outlet is known on it. */
async function letClerksIn(app: App, outlet: PlayOutlet): Promise<void> {
  const [first] = outlet.clerks;
  if (first === undefined) throw new Error('no play clerk');
  const enrolled = await app.enrol({ code: PLAY_CODE, employeeNo: first.employeeNo, password: first.password });
  const vault = app.open()?.vault;
  if (!enrolled.ok || vault === undefined) throw new Error('practice could not be set up');
  for (const clerk of outlet.clerks) {
    const { hubTime: _now, signature, ...granted } = await outlet.credential(vault.device.deviceId, clerk);
    const credential = { ...granted, signature: base64ToBytes(signature) };
    await vault.addClerk({ ...credential, password: clerk.password }, KDF_FLOOR);
  }
}

/** No file of practice is made that somebody could carry to the real hub, and none of the real hub is read. */
function nothingLeaves(api: TerminalApi): TerminalApi {
  const refused = async () => err({ code: 'PRACTICE', detail: {} });
  return { ...api, vanExport: refused, vanImport: refused, vanCarry: refused, exportJournal: async () => new Blob([]) };
}
