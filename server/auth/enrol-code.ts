import { CODE_ALPHABET } from '../../shared/read-models/doors.ts';
import { randomBytes } from './password.ts';

/** A one-time enrolment code. Bytes above the last whole round of the alphabet are drawn again, so every code is equally likely. */
export function makeCode(): string {
  const even = 256 - (256 % CODE_ALPHABET.length);
  let letters = '';
  while (letters.length < 12) {
    for (const byte of randomBytes(16))
      if (byte < even && letters.length < 12) letters += CODE_ALPHABET.charAt(byte % CODE_ALPHABET.length);
  }
  return `${letters.slice(0, 4)}-${letters.slice(4, 8)}-${letters.slice(8)}`;
}
