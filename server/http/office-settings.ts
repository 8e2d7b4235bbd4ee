import type { Context, Hono } from 'hono';
import {
  readSetting,
  SECRET_FIELDS,
  SETTINGS,
  settingBytes,
  withoutSecrets,
  type Payload,
} from '../../shared/commands/settings.ts';
import { bytesToHex, hexToBytes } from '../../shared/kernel/bytes.ts';
import { CONFIG_DEFAULTS, type ConfigKey } from '../../shared/rules/config-defaults.ts';
import { configValue } from '../../shared/rules/limits.ts';
import { settingVersion } from '../../shared/rules/setting-version.ts';
import type { OfficeUnit } from '../../shared/read-models/office.ts';
import {
  changesQuery,
  settingStep,
  unitQuery,
  type ChangeLine,
  type ChangesAnswer,
  type LimitLine,
  type LimitsAnswer,
  type SettingAnswer,
  type SettingFields,
  type SettingStepRequest,
} from '../../shared/read-models/office-settings.ts';
import { checkRecord } from '../../shared/tables/fields.ts';
import { checkedQuery, readJson, refuse } from './answers.ts';
import { answerOf, postOffice } from './office-command.ts';

import { may, mayChange, scopeOf, seesSetting } from './office-policy.ts';
import type { OfficeDeps, OfficeSession } from './office-ports.ts';
import { mayDraw, passwordRoutes } from './office-passwords.ts';
import { presentRoutes } from './office-present.ts';
import type { StoredChange } from './setting-ports.ts';

/**
 * Administration at the office door: a setting is proposed by one person and agreed to by another, each step one command
 * in the branch the setting holds for. The fields of a setting are checked by the fields of its own command.
 */

type Env = { Variables: { session: OfficeSession } };
const CHANGES_MAX = 300;

const shown = (fields: Payload | null): SettingFields | null => (fields === null ? null : withoutSecrets(fields));

function toLine(session: OfficeSession, { id, unit, row, byName, checkerName }: StoredChange): ChangeLine {
  const of = { what: row.what, subject: row.subject, branch: unit.code };
  const waits = row.status === 'proposed';
  return {
    id,
    unit,
    what: row.what,
    subject: row.subject,
    before: row.before === null ? null : shown(readSetting(row.what, row.payload_version, row.before)),
    after: shown(readSetting(row.what, row.payload_version, row.after)) ?? {},
    effectiveFrom: row.effective_from,
    status: row.status,
    by: row.by,
    byName,
    at: row.at,
    words: row.words,
    checker: row.checker,
    checkerName,
    decidedAt: row.decided_at,
    decision: row.decision,
    inForceAt: row.in_force_at,
    people: [],
    hash: bytesToHex(row.hash),
    mayConfirm: waits && row.by !== session.employeeNo && mayChange(session, 'confirm', of),
    mayWithdraw: (waits || row.status === 'agreed') && mayChange(session, 'propose', of),
    mayDraw: mayDraw(session, { unit, row }),
  };
}

/** Numbers of the people a change is about, before and after. */
const numbersIn = ({ before, after }: ChangeLine): readonly string[] =>
  [before, after].flatMap((fields) => {
    const people = (fields?.['people'] ?? []) as readonly { readonly employee: string }[];
    const one = fields?.['employee'];
    return [...people.map(({ employee }) => employee), ...(typeof one === 'string' ? [one] : [])];
  });

/** The whole payload of a proposal, or the field that is wrong. */
async function payloadOf(
  deps: OfficeDeps,
  step: Extract<SettingStepRequest, { step: 'propose' }>,
): Promise<{ ok: true; payload: Payload } | { ok: false; field: string }> {
  const { command } = SETTINGS[step.what];
  let payload: Payload = step.after;
  if (step.what === 'employee') {
    const known = await deps.settings.row(step.branch, 'employee', String(step.after['employee_no']));
    payload = { ...payload, ...Object.fromEntries(SECRET_FIELDS.map((name) => [name, known?.[name] ?? null])) };
  }
  const fault = checkRecord(command.payload, payload);
  return fault === null ? { ok: true, payload } : { ok: false, field: fault.field };
}

const denied = (c: Context) => refuse(c, 403, { code: 'ROLE_DENIED', message: 'this post may not do that' });
const missing = (c: Context) => refuse(c, 404, { code: 'NOT_FOUND', message: 'no such record in your unit' });
const wrong = (c: Context, field: string) =>
  refuse(c, 400, { code: 'FIELD_FORMAT', message: `wrong value for ${field}`, detail: { field } });

async function send(
  deps: OfficeDeps,
  session: OfficeSession,
  of: { commandId: string; branch: string; name: string; payload: Readonly<Record<string, unknown>> },
): Promise<SettingAnswer> {
  return answerOf(await postOffice(deps, session, { ...of, basis: 'request' }));
}

async function propose(c: Context<Env>, deps: OfficeDeps, step: Extract<SettingStepRequest, { step: 'propose' }>) {
  const session = c.get('session');
  const read = await payloadOf(deps, step);
  if (!read.ok) return wrong(c, read.field);
  const { command, subject } = SETTINGS[step.what];
  const of = { what: step.what, subject: subject(read.payload), branch: step.branch };
  if (!mayChange(session, 'propose', of)) return denied(c);
  const payload = {
    what: step.what,
    payload_version: command.version,
    after: settingBytes(step.what, read.payload),
    effective_from: step.effectiveFrom,
    words: step.words,
  };
  return c.json(await send(deps, session, { ...step, name: 'org.propose', payload }));
}

async function decide(c: Context<Env>, deps: OfficeDeps, step: Exclude<SettingStepRequest, { step: 'propose' }>) {
  const session = c.get('session');
  const found = await deps.settings.change(step.branch, step.change);
  if (found === null || scopeOf(session, step.branch) === null) return missing(c);
  const of = { what: found.row.what, subject: found.row.subject, branch: step.branch };
  if (!mayChange(session, step.step === 'confirm' ? 'confirm' : 'propose', of)) return denied(c);
  const { change, words } = step;
  const [name, payload] =
    step.step === 'confirm'
      ? ['org.confirm', { change, shown: hexToBytes(step.shown), agreed: step.agreed, words }]
      : ['org.withdraw', { change, words }];
  return c.json(await send(deps, session, { commandId: step.commandId, branch: step.branch, name, payload }));
}

type Limits = Pick<LimitsAnswer, 'limits' | 'version'>;

/** Every key of domain 4.3 as it counts in a unit on a day, and the version the tablets there show. */
async function limitsOf(deps: OfficeDeps, session: OfficeSession, unit: OfficeUnit): Promise<Limits> {
  const rows = await deps.settings.config(unit.code);
  const on = deps.postingDate();
  const version = settingVersion((key) => rows.find((one) => one.row.key === key)?.row ?? null, on);
  const limits = (Object.keys(CONFIG_DEFAULTS) as ConfigKey[]).map((key): LimitLine => {
    const nearest = rows.find((one) => one.row.key === key);
    const row = nearest?.row ?? null;
    const future = row !== null && row.effective_from > on;
    return {
      key,
      standard: CONFIG_DEFAULTS[key],
      value: configValue(row, key, on),
      setBy: future && row.value_before === null ? null : (nearest?.unit ?? null),
      since: row === null || future ? null : row.effective_from,
      next: future ? { value: row.value, from: row.effective_from } : null,
      mayPropose: mayChange(session, 'propose', { what: 'config', subject: key, branch: unit.code }),
    };
  });
  return { version, limits };
}

export function settingRoutes(app: Hono<Env>, deps: OfficeDeps): void {
  app.use('/settings/*', async (c, next) => (may(c.get('session'), 'settings') ? next() : denied(c)));

  app.get('/settings/changes', async (c) => {
    const query = checkedQuery(c, changesQuery, c.req.query());
    if (!query.ok) return query.answer;
    const session = c.get('session');
    const found = await deps.settings.changes(session.unit.code, query.value, CHANGES_MAX);
    const lines = found.filter((one) => seesSetting(session, one.row.what)).map((one) => toLine(session, one));
    const known = await deps.settings.names([...new Set(lines.flatMap(numbersIn))]);
    const changes = lines.map((one) => {
      const numbers = numbersIn(one);
      return { ...one, people: known.filter(({ employeeNo }) => numbers.includes(employeeNo)) };
    });
    return c.json({ asOf: deps.now(), businessDate: deps.postingDate(), changes } satisfies ChangesAnswer);
  });

  app.get('/settings/limits', async (c) => {
    const query = checkedQuery(c, unitQuery, c.req.query());
    if (!query.ok) return query.answer;
    const session = c.get('session');
    const scope = scopeOf(session, query.value.unit);
    const units = await deps.settings.units(session.unit.code);
    const unit = units.find((one) => one.code === scope);
    if (unit === undefined) return missing(c);
    const answer: LimitsAnswer = {
      asOf: deps.now(),
      businessDate: deps.postingDate(),
      unit,
      units,
      ...(await limitsOf(deps, session, unit)),
    };
    return c.json(answer);
  });

  presentRoutes(app, deps);
  passwordRoutes(app, deps);

  app.post('/settings/step', async (c) => {
    const request = await readJson(c, settingStep);
    if (!request.ok) return request.error;
    const step = request.value;
    return step.step === 'propose' ? propose(c, deps, step) : decide(c, deps, step);
  });
}
