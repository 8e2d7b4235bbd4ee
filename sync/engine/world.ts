import type { Bytes } from '../../shared/kernel/bytes.ts';
import type { Instant } from '../../shared/kernel/dates.ts';

/** Clocks, timers, network and keys as the engine is given them. Types only: every platform brings its own. */

export interface Clock {
  /** Wall clock, ms since 1970. */
  wall(): Instant;
  /** Monotonic ms within this awake segment. */
  mono(): number;
}
export interface Timer {
  after(ms: number, what: () => void): () => void;
}
export interface Connection {
  send(message: Bytes): void;
  close(): void;
  /** Bytes handed to `send` and not yet on the network. */
  buffered(): number;
}
export interface ConnectionEvents {
  opened(): void;
  message(bytes: Bytes): void;
  closed(reason: string): void;
}
export interface Transport {
  connect(events: ConnectionEvents): Connection;
}
/** ECDSA P-256 / SHA-256, raw 64-byte signatures. `vault` needs the open vault, `delivery` does not. */
export interface Signer {
  sign(with_: 'vault' | 'delivery', bytes: Bytes): Promise<Bytes>;
  readonly vaultOpen: boolean;
}
export interface Verifier {
  verify(publicKey: Bytes, signature: Bytes, bytes: Bytes): Promise<boolean>;
}
