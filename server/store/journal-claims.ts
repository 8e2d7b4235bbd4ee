import type { Claim } from '../../sync/index.ts';
import type { Sql } from './pool.ts';

/** What the hub has of a device's journal, summed from the log: compared with what the device claims. */
const CLAIMS = `
SELECT sigma_command AS command, sigma_direction AS direction, business_date AS "businessDate", count(*) AS count, sum(sigma_fen)::bigint AS fen
FROM hub.command_log WHERE branch_id = $1 AND device_id = $2 AND seq BETWEEN $3 AND $4
GROUP BY sigma_command, sigma_direction, business_date`;

/** @param seqs first and last. */
export const readClaims = (
  sql: Sql,
  of: { readonly branch: string; readonly device: string; readonly seqs: readonly [number, number] },
): Promise<readonly Claim[]> => sql.query<Claim>(CLAIMS, [of.branch, of.device, ...of.seqs]);
