import { isMeantFor, isShown } from '../../../../shared/rules/notice.ts';
import { employee } from '../../../../shared/tables/employee.ts';
import { notice, noticeAck, noticeAckId, noticeTicks } from '../../../../shared/tables/notice.ts';
import { orgUnit } from '../../../../shared/tables/org-unit.ts';
import type { NoticeView } from '../api.ts';
import type { Clerk } from '../clerk.ts';
import { lineageOf, postsOn, type Terminal } from '../terminal.ts';

const rank = (one: NoticeView): number => (one.ackedAt !== null ? 2 : one.mustAck ? 0 : 1);

export async function noticeViews(terminal: Terminal, clerk: Clerk): Promise<readonly NoticeView[]> {
  const found = [...(await terminal.rows.list(notice))];
  if (found.length === 0) return [];
  const person = await terminal.rows.get(employee, clerk.employeeNo);
  const who = {
    outlet: terminal.device.outlet.code,
    posts: person === null ? clerk.posts : postsOn(person, clerk.businessDate),
  };
  const mine = found.filter(([, row]) => isShown(row, clerk.businessDate) && isMeantFor(row, who));
  const acks = new Map(
    await terminal.rows.many(
      noticeAck,
      mine.map(([id]) => noticeAckId(id, clerk.employeeNo)),
    ),
  );
  const ticks = new Map(
    await terminal.rows.many(
      noticeTicks,
      mine.map(([id]) => noticeAckId(id, clerk.employeeNo)),
    ),
  );
  const units = new Map(await terminal.rows.many(orgUnit, lineageOf(terminal.device.outlet.code)));
  return mine
    .map(([id, row]): NoticeView => {
      const unit = units.get(row.unit);
      return {
        id,
        title: row.title,
        body: row.body,
        from: unit === undefined ? null : { name: unit.name, nameEn: unit.name_en },
        at: row.at,
        validUntil: row.valid_until,
        mustAck: row.must_ack,
        form: row.form,
        points: row.points.map(({ text }, point) => ({
          text,
          tickedAt:
            ticks.get(noticeAckId(id, clerk.employeeNo))?.ticks.find((tick) => tick.point === point)?.at ?? null,
        })),
        ackedAt: acks.get(noticeAckId(id, clerk.employeeNo))?.at ?? null,
      };
    })
    .sort((a, b) => rank(a) - rank(b) || b.at - a.at);
}
