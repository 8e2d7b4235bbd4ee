import type { Bytes } from '../../shared/kernel/bytes.ts';
import type { Instant } from '../../shared/kernel/dates.ts';
import type { Pool } from './pool.ts';

/** Which files of the mail van were taken, and the key their answers are sealed to. */
export interface VanFiles {
  /** The tablet's public ECDH key; null = no such device. */
  sealingKey(branch: string, device: string): Promise<Bytes | null>;
  /** When exactly this file was taken first; null = never. */
  takenAt(branch: string, device: string, hash: Bytes): Promise<Instant | null>;
  /** Highest number taken of a device, 0 before the first. */
  lastNumber(branch: string, device: string): Promise<number>;
  /** Notes a file; a second time changes nothing. */
  note(file: VanFile): Promise<void>;
}
export interface VanFile {
  readonly branch: string;
  readonly device: string;
  readonly hash: Bytes;
  readonly number: number;
  readonly at: Instant;
  readonly carrier: string;
  readonly entries: number;
}

export function createVanFiles(db: Pool): VanFiles {
  return {
    async sealingKey(branch, device) {
      const sql = 'SELECT ecdh_key FROM hub.device WHERE branch_id = $1 AND device_id = $2';
      return (await db.query<{ ecdh_key: Bytes }>(sql, [branch, device]))[0]?.ecdh_key ?? null;
    },
    async takenAt(branch, device, hash) {
      const sql = 'SELECT taken_at FROM hub.van_file WHERE branch_id = $1 AND device_id = $2 AND file_hash = $3';
      return (await db.query<{ taken_at: number }>(sql, [branch, device, hash]))[0]?.taken_at ?? null;
    },
    async lastNumber(branch, device) {
      const sql = 'SELECT max(number) AS last FROM hub.van_file WHERE branch_id = $1 AND device_id = $2';
      return (await db.query<{ last: number | null }>(sql, [branch, device]))[0]?.last ?? 0;
    },
    async note({ branch, device, hash, number, at, carrier, entries }) {
      await db.query(
        `INSERT INTO hub.van_file (branch_id, device_id, file_hash, number, taken_at, carrier, entries)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (branch_id, device_id, file_hash) DO NOTHING`,
        [branch, device, hash, number, at, carrier, entries],
      );
    },
  };
}
