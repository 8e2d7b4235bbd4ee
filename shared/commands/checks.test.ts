import { describe, expect, test } from 'vitest';
import { certificate, certificateId } from '../tables/certificate.ts';
import { checkCommon, commonReads } from './checks.ts';
import { deposit } from './counter/deposit.ts';
import type { CommandDef, Facts } from './define.ts';
import { domain, findCommand } from './domain.ts';
import { aDeposit, CHIEF, DAY, MANAGER, Outlet, TELLER } from './outlet.ts';

/** Check 4 of domain 4.2 is data of the command: here a deposit that asks for one. */
function outcome(outlet: Outlet, of: 'maker' | 'both', people: { checker?: string; maker?: string } = {}) {
  const plain = findCommand(deposit.name);
  if (plain === undefined) throw new Error('the deposit is known');
  const definition: CommandDef = { ...plain, certificate: { kind: 'counterfeit', of } };
  const {
    id,
    name: _name,
    payloadVersion: _v,
    approval,
    lease,
    payload: _p,
    ...rest
  } = outlet.entry(deposit.name, aDeposit(10_000), people);
  const facts: Facts = { ...rest, commandId: id, approved: approval !== null, leaseId: lease, hub: null };
  const input = { payload: aDeposit(10_000), facts, rows: outlet };
  const named = commonReads(definition, input).filter((key) => key.table === certificate.name);
  const result = checkCommon(definition, input);
  return { code: result.ok ? null : result.error.code, named: named.map((key) => key.id) };
}

function certified(people: readonly string[], validTo: string): Outlet {
  const outlet = new Outlet('terminal');
  for (const employee of people)
    outlet.put(certificate, certificateId(employee, 'counterfeit'), {
      employee,
      kind: 'counterfeit',
      valid_from: '2024-01-01',
      valid_to: validTo,
    });
  return outlet;
}

describe('certificates', () => {
  test('check 4: absent or expired before the business date is CERT_EXPIRED; its last day still counts', () => {
    expect(outcome(certified([], DAY), 'maker').code).toBe('CERT_EXPIRED');
    expect(outcome(certified([TELLER], '2026-11-09'), 'maker').code).toBe('CERT_EXPIRED');
    expect(outcome(certified([TELLER], '2026-11-10'), 'maker')).toEqual({
      code: null,
      named: [`${TELLER}/counterfeit`],
    });
  });

  test('11.15: where both persons must be certified, the second one is looked up too', () => {
    expect(outcome(certified([TELLER], DAY), 'both', { checker: CHIEF }).code).toBe('CERT_EXPIRED');
    expect(outcome(certified([TELLER, CHIEF], DAY), 'both', { checker: CHIEF }).code).toBeNull();
  });

  test('it comes after the post and before the business date', () => {
    expect(outcome(certified([], DAY), 'maker', { maker: MANAGER }).code).toBe('NOT_SIGNED_ON');
  });
});

test('a journal cannot speak for the hub, the office or another branch: such an entry is not read', () => {
  const outlet = new Outlet();
  const release = (door: 'terminal' | 'message') =>
    domain.readable(outlet.entry('inter_branch.release', { deal: 'd', serving: '41272802' }, { door }));
  expect([release('terminal'), release('message')]).toEqual([false, true]);
  expect(domain.readable(outlet.entry(deposit.name, aDeposit(10_000)))).toBe(true);
});
