import { err, ok } from '../../kernel/result.ts';
import { certificate, certificateId } from '../../tables/certificate.ts';
import { keyOf } from '../../tables/define.ts';
import { employee } from '../../tables/employee.ts';
import { defineCommand } from '../define.ts';

/** Enters or renews a certificate of an employee (domain 3.15), in the branch where they work. */
export const setCertificate = defineCommand({
  name: 'org.set_certificate',
  version: 1,
  payload: certificate.fields,
  offline: 'N',
  bases: ['request', 'advice'],
  doors: ['hub', 'office'],
  roles: ['hr'],
  rejections: ['ORIGINAL_UNKNOWN', 'FIELD_FORMAT'],
  reads: ({ payload }) => [
    keyOf(employee, payload.employee),
    keyOf(certificate, certificateId(payload.employee, payload.kind)),
  ],
  admit: ({ payload, rows }) => {
    if (rows.get(employee, payload.employee) === null) return err({ code: 'ORIGINAL_UNKNOWN', detail: {} });
    const ends = payload.valid_to < payload.valid_from;
    return ends ? err({ code: 'FIELD_FORMAT', detail: { field: 'valid_to' } }) : ok(null);
  },
  apply: ({ payload }) => {
    const id = certificateId(payload.employee, payload.kind);
    const put = { op: 'put', table: certificate.name, id, row: payload } as const;
    return { verdict: 'posted', code: null, split: null, changes: [put] };
  },
});
