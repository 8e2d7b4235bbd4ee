import type { Context, Hono } from 'hono';
import { settingFieldsOf } from '../../shared/commands/settings.ts';
import {
  hotFindQuery,
  presentQuery,
  type HotFound,
  type PresentAnswer,
} from '../../shared/read-models/office-settings.ts';
import type { SettingKind } from '../../shared/tables/setting-change.ts';
import { checkedQuery, refuse } from './answers.ts';
import { mayChange, scopeOf, seesSetting } from './office-policy.ts';
import type { OfficeDeps, OfficeSession } from './office-ports.ts';

/**
 * What stands there now, one kind of setting at a time, and the names the stop list goes by: what the pages of the
 * administration begin a proposal from.
 */

type Env = { Variables: { session: OfficeSession } };

/** Which table holds a kind, and whether the units above count too. Limits have their own door. */
const TABLE_OF: Readonly<Partial<Record<SettingKind, { readonly table: string; readonly above: boolean }>>> = {
  unit: { table: 'org_unit', above: false },
  employee: { table: 'employee', above: false },
  duty: { table: 'duty', above: false },
  certificate: { table: 'certificate', above: false },
  product: { table: 'product', above: true },
  biller: { table: 'biller', above: true },
  rate: { table: 'product_rate', above: true },
  calendar: { table: 'working_calendar', above: true },
  hot_entry: { table: 'hot_entry', above: true },
};

const denied = (c: Context) => refuse(c, 403, { code: 'ROLE_DENIED', message: 'this post may not do that' });
const missing = (c: Context) => refuse(c, 404, { code: 'NOT_FOUND', message: 'no such record in your unit' });

export function presentRoutes(app: Hono<Env>, deps: OfficeDeps): void {
  app.get('/settings/present', async (c) => {
    const query = checkedQuery(c, presentQuery, c.req.query());
    if (!query.ok) return query.answer;
    const session = c.get('session');
    const { what } = query.value;
    const place = TABLE_OF[what];
    if (place === undefined || !seesSetting(session, what)) return denied(c);
    const units = await deps.settings.units(session.unit.code);
    const scope = scopeOf(session, query.value.unit);
    const unit = units.find((one) => one.code === scope);
    if (unit === undefined) return missing(c);
    const rows = await deps.settings.present(unit.code, place.table, place.above);
    const maySet = (branch: string, subject: string): boolean =>
      mayChange(session, 'propose', { what, subject, branch });
    const answer: PresentAnswer = {
      asOf: deps.now(),
      businessDate: deps.postingDate(),
      what,
      unit,
      units,
      lines: rows.map((one) => ({
        id: one.id,
        unit: one.unit,
        fields: settingFieldsOf(what, one.id, one.row),
        mayPropose: maySet(one.unit.code, one.id),
      })),
      mayAddIn: units.filter((one) => maySet(one.code, '')),
    };
    return c.json(answer);
  });

  app.get('/settings/hot-find', async (c) => {
    const query = checkedQuery(c, hotFindQuery, c.req.query());
    if (!query.ok) return query.answer;
    const session = c.get('session');
    const { code } = session.unit;
    if (!mayChange(session, 'propose', { what: 'hot_entry', subject: '', branch: code })) return denied(c);
    const found = await deps.settings.hot(code, query.value.find);
    if (found === null) return missing(c);
    const answer: HotFound = { asOf: deps.now(), ...found };
    return c.json(answer);
  });
}
