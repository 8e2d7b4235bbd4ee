/** Masked display of personal data (domain 5, ui words). Counts characters, not UTF-16 units, for rare names. */

/** 王*英, 王*, 欧**明. */
export function maskName(name: string): string {
  const letters = [...name];
  if (letters.length <= 1) return name;
  if (letters.length === 2) return `${letters[0]}*`;
  return `${letters[0]}${'*'.repeat(letters.length - 2)}${letters[letters.length - 1]}`;
}

const middle = (text: string, head: number, tail: number): string =>
  text.length <= head + tail
    ? '*'.repeat(text.length)
    : text.slice(0, head) + '*'.repeat(text.length - head - tail) + text.slice(-tail);

/** 412728********0486. */
export const maskId = (idNo: string): string => (idNo.length >= 15 ? middle(idNo, 6, 4) : middle(idNo, 1, 2));

/** 138****5678. */
export const maskPhone = (phone: string): string => middle(phone.replace(/-/g, ''), 3, 4);

/** First 6 and last 4. */
export const maskAccount = (accountNo: string): string => middle(accountNo, 6, 4);

/** 621000*********0017. */
export const maskPan = (pan: string): string => middle(pan, 6, 4);
