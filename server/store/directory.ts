import { encodeCbor } from '../../shared/kernel/cbor.ts';
import { shanghaiDate, type Instant } from '../../shared/kernel/dates.ts';
import { sha256 } from '../../shared/kernel/hash.ts';
import { EMPTY_HASH } from '../../shared/kernel/ids.ts';
import type { Post } from '../../shared/tables/employee.ts';
import type { AuditTrail, Login, SessionDirectory } from '../auth/ports.ts';
import type { Bytes } from '../../shared/kernel/bytes.ts';
import { createDeviceClaims, type DeviceClaims } from './device-claims.ts';
import { createPasswords, type Passwords } from './passwords.ts';
import type { Pool, Sql } from './pool.ts';

/**
 * Typed reads and writes of the tables that stand outside the change feed: log-ins, sessions, devices, card
 * tokens, keys, audit. What is secret lies here only as a hash.
 */
export interface CardPlace {
  readonly branch: string;
  readonly card: string;
}

export interface Directory extends SessionDirectory, Passwords, DeviceClaims, AuditTrail {
  cardOf(panToken: string): Promise<CardPlace | null>;
  /** Claims a card number for a card; false = it belongs to another card. */
  claimCard(panToken: string, place: CardPlace): Promise<boolean>;
  noteHubKey(key: {
    readonly id: string;
    readonly purpose: 'signing' | 'sealing';
    readonly publicKey: Bytes;
    readonly at: Instant;
  }): Promise<void>;
  /** Checks the audit chain of a branch: the number of its first broken line, or null. */
  brokenAuditLine(branch: string): Promise<number | null>;
}

interface LoginRow {
  readonly employee_no: string;
  readonly branch_id: string;
  readonly password: string;
  readonly failures: number;
  readonly locked_until: number | null;
  readonly must_change: boolean;
  readonly one_time_until: number | null;
}
interface EmployeeBody {
  readonly name: string;
  readonly unit: string;
  readonly status: Login['status'];
  readonly posts: readonly { readonly post: Post; readonly from: string; readonly to: string | null }[];
}

async function readLogin(sql: Sql, employeeNo: string, now: Instant): Promise<Login | null> {
  const logins = await sql.query<LoginRow>(
    'SELECT employee_no, branch_id, password, failures, locked_until, must_change, one_time_until FROM hub.employee_login WHERE employee_no = $1',
    [employeeNo],
  );
  const login = logins[0];
  if (login === undefined) return null;
  const rows = await sql.query<{ body: EmployeeBody }>(
    "SELECT body FROM hub.row WHERE branch_id = $1 AND kind = 'employee' AND id = $2 AND body IS NOT NULL",
    [login.branch_id, employeeNo],
  );
  const body = rows[0]?.body;
  if (body === undefined) return null;
  const today = shanghaiDate(now);
  return {
    employeeNo,
    name: body.name,
    unit: body.unit,
    posts: body.posts
      .filter((held) => held.from <= today && (held.to === null || held.to >= today))
      .map((held) => held.post),
    status: body.status,
    passwordHash: login.password,
    mustChange: login.must_change,
    oneTimeUntil: login.one_time_until,
    failed: login.failures,
    lockedUntil: login.locked_until,
  };
}

/** The lock starts the count anew, so one more wrong try after it does not lock again at once. */
const NOTE_BAD = `
UPDATE hub.employee_login SET
  failures = CASE WHEN failures + 1 >= $2 THEN 0 ELSE failures + 1 END,
  locked_until = CASE WHEN failures + 1 >= $2 THEN $3::bigint ELSE locked_until END
WHERE employee_no = $1`;

interface AuditLine {
  readonly at: Instant;
  readonly who: string;
  readonly what: string;
  readonly detail: string;
}

const auditHash = (previous: Bytes, line: AuditLine): Bytes =>
  sha256(previous, encodeCbor([line.at, line.who, line.what, line.detail]));

async function appendAudit(sql: Sql, branch: string, line: AuditLine): Promise<void> {
  await sql.query('SELECT pg_advisory_xact_lock(hashtext($1))', [`audit:${branch}`]);
  const rows = await sql.query<{ n: number; hash: Bytes }>(
    'SELECT n, hash FROM hub.audit WHERE branch_id = $1 ORDER BY n DESC LIMIT 1',
    [branch],
  );
  const last = rows[0] ?? { n: 0, hash: EMPTY_HASH };
  await sql.query(
    'INSERT INTO hub.audit (branch_id, n, at, actor, action, detail, hash) VALUES ($1, $2, $3, $4, $5, to_jsonb($6::text), $7)',
    [branch, last.n + 1, line.at, line.who, line.what, line.detail, auditHash(last.hash, line)],
  );
}

async function brokenAuditLine(sql: Sql, branch: string): Promise<number | null> {
  const rows = await sql.query<{ n: number; at: number; actor: string; action: string; detail: string; hash: Bytes }>(
    "SELECT n, at, actor, action, detail #>> '{}' AS detail, hash FROM hub.audit WHERE branch_id = $1 ORDER BY n",
    [branch],
  );
  let previous: Bytes = EMPTY_HASH;
  for (const [index, row] of rows.entries()) {
    const hash = auditHash(previous, { at: row.at, who: row.actor, what: row.action, detail: row.detail });
    if (row.n !== index + 1 || Buffer.compare(hash, row.hash) !== 0) return row.n;
    previous = row.hash;
  }
  return null;
}

export function createDirectory(db: Pool, now: () => Instant = Date.now): Directory {
  return {
    ...createDeviceClaims(db),
    ...createPasswords(db),
    login: (employeeNo) => readLogin(db, employeeNo, now()),

    async noteLogin({ employeeNo, good, at, triesMax, lockMs }) {
      if (good)
        await db.query(
          'UPDATE hub.employee_login SET failures = 0, locked_until = NULL, last_login_at = $2 WHERE employee_no = $1',
          [employeeNo, at],
        );
      else await db.query(NOTE_BAD, [employeeNo, triesMax, at + lockMs]);
    },

    async openSession({ tokenHash, employeeNo, at, expiresAt }) {
      await db.query('DELETE FROM hub.session WHERE employee_no = $1 AND expires_at <= $2', [employeeNo, at]);
      await db.query(
        'INSERT INTO hub.session (token_hash, employee_no, created_at, seen_at, expires_at) VALUES ($1, $2, $3, $3, $4)',
        [tokenHash, employeeNo, at, expiresAt],
      );
    },

    async session(tokenHash, at) {
      const rows = await db.query<{ employee_no: string }>(
        'SELECT employee_no FROM hub.session WHERE token_hash = $1 AND expires_at > $2',
        [tokenHash, at],
      );
      return rows[0] === undefined ? null : { employeeNo: rows[0].employee_no };
    },

    async closeSession(tokenHash) {
      await db.query('DELETE FROM hub.session WHERE token_hash = $1', [tokenHash]);
    },

    async cardOf(panToken) {
      const rows = await db.query<{ branch_id: string; card_id: string }>(
        'SELECT branch_id, card_id FROM hub.card_token WHERE pan_token = $1',
        [panToken],
      );
      return rows[0] === undefined ? null : { branch: rows[0].branch_id, card: rows[0].card_id };
    },

    async claimCard(panToken, place) {
      await db.query(
        'INSERT INTO hub.card_token (pan_token, branch_id, card_id) VALUES ($1, $2, $3) ON CONFLICT (pan_token) DO NOTHING',
        [panToken, place.branch, place.card],
      );
      const rows = await db.query(
        'SELECT 1 FROM hub.card_token WHERE pan_token = $1 AND branch_id = $2 AND card_id = $3',
        [panToken, place.branch, place.card],
      );
      return rows.length > 0;
    },

    async noteHubKey({ id, purpose, publicKey, at }) {
      await db.query(
        'INSERT INTO hub.hub_key (key_id, purpose, public_key, valid_from) VALUES ($1, $2, $3, $4) ON CONFLICT (key_id) DO NOTHING',
        [id, purpose, publicKey, at],
      );
    },

    audit: ({ branch, ...line }) => db.transaction((sql) => appendAudit(sql, branch, line)),
    brokenAuditLine: (branch) => brokenAuditLine(db, branch),
  };
}
