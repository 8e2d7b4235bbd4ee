import { CODE_ALPHABET } from '../../shared/read-models/doors.ts';
import { DAY_MS, type Instant } from '../../shared/kernel/dates.ts';
import type { Bytes } from '../../shared/kernel/bytes.ts';
import { secretHash } from './keys.ts';
import { randomBytes } from './password.ts';
import type { AuditTrail } from './ports.ts';

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

const CODE_MS = DAY_MS;

interface CodeBook extends AuditTrail {
  issueEnrolCode(code: {
    readonly codeHash: Bytes;
    readonly outlet: string;
    readonly issuedBy: string | null;
    readonly at: Instant;
    readonly expiresAt: Instant;
  }): Promise<void>;
}

/** Makes a code, keeps its hash and says in the audit who asked for it. `by` null = the command line. */
export async function issueEnrolCode(
  directory: CodeBook,
  { outlet, by, at }: { readonly outlet: string; readonly by: string | null; readonly at: Instant },
): Promise<{ readonly code: string; readonly expiresAt: Instant }> {
  const code = makeCode();
  const expiresAt = at + CODE_MS;
  await directory.issueEnrolCode({
    codeHash: secretHash(code.replaceAll('-', '')),
    outlet,
    issuedBy: by,
    at,
    expiresAt,
  });
  await directory.audit({
    branch: outlet,
    at,
    who: by ?? 'command line',
    what: 'enrol-code',
    detail: 'issued, good for 24 hours',
  });
  return { code, expiresAt };
}
