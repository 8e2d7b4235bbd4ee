/**
 * What a person may choose as a password. It is also the key to a tablet's data: ten characters hold an offline
 * attacker for years (platform.md 4), so the length is not a matter of taste.
 */
export const PASSWORD_MIN = 10;

export const passwordLongEnough = (password: string): boolean => [...password].length >= PASSWORD_MIN;

/** @returns null when `chosen` may take the place of `present`. */
export function passwordFault(
  chosen: string,
  of: { readonly present: string; readonly employeeNo: string },
): 'PASSWORD_SHORT' | 'PASSWORD_SAME' | null {
  if (!passwordLongEnough(chosen)) return 'PASSWORD_SHORT';
  return chosen === of.present || chosen.includes(of.employeeNo) ? 'PASSWORD_SAME' : null;
}

/** Digits of an approval PIN. It is worth something inside an open vault only, where five wrong tries lock it. */
export const PIN_DIGITS = 6;

const STEPS = [0, 1, -1];
/** 111111, 123456, 654321: what everybody tries first. */
const isRun = (pin: string): boolean =>
  STEPS.some((step) => [...pin].every((digit, at) => at === 0 || Number(digit) - Number(pin[at - 1]) === step));

/** @returns null when `chosen` may take the place of the approval PIN `present`. */
export function pinFault(
  chosen: string,
  of: { readonly present: string; readonly employeeNo: string },
): 'PIN_FORMAT' | 'PIN_WEAK' | 'PIN_SAME' | null {
  if (!/^\d{6}$/.test(chosen)) return 'PIN_FORMAT';
  if (chosen === of.present) return 'PIN_SAME';
  return isRun(chosen) || of.employeeNo.includes(chosen) ? 'PIN_WEAK' : null;
}
