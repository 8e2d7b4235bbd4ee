import type { Bytes } from '../../shared/kernel/bytes.ts';
import { decodeCbor, encodeCbor, type Cbor } from '../../shared/kernel/cbor.ts';
import type { Instant } from '../../shared/kernel/dates.ts';
import type { DeviceId } from '../../shared/kernel/ids.ts';
import type { FeedToken, RowChange } from '../engine/ports.ts';
import { device, token } from './parts.ts';
import { rowsShape } from './rows.ts';
import { count, flag, int, opt, record } from './shape.ts';

/**
 * Rows of a terminal's own branch as a life of the hub that is gone confirmed them: evidence for opening balances. The
 * form is final, as that of a journal's entries: what a device signed must be readable for good.
 */
export interface VouchPage {
  readonly device: DeviceId;
  /** The position of that life the rows stand at. They hold every outcome up to its version, and none behind it. */
  readonly at: FeedToken;
  /** When they were last known equal to the hub's; null = never. */
  readonly dataAt: Instant | null;
  /** Pages are numbered from 0. */
  readonly page: number;
  readonly isLast: boolean;
  readonly rows: readonly RowChange[];
}

/** Rows on a page: some kilobytes, so that a loss report waits a moment at most. */
export const VOUCH_ROWS = 128;

const page = record<VouchPage>({ device, at: token, dataAt: opt(int), page: count, isLast: flag, rows: rowsShape });
const LABEL = 'yizhan-vouch';

/** What the vault key signs. */
export const vouchBytes = (of: VouchPage): Bytes => encodeCbor([LABEL, 1, page.to(of)]);

/** null for bytes that are no such page. */
export function readVouch(signed: Bytes): VouchPage | null {
  const cbor = decodeCbor(signed);
  if (!cbor.ok || !Array.isArray(cbor.value) || cbor.value.length !== 3) return null;
  const [label, format, body] = cbor.value as readonly Cbor[];
  if (label !== LABEL || format !== 1 || body === undefined) return null;
  const read = page.from(body);
  return read === undefined || read.rows.length > VOUCH_ROWS ? null : read;
}
