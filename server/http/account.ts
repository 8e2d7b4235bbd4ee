import type { Context } from 'hono';
import { shanghaiDate } from '../../shared/kernel/dates.ts';
import { err, ok, type Result } from '../../shared/kernel/result.ts';
import { homeOf } from '../../shared/commands/inter-branch-deals.ts';
import { accountRequest, accountRequestBytes, type AccountResponse } from '../../shared/read-models/doors.ts';
import type { OfficeUnit } from '../../shared/read-models/office.ts';
import { isAccountNo } from '../../shared/rules/luhn.ts';
import { maskName } from '../../shared/rules/mask.ts';
import { account, accountNumber } from '../../shared/tables/account.ts';
import { customer } from '../../shared/tables/customer.ts';
import { employee } from '../../shared/tables/employee.ts';
import { tellerSession } from '../../shared/tables/teller-session.ts';
import type { AuditTrail, DeviceEntry } from '../auth/ports.ts';
import type { Metrics } from '../metrics.ts';
import type { DoorReads } from '../store/door-reads.ts';
import { readJson, refuse, tooMany, type DoorStatus } from './answers.ts';
import { signedBy, type DeviceDoor } from './device-request.ts';
import type { RateLimit } from './rate-limit.ts';

/**
 * POST /api/account: a counter asks whose account of another outlet lies before it, for 通存通兑. Asked by a teller
 * who is signed on at an enrolled device with its vault open; answered with a masked name and the state of the
 * account, never a balance. Every question that gets as far as the accounts stands in the outlet's audit trail.
 */
export interface AccountDoorDeps extends DeviceDoor {
  readonly audit: AuditTrail;
  readonly reads: Pick<DoorReads, 'nearest'>;
  readonly perAddress: RateLimit;
  readonly perDevice: RateLimit;
  readonly metrics: Metrics;
  unit(code: string): Promise<OfficeUnit | null>;
  address(c: Context): string;
}

/** Posts that may take and pay cash (domain 4.5). */
const CASH_POSTS: ReadonlySet<string> = new Set(['teller', 'chief_teller']);

interface Refused {
  readonly status: DoorStatus;
  readonly code: string;
  readonly message: string;
}
const no = (status: DoorStatus, code: string, message: string): Result<never, Refused> =>
  err({ status, code, message });

/** The clerk is signed on at this very device and holds a post of the counter. */
async function checkClerk(
  deps: AccountDoorDeps,
  device: DeviceEntry,
  employeeNo: string,
): Promise<Result<null, Refused>> {
  const session = await deps.reads.nearest(device.outlet, tellerSession, employeeNo);
  if (session === null || session.status !== 'open' || session.device !== device.id)
    return no(403, 'NOT_SIGNED_ON', 'The clerk is not signed on at this device. Sign on first.');
  const person = await deps.reads.nearest(device.outlet, employee, employeeNo);
  const today = shanghaiDate(deps.now());
  const posts = (person?.posts ?? []).filter((one) => one.from <= today && (one.to === null || today <= one.to));
  return person?.status === 'active' && posts.some((one) => CASH_POSTS.has(one.post))
    ? ok(null)
    : no(403, 'ROLE_DENIED', 'This person may not serve customers of another outlet.');
}

async function findAt(deps: AccountDoorDeps, home: string, accountNo: string): Promise<AccountResponse | null> {
  const number = await deps.reads.nearest(home, accountNumber, accountNo);
  const row = number === null ? null : await deps.reads.nearest(home, account, number.account);
  if (row === null) return null;
  const unit = await deps.unit(home);
  const person = await deps.reads.nearest(home, customer, row.customer);
  return {
    accountNo,
    home: { code: home, name: unit?.name ?? home, nameEn: unit?.nameEn ?? home },
    holder: person === null ? '' : maskName(person.name),
    kind: row.kind,
    medium: row.medium,
    status: row.status,
  };
}

async function answerFor(
  deps: AccountDoorDeps,
  device: DeviceEntry,
  asked: { readonly employeeNo: string; readonly accountNo: string },
): Promise<Result<AccountResponse, Refused>> {
  const clerk = await checkClerk(deps, device, asked.employeeNo);
  if (!clerk.ok) return clerk;
  const { accountNo } = asked;
  const home = homeOf(accountNo);
  const unknown = no(404, 'ACCOUNT_NOT_FOUND', 'There is no such account. Check the number again.');
  if (!isAccountNo(accountNo)) return unknown;
  if (home === device.outlet)
    return no(409, 'ACCOUNT_HERE', "The account is this outlet's own. Serve it from the customer's page.");
  const found = await findAt(deps, home, accountNo);
  await deps.audit.audit({
    branch: device.outlet,
    at: deps.now(),
    who: asked.employeeNo,
    what: 'account.lookup',
    detail: `${accountNo} ${found === null ? 'unknown' : 'shown'} device ${device.deviceNo}`,
  });
  return found === null ? unknown : ok(found);
}

export const accountDoor =
  (deps: AccountDoorDeps) =>
  async (c: Context): Promise<Response> => {
    const waitAddress = deps.perAddress.take(deps.address(c));
    if (waitAddress > 0) return tooMany(c, waitAddress);
    const body = await readJson(c, accountRequest);
    if (!body.ok) return body.error;
    const { signature, ...request } = body.value;
    const signed = { bytes: accountRequestBytes(request), signature, with: 'signing' } as const;
    const device = await signedBy(c, deps, { ...request, signed });
    if (!device.ok) return device.error;
    const waitDevice = deps.perDevice.take(device.value.id);
    if (waitDevice > 0) return tooMany(c, waitDevice);
    const answer = await answerFor(deps, device.value, request);
    deps.metrics.count('yizhan_account_lookups_total', { result: answer.ok ? 'shown' : answer.error.code });
    if (answer.ok) return c.json(answer.value);
    const { status, ...refused } = answer.error;
    return refuse(c, status, refused);
  };
