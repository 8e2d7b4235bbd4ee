import type { Context, Hono } from 'hono';
import * as v from 'valibot';
import {
  deviceKey,
  deviceStep,
  enrolCodeRequest,
  type DeviceDetail,
  type DeviceStepName,
  type EnrolCodeAnswer,
} from '../../shared/read-models/office-devices.ts';
import type { CaseStepAnswer } from '../../shared/read-models/office-cases.ts';
import { readJson, refuse } from './answers.ts';
import { answerOf, postOffice } from './office-command.ts';
import { may, scopeOf } from './office-policy.ts';
import type { OfficeDeps, OfficeSession } from './office-ports.ts';
import { standInRoutes } from './office-stand-ins.ts';

/** Terminals at the office door: one with its journal, stopping or losing one, and a code for a new one. */

type Env = { Variables: { session: OfficeSession } };
const NAME: Readonly<Record<DeviceStepName, string>> = {
  revoke: 'device.revoke',
  declare_lost: 'device.declare_lost',
  release: 'device.release',
  stop_lending: 'device.stop_lending',
  lend_again: 'device.lend_again',
};

const missing = (c: Context) => refuse(c, 404, { code: 'NOT_FOUND', message: 'no such record in your unit' });
const denied = (c: Context) => refuse(c, 403, { code: 'ROLE_DENIED', message: 'this post may not do that' });
const outside = (c: Context) => refuse(c, 403, { code: 'SCOPE_DENIED', message: 'outside your unit' });

export function deviceRoutes(app: Hono<Env>, deps: OfficeDeps): void {
  standInRoutes(app, deps);
  app.get('/device', async (c) => {
    const session = c.get('session');
    if (!may(session, 'devices')) return denied(c);
    const key = v.safeParse(deviceKey, c.req.query());
    if (!key.success) return missing(c);
    const { branch, id } = key.output;
    const found = await one(deps, session, branch, id);
    if (found === null) return missing(c);
    const blind = found.journal.held.map((held) => ({ ...held, fen: null }));
    const journal = may(session, 'money') ? found.journal : { ...found.journal, held: blind };
    const lines = (await deps.reads.lending(branch, deps.postingDate())).flatMap((outlet) => outlet.devices);
    const lending = lines.find((line) => line.device === id) ?? null;
    const answer: DeviceDetail = {
      asOf: deps.now(),
      device: found.device,
      journal,
      lending: may(session, 'money') ? lending : null,
      isStopped: lending !== null && lending.stop !== null,
    };
    return c.json(answer);
  });

  app.post('/device', async (c) => {
    const request = await readJson(c, deviceStep);
    if (!request.ok) return request.error;
    const session = c.get('session');
    if (!may(session, 'device_work')) return denied(c);
    const { step, commandId, branch, device, words } = request.value;
    if (scopeOf(session, branch) === null) return outside(c);
    const found = await one(deps, session, branch, device);
    if (found === null) return missing(c);
    const lends = step === 'stop_lending' || step === 'lend_again';
    const missing_to = step === 'release' ? null : (found.journal.missing.at(-1)?.to ?? null);
    const { outcome, capturedAt } = await postOffice(deps, session, {
      commandId,
      branch,
      name: NAME[step],
      basis: 'request',
      payload: lends ? { device, words } : { device, words, missing_to },
    });
    if (outcome.verdict === 'posted' && step === 'release') await deps.devices.released(branch, device);
    if (outcome.verdict === 'posted' && lends) await deps.devices.lendNow();
    if (outcome.verdict === 'posted' && (step === 'revoke' || step === 'declare_lost'))
      await deps.devices.ended(device);
    const answer: CaseStepAnswer = answerOf({ outcome, capturedAt });
    return c.json(answer);
  });

  app.post('/enrol-code', async (c) => {
    const request = await readJson(c, enrolCodeRequest);
    if (!request.ok) return request.error;
    const session = c.get('session');
    if (!may(session, 'device_work')) return denied(c);
    const { outlet } = request.value;
    if (scopeOf(session, outlet) === null) return outside(c);
    const unit = await deps.reads.unit(outlet);
    if (unit?.level !== 'outlet') return missing(c);
    const answer: EnrolCodeAnswer = { outlet, ...(await deps.devices.issueCode(outlet, session.employeeNo)) };
    return c.json(answer);
  });
}

async function one(deps: OfficeDeps, session: OfficeSession, branch: string, id: string) {
  const scope = session.unit.code;
  const [devices, journal] = await Promise.all([
    deps.reads.devices(scope),
    deps.reads.journal(scope, { branch, device: id }),
  ]);
  const device = devices.find((each) => each.id === id && each.outlet.code === branch);
  return device === undefined || journal === null ? null : { device, journal };
}
