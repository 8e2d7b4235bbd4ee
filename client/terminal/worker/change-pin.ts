import { err, type Result } from '../../../shared/kernel/result.ts';
import { pinFault } from '../../../shared/rules/password.ts';
import { pinHash } from '../../platform/vault/approval.ts';
import type { Captured, Failure } from './api.ts';
import type { BuildContext } from './build.ts';
import { capture } from './capture.ts';
import { verifyPin } from './people.ts';

/** The clerk's own approval PIN. The present one is checked here, as for an approval; only a verifier of the new one leaves. */
export async function changePin(
  context: BuildContext,
  present: string,
  chosen: string,
): Promise<Result<Captured, Failure>> {
  const { employeeNo } = context.clerk;
  const fault = pinFault(chosen, { present, employeeNo });
  if (fault !== null) return err({ code: fault, detail: {} });
  const real = await verifyPin(context.terminal, { employeeNo, pin: present, approvalCode: '' });
  if (!real.ok) return real;
  const pin_salt = crypto.getRandomValues(new Uint8Array(16));
  const payload = { pin_salt, pin_hash: await pinHash(chosen, pin_salt) };
  const done = await capture(context, { command: 'org.change_pin', payload }, null);
  if (!done.ok || done.value.lights === 'posted') return done;
  return err({ code: done.value.lights === 'unknown' ? 'TIMEOUT' : 'ROLE_DENIED', detail: {} });
}
