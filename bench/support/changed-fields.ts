import { deflateRawSync } from 'node:zlib';
import { domain } from '../../shared/commands/domain.ts';
import { keyText } from '../../shared/tables/define.ts';
import type { HubStore, RowChange } from '../../sync/index.ts';
import { FormsWritten, writeRows } from '../../sync/protocol/typed-rows.ts';
import { PEER_OUTLET } from './peer-rows.ts';

/**
 * What the rows of a posted operation take, deflated, on a line whose forms are known: whole as they are sent, and what they would
 * take if only fields that differ from the row before were sent: new rows whole, of others what changed. Nothing reads
 * the second form; it says what there is to save.
 */
export interface RowsSent {
  readonly rows: number;
  readonly fresh: number;
  readonly whole: number;
  readonly changedOnly: number;
  readonly freshOnly: number;
}

const isEqual = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function changedFields(row: RowChange, before: RowChange | undefined): RowChange {
  if (row.body === null || before?.body === null || before === undefined) return row;
  const old = before.body;
  return {
    ...row,
    body: Object.fromEntries(Object.entries(row.body).filter(([name, value]) => !isEqual(value, old[name]))),
  };
}

/** Bytes of these rows behind others of the same forms. */
function bytesBehind(first: readonly RowChange[], rows: readonly RowChange[]): number {
  const written = new FormsWritten();
  const kinds = (table: string) => domain.kindsOf(table);
  writeRows(first, kinds, written);
  return deflateRawSync(writeRows(rows, kinds, written)).length;
}

/** @param post one operation; all three change the same rows */
export async function changedRows(store: HubStore, post: () => Promise<unknown>): Promise<RowsSent> {
  const step = async (): Promise<readonly RowChange[]> => {
    const from = await store.token(PEER_OUTLET);
    await post();
    const batch = from === null ? null : await store.changesAfter(from, 1000);
    return (batch?.rows ?? []).filter(({ table }) => domain.scopeOf(table) !== 'never');
  };
  const [one, two, three] = [await step(), await step(), await step()];
  const less = (rows: readonly RowChange[], base: readonly RowChange[]): readonly RowChange[] => {
    const of = new Map(base.map((row) => [keyText(row), row]));
    return rows.map((row) => changedFields(row, of.get(keyText(row))));
  };
  const known = new Set(two.map(keyText));
  const fresh = three.filter((row) => !known.has(keyText(row)));
  return {
    rows: three.length,
    fresh: fresh.length,
    whole: bytesBehind(two, three),
    changedOnly: bytesBehind(less(two, one), less(three, two)),
    freshOnly: bytesBehind(two, fresh),
  };
}
