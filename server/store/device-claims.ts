import type { Bytes } from '../../shared/kernel/bytes.ts';
import type { Instant } from '../../shared/kernel/dates.ts';
import { EMPTY_HASH } from '../../shared/kernel/ids.ts';
import { err, ok, type Result } from '../../shared/kernel/result.ts';
import type { ClaimFault, DeviceDirectory, DeviceEntry } from '../auth/ports.ts';
import type { Pool, Sql } from './pool.ts';
import { endRecovery } from './recovery.ts';
import { lockBranch } from './branch-lock.ts';

/**
 * One-time codes and the devices that claimed an outlet with them. A code is spent in the transaction that gives
 * the device its number; a number is never given twice in an outlet, not even after a device is revoked.
 */
const DEVICE_NO_MAX = 99;

type Claim = Parameters<DeviceDirectory['claimDevice']>[0];
type Claimed = { readonly outlet: string; readonly deviceNo: string; readonly repeated: boolean };

interface CodeRow {
  readonly branch_id: string;
  readonly expires_at: number;
  readonly used_at: number | null;
  readonly used_by: string | null;
}

async function deviceNoOf(sql: Sql, branch: string, device: string): Promise<string | null> {
  const rows = await sql.query<{ device_no: string }>(
    'SELECT device_no FROM hub.device WHERE branch_id = $1 AND device_id = $2',
    [branch, device],
  );
  return rows[0]?.device_no ?? null;
}

/** The number it asks for where it is free, else the next one; null = none is left. */
async function numberFor(sql: Sql, branch: string, wanted: string | null): Promise<string | null> {
  if (wanted !== null) {
    const taken = await sql.query('SELECT 1 FROM hub.device WHERE branch_id = $1 AND device_no = $2', [branch, wanted]);
    if (taken.length === 0) return wanted;
  }
  const rows = await sql.query<{ last: number | null }>(
    'SELECT max(device_no::int)::bigint AS last FROM hub.device WHERE branch_id = $1',
    [branch],
  );
  const next = (rows[0]?.last ?? 0) + 1;
  if (next > DEVICE_NO_MAX) return null;
  return String(next).padStart(2, '0');
}

async function addDevice(
  sql: Sql,
  branch: string,
  claim: Omit<Claim, 'codeHash'>,
  wanted: string | null = null,
): Promise<string | null> {
  const deviceNo = await numberFor(sql, branch, wanted);
  if (deviceNo === null) return null;
  await sql.query(
    `INSERT INTO hub.device (branch_id, device_id, device_no, status, signing_key, delivery_key, ecdh_key, enrolled_at, seq, head,
       signed_seq, early, forked_at, archived_seq, last_seen_at, last_captured_at)
     VALUES ($1, $2, $3, 'active', $4, $5, $6, $7, 0, $8, 0, '[]'::jsonb, NULL, 0, $7, 0)`,
    [branch, claim.deviceId, deviceNo, claim.signingKey, claim.deliveryKey, claim.ecdhKey, claim.at, EMPTY_HASH],
  );
  return deviceNo;
}

async function claim(sql: Sql, request: Claim): Promise<Result<Claimed, ClaimFault>> {
  const codes = await sql.query<CodeRow>(
    'SELECT branch_id, expires_at, used_at, used_by FROM hub.enrol_code WHERE code_hash = $1 FOR UPDATE',
    [request.codeHash],
  );
  const code = codes[0];
  if (code === undefined) return err('CODE_WRONG');
  const outlet = code.branch_id;
  await lockBranch(sql, outlet);
  const known = await deviceNoOf(sql, outlet, request.deviceId);
  if (code.used_at !== null) {
    return code.used_by === request.deviceId && known !== null
      ? ok({ outlet, deviceNo: known, repeated: true })
      : err('CODE_USED');
  }
  if (code.expires_at <= request.at) return err('CODE_EXPIRED');
  const elsewhere = await sql.query('SELECT 1 FROM hub.device WHERE device_id = $1', [request.deviceId]);
  if (elsewhere.length > 0) return err('DEVICE_KNOWN');
  const deviceNo = await addDevice(sql, outlet, request);
  if (deviceNo === null) return err('OUTLET_FULL');
  await sql.query('UPDATE hub.enrol_code SET used_at = $2, used_by = $3 WHERE code_hash = $1', [
    request.codeHash,
    request.at,
    request.deviceId,
  ]);
  return ok({ outlet, deviceNo, repeated: false });
}

type Readopted = Parameters<DeviceDirectory['readoptDevice']>[0];

async function readopt(sql: Sql, device: Readopted): ReturnType<DeviceDirectory['readoptDevice']> {
  await lockBranch(sql, device.outlet);
  const known = await deviceNoOf(sql, device.outlet, device.deviceId);
  if (known !== null) return ok({ deviceNo: known, repeated: true });
  const elsewhere = await sql.query('SELECT 1 FROM hub.device WHERE device_id = $1', [device.deviceId]);
  if (elsewhere.length > 0) return err('DEVICE_KNOWN');
  const deviceNo = await addDevice(sql, device.outlet, device, device.deviceNo);
  return deviceNo === null ? err('OUTLET_FULL') : ok({ deviceNo, repeated: false });
}

export interface EnrolCode {
  readonly codeHash: Bytes;
  readonly outlet: string;
  readonly issuedBy: string | null;
  readonly at: Instant;
  readonly expiresAt: Instant;
}

export interface DeviceClaims extends DeviceDirectory {
  /** Keeps the hash of a code made elsewhere; the code itself is shown once. */
  issueEnrolCode(code: EnrolCode): Promise<void>;
  /** Under the branch's lock, so that no batch in flight is judged by the old status. false = no such device. */
  setDeviceStatus(change: {
    readonly branch: string;
    readonly device: string;
    readonly status: DeviceEntry['status'];
  }): Promise<boolean>;
}

export function createDeviceClaims(db: Pool): DeviceClaims {
  return {
    claimDevice: (request) => db.transaction((sql) => claim(sql, request)),
    readoptDevice: (device) => db.transaction((sql) => readopt(sql, device)),
    async device(id) {
      const rows = await db.query<{
        branch_id: string;
        device_no: string;
        status: DeviceEntry['status'];
        signing_key: Bytes;
        delivery_key: Bytes;
      }>('SELECT branch_id, device_no, status, signing_key, delivery_key FROM hub.device WHERE device_id = $1', [id]);
      const row = rows[0];
      return row === undefined
        ? null
        : {
            id,
            outlet: row.branch_id,
            deviceNo: row.device_no,
            status: row.status,
            signingKey: row.signing_key,
            deliveryKey: row.delivery_key,
          };
    },
    async issueEnrolCode({ codeHash, outlet, issuedBy, at, expiresAt }) {
      await db.query(
        'INSERT INTO hub.enrol_code (code_hash, branch_id, issued_by, issued_at, expires_at) VALUES ($1, $2, $3, $4, $5)',
        [codeHash, outlet, issuedBy, at, expiresAt],
      );
    },
    setDeviceStatus: ({ branch, device, status }) =>
      db.transaction(async (sql) => {
        await lockBranch(sql, branch);
        const rows = await sql.query(
          'UPDATE hub.device SET status = $3 WHERE branch_id = $1 AND device_id = $2 RETURNING device_id',
          [branch, device, status],
        );
        // A restored branch does not wait for a device that will not come back.
        await endRecovery(sql, branch);
        return rows.length > 0;
      }),
  };
}
