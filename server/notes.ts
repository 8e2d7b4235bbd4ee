import { shanghaiDate } from '../shared/kernel/dates.ts';
import type { RunningFeed } from './feed/running-feed.ts';
import type { Archive } from './store/archive.ts';
import { lastBackup } from './store/backup.ts';
import type { DoorReads } from './store/door-reads.ts';
import type { Sql } from './store/pool.ts';

/** What an operator should know of a hub that serves, Chinese and English; `/readyz` shows it. */
export async function operatorNotes({
  archive,
  db,
  feed,
  reads,
}: {
  readonly archive: Pick<Archive, 'failing'> | null;
  readonly db: Sql;
  readonly feed: Pick<RunningFeed, 'failing'>;
  readonly reads: Pick<DoorReads, 'recovering' | 'rebuilding'>;
}): Promise<readonly string[]> {
  const notes: string[] = [];
  if (archive === null) notes.push('无异地存档 / no archive outside the data folder');
  if (archive?.failing === true)
    notes.push(
      '异地存档写不进，县局和导入的业务暂不答复 / the archive cannot be written: office and imports get no answer',
    );
  const backup = await lastBackup(db).catch(() => null);
  if (backup === null) notes.push('没有备份 / no backup is offered for restore');
  else notes.push(`最近备份：${shanghaiDate(backup)} / last backup`);
  if (feed.failing) notes.push('分析库未更新，柜面业务照常 / the analysis database is not being fed; counters go on');
  const waiting = await reads.recovering().catch((): readonly string[] => []);
  if (waiting.length > 0)
    notes.push(
      `恢复中，数字暂估：${waiting.length} 个网点 / restored, figures are provisional until their tablets have sent again: ${waiting.slice(0, 20).join(' ')}`,
    );
  const lost = await reads.rebuilding().catch((): readonly string[] => []);
  if (lost.length > 0)
    notes.push(
      `重建中，余额未核定，只收流水不入账：${lost.length} 个网点 / rebuilding, journals are held and no balance is approved: ${lost.slice(0, 20).join(' ')}`,
    );
  return notes;
}
