import { performance } from 'node:perf_hooks';
import { join } from 'node:path';
import type { Server } from 'node:http';
import { bytesToHex } from '../shared/kernel/bytes.ts';
import { MINUTE_MS } from '../shared/kernel/dates.ts';
import type { OfficeUnit } from '../shared/read-models/office.ts';
import { postCommands, type Command, type CommandOutcome, type HubEngine } from '../sync/index.ts';
import { createApp } from './app.ts';
import { createVerifier, loadHubKeys, type HubKeys } from './auth/keys.ts';
import { randomBytes } from './auth/password.ts';
import { issueEnrolCode } from './auth/enrol-code.ts';
import { hashPassword } from './auth/password.ts';
import { createSessions } from './auth/sessions.ts';
import type { Config } from './config.ts';
import { createEngine } from './engine.ts';
import { runFeed } from './feed/feed.ts';
import { startFeed, type RunningFeed } from './feed/running-feed.ts';
import { hubCommand, uuidFrom } from './hub-command.ts';
import { createAddressOf, type AddressOf } from './http/address.ts';
import { AnalysisDown } from './http/analysis-down.ts';
import type { OfficeDeps, OfficeSessions } from './http/office-ports.ts';
import { officeRoutes } from './http/office.ts';
import { closeServer, createHttpServer, listen } from './http/listen.ts';
import { createRateLimit } from './http/rate-limit.ts';
import { loadStaticFolder } from './http/static-files.ts';
import type { VanDoor } from './http/van.ts';
import { vanOf } from './van.ts';
import { faultText, type Log } from './log.ts';
import { startJobs, type DayRounds } from './jobs/rounds.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { operatorNotes } from './notes.ts';
import { createRelay, type Relay } from './relay.ts';
import type { Openings } from './jobs/openings.ts';
import { openRestoreCases } from './jobs/restore-cases.ts';
import { openArchive, type Archive } from './store/archive.ts';
import { openAnalysis, type AnalysisDatabase } from './store/analysis-database.ts';
import { openDatabase, type Database } from './store/database.ts';
import { createDirectory, type Directory } from './store/directory.ts';
import { createDoorReads, type DoorReads } from './store/door-reads.ts';
import { createOfficeReads } from './store/office-reads.ts';
import { createSettingReads } from './store/office-settings.ts';
import { createOutbox } from './store/outbox.ts';
import { configOf, leaseRenewal } from './ws/lease-renewal.ts';
import { startLeaseRounds, type LeaseRounds } from './ws/lease-rounds.ts';
import { createSyncHttp } from './ws/sync-http.ts';
import { createSyncSessions, type SyncSessions } from './ws/sync-sessions.ts';
import { attachSyncSockets } from './ws/sync-socket.ts';

/**
 * Joins database, engine, keys and doors into one running hub. Nothing here decides anything; it only says who
 * gets what, and in which order things start and stop.
 */
export interface Hub {
  readonly config: Config;
  readonly port: number;
  readonly db: Database;
  readonly engine: HubEngine;
  readonly directory: Directory;
  readonly reads: DoorReads;
  readonly keys: HubKeys;
  /** Posts and tells everybody who should know. */
  post(branch: string, commands: readonly Command[]): Promise<readonly CommandOutcome[]>;
  relay: Relay;
  readonly leases: LeaseRounds;
  readonly apps: { readonly terminal: boolean; readonly office: boolean };
  /** Takes nothing new, ends what is in hand, closes the database. */
  stop(): Promise<void>;
}

const FEED_MS = 1_000;
const LEASE_ROUND_MS = 15 * 60_000;
const DRAIN_MS = 8_000;
const GOODBYE_MS = 1_000;
const ENROL_TRIES = 20;
const CODE_TRIES = 5;
const CREDENTIAL_TRIES = 30;
/** A busy counter serves a stranger every half minute at most; whoever asks more often is looking for something. */
const LOOKUPS_OF_DEVICE = 30;
const LOOKUPS_OF_ADDRESS = 60;
const SIGN_ON_TRIES = 20;
const VAN_TRIES = 20;

interface Core {
  readonly config: Config;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly db: Database;
  readonly keys: HubKeys;
  readonly engine: HubEngine;
  readonly directory: Directory;
  readonly reads: DoorReads;
  readonly relay: Relay;
  readonly sessions: SyncSessions;
  readonly analysis: AnalysisDatabase;
  readonly feed: RunningFeed;
  /** null = there is no folder outside the data folder. */
  readonly archive: Archive | null;
  readonly leases: LeaseRounds;
  readonly days: DayRounds;
  readonly openings: Openings;
  readonly van: VanDoor;
  now(): number;
  post(branch: string, commands: readonly Command[]): Promise<readonly CommandOutcome[]>;
}

const unitOf =
  (reads: DoorReads) =>
  async (code: string): Promise<OfficeUnit | null> => {
    const row = await reads.unit(code);
    return row === null ? null : { code: row.code, name: row.name, nameEn: row.name_en, level: row.level };
  };

/** Without its figures the hub serves its counters; with somebody else's it does not start. */
async function prepareAnalysis(analysis: AnalysisDatabase, log: Log): Promise<void> {
  try {
    await analysis.prepare();
  } catch (fault) {
    if (!(fault instanceof AnalysisDown)) throw fault;
    log.warn('analysis database away', { fault: faultText(fault) });
  }
}

function watch({ metrics, sessions, feed, archive }: Pick<Core, 'metrics' | 'sessions' | 'feed' | 'archive'>): void {
  metrics.gauge('yizhan_sync_sessions', 'Open sync sessions.', () => sessions.count);
  metrics.gauge('yizhan_feed_lag_seconds', 'Seconds since the analysis facts last held everything.', () =>
    feed.lagSeconds(),
  );
  metrics.gauge('yizhan_archive_failing', '1 while the archive cannot be written.', () =>
    Number(archive?.failing ?? 0),
  );
  metrics.gauge('yizhan_uptime_seconds', 'Seconds since start.', () => Math.round(process.uptime()));
  metrics.gauge('yizhan_memory_bytes', 'Resident memory of the hub process.', () => process.memoryUsage.rss());
}

async function buildCore(config: Config, log: Log, now: () => number): Promise<Core> {
  const metrics = createMetrics();
  const db = await openDatabase({ ...config, exclusive: true });
  const keys = await loadHubKeys(config.dataFolder);
  const engine = createEngine({ db, keys, now });
  const directory = createDirectory(db, now);
  const reads = createDoorReads(db);
  const failed = (what: string) => (fault: unknown) => {
    metrics.count('yizhan_faults_total', { door: what });
    log.error('fault', { door: what, fault: faultText(fault) });
  };
  const analysis = openAnalysis(config.analysisDatabaseUrl, db);
  try {
    await prepareAnalysis(analysis, log);
  } catch (fault) {
    await analysis.close();
    await db.close();
    throw fault;
  }
  const feed = startFeed({
    async run() {
      await analysis.prepare();
      return runFeed(db, analysis.pool);
    },
    everyMs: FEED_MS,
    mono: () => performance.now(),
    failed: failed('feed'),
    healed: () => log.info('feed goes on'),
  });
  const archive = openArchive(config.archiveFolder, { url: db.url, now, failed: failed('archive') });
  const moved = (branch: string): void => {
    sessions.poke(branch);
    feed.nudge();
    archive?.nudge(branch);
  };
  const relay = createRelay({ hub: engine, outbox: createOutbox(db), moved, failed: failed('relay') });
  const post = async (branch: string, commands: readonly Command[]): Promise<readonly CommandOutcome[]> => {
    const outcomes = await postCommands(engine, branch, commands);
    moved(branch);
    relay.nudge();
    // A door without a journal answers when its command would survive the data folder.
    await archive?.reached(branch, Math.max(...outcomes.map((one) => one.version)));
    return outcomes;
  };
  const base = { config, log, metrics, db, analysis, keys, engine, directory, reads, relay, feed, archive, now, post };
  const renewLease = leaseRenewal(base, (branch) => sessions.presentAt(branch));
  const sessions: SyncSessions = createSyncSessions({
    engine,
    hooks: {
      async onReady(device, said) {
        await reads.noteSaid(device, said);
        await renewLease(device);
      },
      onChanged(branch) {
        feed.nudge();
        archive?.nudge(branch);
      },
      onMessages: () => relay.nudge(),
      // While the branch waited, nobody was lent anything.
      onRecovered: () => void leases.round().catch(failed('lease')),
    },
    seen: (device) => void reads.noteSeen(device.branch, [device.id], now()).catch(failed('sync')),
    mono: () => performance.now(),
    metrics,
  });
  watch({ metrics, sessions, feed, archive });
  const leases = startLeaseRounds({ present: sessions.present, renew: renewLease, everyMs: LEASE_ROUND_MS });
  const jobs = startJobs({ ...base, postingDate: () => engine.postingDate() }, failed);
  return { ...base, ...jobs, sessions, leases, van: vanOf(base, moved) };
}

function enrolDeps(core: Core, address: AddressOf) {
  return {
    directory: core.directory,
    keys: core.keys,
    perAddress: createRateLimit({ tries: ENROL_TRIES, windowMs: MINUTE_MS, now: core.now }),
    perCode: createRateLimit({ tries: CODE_TRIES, windowMs: 10 * MINUTE_MS, now: core.now }),
    metrics: core.metrics,
    now: core.now,
    unit: unitOf(core.reads),
    address,
    async enrolled({
      id,
      deviceNo,
      outlet,
    }: {
      readonly id: string;
      readonly deviceNo: string;
      readonly outlet: string;
    }) {
      const payload = { device: id, device_no: deviceNo, outlet, kind: 'tablet' };
      const at = core.now();
      // The same device enrolling again gives the same command: nothing is written twice.
      const commandId = uuidFrom(id);
      await core.post(outlet, [
        hubCommand({
          id: commandId,
          branch: outlet,
          command: 'device.enrol',
          payload,
          businessDate: core.engine.postingDate(),
          at,
        }),
      ]);
      await core.directory.audit({ branch: outlet, at, who: `device ${deviceNo}`, what: 'device.enrol', detail: id });
    },
  };
}

function buildApp(
  core: Core,
  folders: {
    readonly terminal: ReturnType<typeof loadStaticFolder>;
    readonly office: ReturnType<typeof loadStaticFolder>;
  },
) {
  const { config, log, metrics, keys, directory, now } = core;
  const address = createAddressOf(config.behindProxy);
  const secure = config.tls !== null || config.behindProxy;
  const sessions = createSessions({
    directory,
    limit: createRateLimit({ tries: SIGN_ON_TRIES, windowMs: MINUTE_MS, now }),
    unit: unitOf(core.reads),
    now,
    random: randomBytes,
    counted: (result) => metrics.count('yizhan_sign_ons_total', { result }),
  });
  const faulted = (fault: unknown): void => log.error('fault', { door: 'sync', fault: faultText(fault) });
  return createApp({
    log,
    metrics,
    secure,
    terminalFiles: folders.terminal,
    officeFiles: folders.office,
    enrol: enrolDeps(core, address),
    credential: {
      directory,
      audit: directory,
      keys,
      verifier: createVerifier(),
      perAddress: createRateLimit({ tries: CREDENTIAL_TRIES, windowMs: MINUTE_MS, now }),
      metrics,
      now,
      offlineLoginDays: (outlet) => configOf(core)(outlet, 'session.offline_login_days'),
      address,
    },
    account: {
      directory,
      audit: directory,
      reads: core.reads,
      verifier: createVerifier(),
      perAddress: createRateLimit({ tries: LOOKUPS_OF_ADDRESS, windowMs: MINUTE_MS, now }),
      perDevice: createRateLimit({ tries: LOOKUPS_OF_DEVICE, windowMs: 10 * MINUTE_MS, now }),
      metrics,
      now,
      unit: unitOf(core.reads),
      address,
    },
    van: {
      directory,
      verifier: createVerifier(),
      van: core.van,
      perAddress: createRateLimit({ tries: VAN_TRIES, windowMs: MINUTE_MS, now }),
      now,
      address,
    },
    office: officeApp(core, { sessions, secure, address }),
    syncHttp: createSyncHttp({ sessions: core.sessions, now, random: randomBytes, faulted }),
    mono: () => performance.now(),
    isUp: core.reads.isUp,
    notes: () => operatorNotes(core),
    faultNumber: () => bytesToHex(randomBytes(4)),
  });
}

function officeApp(
  core: Core,
  more: { readonly sessions: OfficeSessions; readonly secure: boolean; address: AddressOf },
) {
  const reads = createOfficeReads({ hub: core.db, analysis: core.analysis.reads }, core.now);
  const deps: OfficeDeps = {
    reads,
    settings: createSettingReads(core.db, core.keys.panToken),
    sessions: more.sessions,
    now: core.now,
    postingDate: () => core.engine.postingDate(),
    postCommands: core.post,
    devices: {
      issueCode: (outlet, by) => issueEnrolCode(core.directory, { outlet, by, at: core.now() }),
      ended: (device) => core.sessions.endDevice(device, 'device_revoked'),
      lendNow: () => core.leases.round(),
      async released(branch, device) {
        if (await core.engine.store.noteReturned(branch, device)) await core.leases.round();
      },
    },
    van: core.van,
    openings: core.openings,
    async givePassword({ password, ...given }) {
      const passwordHash = await hashPassword(password);
      return core.directory.givePassword({ ...given, passwordHash, at: core.now() });
    },
    secureCookies: more.secure,
  };
  return officeRoutes(deps, more.address);
}

/**
 * `now` is the hub's wall clock in ms; a play of several weeks brings its own.
 * @throws HubStartFault or the store's StartFault with a sentence for the operator.
 */
export async function startHub(
  config: Config,
  log: Log,
  clientFolder: string,
  now: () => number = () => Date.now(),
): Promise<Hub> {
  const core = await buildCore(config, log, now);
  await openRestoreCases(core.db, core.post);
  await core.openings.openAll();
  const folders = {
    terminal: loadStaticFolder(join(clientFolder, 'terminal')),
    office: loadStaticFolder(join(clientFolder, 'office')),
  };
  let server: Server;
  let port: number;
  try {
    const app = buildApp(core, folders);
    server = createHttpServer(config, app.fetch);
    port = await listen(server, config);
  } catch (fault) {
    await stopCore(core);
    throw fault;
  }
  const sockets = attachSyncSockets(server, {
    sessions: core.sessions,
    faulted: (fault) => log.error('fault', { door: 'sync', fault: faultText(fault) }),
  });
  return {
    ...core,
    port,
    apps: { terminal: folders.terminal.has('index.html'), office: folders.office.has('index.html') },
    async stop() {
      const closed = closeServer(server, DRAIN_MS);
      await core.sessions.drain('restarting', DRAIN_MS);
      await sockets.stop(GOODBYE_MS);
      await closed;
      await stopCore(core);
    },
  };
}

async function stopCore(core: Core): Promise<void> {
  await core.leases.stop();
  await core.days.stop();
  await core.openings.stop();
  await core.relay.stop();
  await core.feed.stop();
  await core.archive?.stop();
  await core.analysis.close();
  await core.db.close();
}
