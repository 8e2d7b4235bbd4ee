import type { Instant } from '../kernel/dates.ts';

/** Consent of a person under PIPL (domain 3.4, 11.17): which text is in force, and which word stands. */

export type ConsentPurpose =
  'service' | 'marketing_sms' | 'marketing_call' | 'profiling' | 'share_partner' | 'biometrics';

/** Version of each text a customer is shown. A new wording is a new version. */
export const CONSENT_TEXTS: Readonly<Record<ConsentPurpose, string>> = {
  service: '2026-01',
  marketing_sms: '2026-01',
  marketing_call: '2026-01',
  profiling: '2026-01',
  share_partner: '2026-01',
  biometrics: '2026-01',
};

/** By capture time, whatever arrives first; at the same instant a withdrawal wins. */
export const isGranted = (grantedAt: Instant | null, withdrawnAt: Instant | null): boolean =>
  grantedAt !== null && (withdrawnAt === null || grantedAt > withdrawnAt);
