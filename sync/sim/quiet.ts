import { bytesToHex } from '../../shared/kernel/bytes.ts';
import { encodeCbor, type Cbor } from '../../shared/kernel/cbor.ts';
import type { MemoryHubStore } from '../engine/memory-hub-store.ts';
import type { FakeTerminal } from '../testing/terminal-kit.ts';
import type { LossTold } from './loss.ts';
import type { Seat } from './market.ts';
import type { Poison } from './poison.ts';

/** What a run looks like when everything is quiet, for the checkers. */
export interface Tablet {
  readonly seat: Seat;
  readonly terminal: FakeTerminal;
  /** Lost and never found: what it did not deliver is missing. */
  readonly isGone: boolean;
  /** Lost, revoked or copied: it delivers, is held, and is given nothing. */
  readonly isStopped: boolean;
}
export interface Quiet {
  readonly store: MemoryHubStore;
  readonly terminals: readonly Tablet[];
  /** Row ids of entries whose receipts of an earlier life of the hub must be followed. */
  readonly recorded: ReadonlySet<string>;
  /** Breaches noticed while the run was going on. */
  readonly seen: readonly string[];
  /** Answers at the hub's door that were not the right ones. */
  readonly unexpected: readonly string[];
  /** Rows that were missing when a new replica came in use. */
  readonly lacking: readonly string[];
  /** Devices whose journals went wrong, and what the county decided about them. */
  readonly poisons: readonly Poison[];
  /** The hub lost everything in this run; null = it did not. */
  readonly loss: LossTold | null;
}
/** Answers the breaches it found, in words. */
export type Checker = (quiet: Quiet) => readonly string[];

export const bodyText = (body: unknown): string => bytesToHex(encodeCbor(body as Cbor));

export const EXCEPTIONS: ReadonlySet<string> = new Set(['suspense', 'posted_with_exception']);

/** Of which entries a case tells, open or closed: by the row id of what it is about, and the id of the command that raised it. */
export const toldByCases = ({ store }: Pick<Quiet, 'store'>): ReadonlySet<unknown> =>
  new Set(
    [...store.branches.values()].flatMap((branch) =>
      [...branch.rows.values()].flatMap(({ table, body }) =>
        table === 'exception_case' ? [body?.['interaction'], body?.['command']] : [],
      ),
    ),
  );
