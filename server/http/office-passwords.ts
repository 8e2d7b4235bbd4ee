import type { Hono } from 'hono';
import { equalBytes } from '../../shared/kernel/bytes.ts';
import { DAY_MS } from '../../shared/kernel/dates.ts';
import { passwordDraw, type PasswordAnswer } from '../../shared/read-models/office-settings.ts';
import { makeCode } from '../auth/enrol-code.ts';
import { drawPin, pinVerifier, randomBytes } from '../auth/password.ts';
import { readJson, refuse } from './answers.ts';
import { answerOf, postOffice } from './office-command.ts';
import { mayChange } from './office-policy.ts';
import type { OfficeDeps, OfficeSession } from './office-ports.ts';
import type { StoredChange } from './setting-ports.ts';

/**
 * First passwords at the office door: two persons have agreed, who asked draws it once and hands it over. It is one-time:
 * at a door it only lets its person choose their own.
 */

const GOOD_FOR_MS = 7 * DAY_MS;

export const mayDraw = (session: OfficeSession, { unit, row }: Pick<StoredChange, 'unit' | 'row'>): boolean =>
  row.what === 'password' &&
  row.status === 'in_force' &&
  row.by === session.employeeNo &&
  mayChange(session, 'propose', { what: row.what, subject: row.subject, branch: unit.code });

export function passwordRoutes(app: Hono<{ Variables: { session: OfficeSession } }>, deps: OfficeDeps): void {
  app.post('/settings/password', async (c) => {
    const request = await readJson(c, passwordDraw);
    if (!request.ok) return request.error;
    const session = c.get('session');
    const { commandId, branch, change } = request.value;
    const found = await deps.settings.change(branch, change);
    if (found === null || !mayDraw(session, found))
      return refuse(c, 403, { code: 'ROLE_DENIED', message: 'who asked for a first password draws it' });
    const employeeNo = found.row.subject;
    const [pin, pin_salt] = [drawPin(), randomBytes(16)];
    const pin_hash = await pinVerifier(pin, pin_salt);
    const done = await postOffice(deps, session, {
      commandId,
      branch,
      name: 'org.draw_password',
      basis: 'request',
      payload: { employee: employeeNo, pin_salt, pin_hash },
    });
    const answer: PasswordAnswer = { ...answerOf(done), password: null, pin: null, until: null };
    if (answer.verdict === 'rejected') return c.json(answer);
    const [password, until] = [makeCode(), deps.now() + GOOD_FOR_MS];
    const given = await deps.givePassword({ employeeNo, branch, password, by: commandId, until });
    // Pressed again after an answer was lost: the command keeps the PIN it came with first.
    const kept = (await deps.settings.row(branch, 'employee', employeeNo))?.['pin_hash'];
    const isThisPin = kept instanceof Uint8Array && equalBytes(kept, pin_hash);
    return c.json({ ...answer, ...(given ? { password, until } : {}), pin: isThisPin ? pin : null });
  });
}
