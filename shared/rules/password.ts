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
