/** Unified social credit code, GB 32100-2015: 17 characters and a check character modulo 31. */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28] as const;

export function isUscc(text: string): boolean {
  if (text.length !== 18) return false;
  let sum = 0;
  for (const [index, weight] of WEIGHTS.entries()) {
    const value = ALPHABET.indexOf(text.charAt(index));
    if (value < 0) return false;
    sum += value * weight;
  }
  return ALPHABET.charAt((31 - (sum % 31)) % 31) === text.charAt(17);
}
