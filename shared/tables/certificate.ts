import { defineTable } from './define.ts';
import { code, date, digits } from './fields.ts';

export const CERTIFICATE_KINDS = ['bank_teller', 'counterfeit', 'aml', 'insurance', 'fund'] as const;
export type CertificateKind = (typeof CERTIFICATE_KINDS)[number];

/** A certificate of an employee (domain 3.15). Row id = `employee/kind`. Absent or past `valid_to`: CERT_EXPIRED. */
export const certificate = defineTable({
  name: 'certificate',
  kind: 59,
  scope: 'outlet',
  fields: {
    employee: digits(11),
    kind: code(...CERTIFICATE_KINDS),
    valid_from: date(),
    valid_to: date(),
  },
});

export const certificateId = (employee: string, kind: CertificateKind): string => `${employee}/${kind}`;
