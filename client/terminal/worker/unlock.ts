import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { DAY_MS } from '../../../shared/kernel/dates.ts';
import { passwordLongEnough } from '../../../shared/rules/password.ts';
import { guestAsk, type GuestAsk } from '../../platform/vault/guest.ts';
import { openVault, openWithKey, touchSlot, type OpenVault } from '../../platform/vault/vault.ts';
import type { DeviceRecord } from '../../platform/vault/key-database.ts';
import type { Failure } from './api.ts';
import { askCredential, type Granted } from './hub-doors.ts';
import type { World } from './world.ts';

/**
 * A clerk's password opens the vault; the hub is asked only when this tablet does not know the clerk, when the
 * password does not fit the tablet's copy, or when the credential ran out.
 */
export interface Door {
  readonly world: World;
  readonly device: DeviceRecord;
  /** The vault when it is already open: a new clerk can be let in. */
  readonly warm: OpenVault | null;
}
export interface Password {
  readonly employeeNo: string;
  readonly password: string;
  /** Chosen in place of a one-time password. */
  readonly newPassword?: string | undefined;
}

const fail = (code: string): Result<never, Failure> => err({ code, detail: {} });

/** Best knowledge of the time while no engine runs: never behind the last trusted time. */
export async function roughNow(world: World): Promise<number> {
  const trusted = (await world.keyDb.facts.get('trusted-at'))?.value;
  return Math.max(world.clock.wall(), typeof trusted === 'number' ? trusted : 0);
}

async function ask(
  door: Door,
  who: Password,
  of: { readonly guest?: GuestAsk | null; readonly waitMs?: number } = {},
): Promise<Result<Granted, Failure>> {
  const { deviceId, deliveryPrivate } = door.device;
  const { employeeNo, password, newPassword } = who;
  const asked = { deviceId, deliveryKey: deliveryPrivate, employeeNo, password, newPassword, guest: of.guest?.asked };
  const wait = of.waitMs === undefined ? {} : { waitMs: of.waitMs };
  return askCredential(door.world, { ...asked, ...wait, at: await roughNow(door.world) });
}

/**
 * The hub knows the clerk by this password: gives the tablet its own wrapped copy. Where the vault is shut, the hub has
 * opened the tablet's spare copy with the same answer.
 */
async function letIn(door: Door, who: Password, waitMs?: number): Promise<Result<OpenVault, Failure>> {
  const guest = door.warm === null ? await guestAsk(door.world.keyDb, door.device) : null;
  const granted = await ask(door, who, { guest, ...(waitMs === undefined ? {} : { waitMs }) });
  if (!granted.ok) return granted;
  const password = who.newPassword ?? who.password;
  if (!passwordLongEnough(password)) return fail('PASSWORD_SHORT');
  const { credential, guestKey } = granted.value;
  const raw = guest === null || guestKey === null ? null : await guest.open(guestKey, who.employeeNo);
  const vault = door.warm ?? (raw === null ? null : await openWithKey(door.world.keyDb, door.device, raw));
  if (vault === null) return fail('CLERK_NEEDS_OPEN_VAULT');
  await vault.addClerk({ ...credential, password }, door.world.kdf);
  return ok(vault);
}

async function unknownClerk(door: Door, who: Password): Promise<Result<OpenVault, Failure>> {
  const vault = await letIn(door, who);
  return !vault.ok && vault.error.code === 'OFFLINE' ? fail('UNKNOWN_CLERK_OFFLINE') : vault;
}

/** A slip of the finger is far more likely than a password given anew: on a dead line its answer is not kept waiting. */
const CHANGED_WAIT_MS = 5000;

/** The password was changed at the centre: the tablet's copy still opens with the old one only. */
async function changedPassword(door: Door, who: Password): Promise<Result<OpenVault, Failure>> {
  const vault = await letIn(door, who, CHANGED_WAIT_MS);
  const isSaid = vault.ok || vault.error.code.startsWith('PASSWORD_') || vault.error.code === 'CLERK_NEEDS_OPEN_VAULT';
  return isSaid ? vault : fail('LOGIN_BAD');
}

async function renewed(door: Door, who: Password): Promise<Result<OpenVault, Failure>> {
  const granted = await ask(door, who);
  if (!granted.ok) return granted.error.code === 'OFFLINE' ? fail('CREDENTIAL_OLD') : granted;
  const { employeeNo, ...change } = granted.value.credential;
  await touchSlot(door.world.keyDb, employeeNo, change);
  return openVault(door.world.keyDb, { ...who, now: await roughNow(door.world) }).then((opened) =>
    opened.ok ? opened : fail(opened.error),
  );
}

/** Answers the warm vault when there is one, after checking the password all the same. */
export async function unlockVault(door: Door, who: Password): Promise<Result<OpenVault, Failure>> {
  const opened = await openVault(door.world.keyDb, { ...who, now: await roughNow(door.world) });
  if (opened.ok) {
    if (door.warm === null) return opened;
    opened.value.close();
    return ok(door.warm);
  }
  switch (opened.error) {
    case 'UNKNOWN_CLERK_OFFLINE':
      return unknownClerk(door, who);
    case 'CREDENTIAL_OLD':
      return renewed(door, who);
    case 'LOGIN_BAD':
      return changedPassword(door, who);
    default:
      return fail(opened.error);
  }
}

const RENEW_WITHIN_MS = 10 * DAY_MS;

/** Renews in the background, so that the road being open once in ten days is enough. */
export async function renewSoon(door: Door, who: Password): Promise<void> {
  const slot = await door.world.keyDb.slots.get(who.employeeNo);
  if (slot === undefined || slot.expiresAt - (await roughNow(door.world)) > RENEW_WITHIN_MS) return;
  const granted = await ask(door, who);
  if (!granted.ok) return;
  const { employeeNo, ...change } = granted.value.credential;
  await touchSlot(door.world.keyDb, employeeNo, change);
}
