import { assert } from '../../shared/kernel/assert.ts';
import type { Bytes } from '../../shared/kernel/bytes.ts';
import { decodeCbor } from '../../shared/kernel/cbor.ts';
import type { Instant } from '../../shared/kernel/dates.ts';
import type { RelayedMessage } from '../../sync/index.ts';
import type { Pool } from './pool.ts';

/**
 * Messages on their way between branches. The receiver commits first, then the sender's row is marked, so a
 * message may be delivered twice but never lost; the receiver knows it by its id.
 */
interface OutboxRow {
  readonly branch_id: string;
  readonly id: string;
  readonly cause: string;
  readonly ordinal: number;
  readonly to_branch: string;
  readonly command: string;
  readonly payload_version: number;
  readonly payload: Bytes;
  readonly business_date: string;
  readonly captured_at: number;
}

const WAITING = `
SELECT o.branch_id, o.id, o.cause, o.ordinal, o.to_branch, o.command, o.payload_version, o.payload, c.business_date, c.captured_at
FROM hub.outbox AS o JOIN hub.command_log AS c ON c.branch_id = o.branch_id AND c.command_id = o.cause
WHERE o.delivered_at IS NULL AND ($1::text IS NULL OR o.branch_id = $1)
ORDER BY o.branch_id, o.version, c.device_id, c.seq, o.cause, o.ordinal LIMIT $2`;

function toMessage(row: OutboxRow): RelayedMessage {
  const payload = decodeCbor(row.payload);
  assert(payload.ok, `message ${row.id} is canonical CBOR`);
  return {
    id: row.id,
    cause: row.cause,
    ordinal: row.ordinal,
    fromBranch: row.branch_id,
    toBranch: row.to_branch,
    command: row.command,
    payloadVersion: row.payload_version,
    payload: payload.value,
    businessDate: row.business_date,
    capturedAt: row.captured_at,
  };
}

export interface Outbox {
  /** Undelivered messages in order, of one branch or of all. */
  waiting(from: string | null, max: number): Promise<readonly RelayedMessage[]>;
  markDelivered(messages: readonly RelayedMessage[], at: Instant): Promise<void>;
}

export function createOutbox(db: Pool): Outbox {
  return {
    waiting: async (from, max) => (await db.query<OutboxRow>(WAITING, [from, max])).map(toMessage),
    async markDelivered(messages, at) {
      for (const branch of new Set(messages.map((message) => message.fromBranch))) {
        const ids = messages.filter((message) => message.fromBranch === branch).map((message) => message.id);
        await db.query('UPDATE hub.outbox SET delivered_at = $3 WHERE branch_id = $1 AND id = ANY($2::uuid[])', [
          branch,
          ids,
          at,
        ]);
      }
    },
  };
}
