import { sha256 } from '../../shared/kernel/hash.ts';
import { bytesToHex, textToBytes } from '../../shared/kernel/bytes.ts';
import { shanghaiDate } from '../../shared/kernel/dates.ts';
import type { Command } from '../../sync/index.ts';
import { hubCommand, uuidFrom } from '../hub-command.ts';
import type { Sql } from '../store/pool.ts';
import { noteGaps, waitingGaps, type RestoreGap } from '../store/restore-gaps.ts';

/** The same gap gives the same command: a round that was broken off opens no second case. */
const commandId = ({ branch, door, from, to }: RestoreGap): string =>
  uuidFrom(bytesToHex(sha256(textToBytes(`restore-gap|${branch}|${door}|${from}|${to}`))));

const commandOf = (gap: RestoreGap): Command =>
  hubCommand({
    id: commandId(gap),
    branch: gap.branch,
    command: 'system.restore_gap',
    payload: { door: gap.door, from: gap.from, to: gap.to, last: gap.last },
    businessDate: shanghaiDate(gap.to),
    at: gap.to,
  });

/** Opens a case for each door of each outlet that may have lost commands in a restore. @returns how many there were */
export async function openRestoreCases(
  db: Sql,
  post: (branch: string, commands: readonly Command[]) => Promise<unknown>,
): Promise<number> {
  const gaps = await waitingGaps(db);
  for (const gap of gaps) await post(gap.branch, [commandOf(gap)]);
  if (gaps.length > 0) await noteGaps(db, []);
  return gaps.length;
}
