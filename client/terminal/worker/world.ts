import type {
  Clock,
  Compressor,
  Domain,
  TerminalDeps,
  TerminalSession,
  Timer,
  Transport,
  Verifier,
} from '../../../sync/index.ts';
import type { TerminalDatabase } from '../../platform/dexie/database.ts';
import type { Writing } from '../../platform/tab-lock.ts';
import type { KdfCost } from '../../platform/vault/kdf.ts';
import type { KeyDatabase } from '../../platform/vault/key-database.ts';
import type { PracticeView, TerminalEvent } from './api.ts';

/** Everything outside the worker's own logic, so that the same code runs in Chromium and in a Node test. */
export interface World {
  readonly keyDb: KeyDatabase;
  readonly db: TerminalDatabase;
  /** The store could not be brought into this build's form, and is as the build before left it. */
  readonly formKept?: boolean;
  /** This tab's epoch (see raiseFence). */
  readonly fence: number;
  /** Answers of the hub's plain doors; paths begin with `/`. */
  fetch(path: string, init: RequestInit): Promise<Response>;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly compressor: Compressor;
  readonly verifier: Verifier;
  readonly domain: Domain;
  createSession(deps: TerminalDeps): TerminalSession;
  random(): number;
  persisted(): Promise<boolean>;
  /** A new version of the app takes over only between two entries. */
  readonly writing: Writing;
  readonly appVersion: string;
  /** Only in practice (演练): the play centre behind this worker. */
  readonly practice?: { view(): PracticeView; setLine(open: boolean): void };
  /** Cost of the password key; the product's aim when absent. */
  readonly kdf?: KdfCost;
  emit(event: TerminalEvent): void;
}
