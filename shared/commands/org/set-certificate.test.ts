import { expect, test } from 'vitest';
import { certificate, certificateId } from '../../tables/certificate.ts';
import { Outlet, TELLER } from '../outlet.ts';
import { setCertificate } from './set-certificate.ts';

const HELD = { employee: TELLER, kind: 'counterfeit', valid_from: '2024-01-01', valid_to: '2026-12-31' } as const;
const OFFICE = { door: 'office', basis: 'request', offline: false } as const;

test('a certificate is kept per person and kind; a renewal takes its place', () => {
  const outlet = new Outlet();
  outlet.run(setCertificate.name, HELD, OFFICE);
  outlet.run(setCertificate.name, { ...HELD, valid_to: '2028-12-31' }, OFFICE);
  expect(outlet.get(certificate, certificateId(TELLER, 'counterfeit'))?.valid_to).toBe('2028-12-31');
});

test('a stranger, or an end before the beginning, is refused', () => {
  const outlet = new Outlet();
  const code = (over: object) => outlet.refusal(setCertificate.name, { ...HELD, ...over }, OFFICE)?.code ?? null;
  expect(code({})).toBeNull();
  expect(code({ employee: '41202699999' })).toBe('ORIGINAL_UNKNOWN');
  expect(code({ valid_to: '2023-12-31' })).toBe('FIELD_FORMAT');
});
