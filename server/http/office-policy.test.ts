import { describe, expect, it } from 'vitest';
import { RIGHTS_OF_POST, rightsOf, type Right } from '../../shared/read-models/office-rights.ts';
import type { CaseDetail } from '../../shared/read-models/office.ts';
import type { Post } from '../../shared/tables/employee.ts';
import { caseDetailFor, caseLineFor, may, scopeOf, seesCase } from './office-policy.ts';
import type { OfficeSession } from './office-ports.ts';

const person = (post: Post, unit = '412728'): OfficeSession => ({
  employeeNo: '41201990001',
  name: '许文静',
  posts: [post],
  unit: { code: unit, name: '沈丘县', nameEn: 'Shenqiu', level: 'county' },
});
const aCase: CaseDetail = {
  asOf: 1,
  id: 'a.1/OVERDRAFT',
  outlet: { code: '41272801', name: '老城', nameEn: 'Laocheng', level: 'outlet' },
  code: 'OVERDRAFT',
  severity: 'high',
  status: 'open',
  aml: false,
  amountFen: 200_000,
  suspenseLedger: 'SUS-OD',
  suspenseFen: 50_000,
  businessDate: '2026-11-10',
  openedAt: 1,
  dueAt: 2,
  closedAt: null,
  owner: null,
  outletRecord: [],
  centreRecord: [],
  interaction: null,
  signature: { hash: 'ab'.repeat(32), isHere: true },
  suspended: null,
  deviceNo: '01',
  accountTail: '0486',
  customerName: '王秀英',
  receivedAt: 1,
  verdict: 'posted_with_exception',
  postings: [],
  axis: [],
  resolution: null,
  steps: [],
  workers: [],
  journal: null,
  cashRefund: { payeeName: '王明', fen: 50_000, status: 'agreed' },
};

describe('who may see what at the office', () => {
  // Literal from domain 4.1 and 4.8: 1 = may, 0 = may not, in the order of the columns.
  const COLUMNS: readonly Right[] = [
    'outlets',
    'money',
    'devices',
    'cases',
    'device_cases',
    'aml',
    'interactions',
    'analysis',
    'loss',
    'case_work',
    'case_answer',
    'settings',
    'bags',
    'notices',
    'notice_work',
    'stand_ins',
    'biller_pay',
  ];
  const MATRIX: Readonly<Record<Post, string>> = {
    teller: '00000000000000000',
    chief_teller: '11110010001001000',
    outlet_manager: '11110011101101000',
    account_manager: '00000000000000000',
    field_officer: '00000000000000000',
    lobby_manager: '00000000100000000',
    agent: '00000000100000000',
    agent_lead: '00000000000000000',
    atm_keeper: '00000000000000000',
    supervision: '11110011010011010',
    ops_manager: '11110011010111111',
    card_mgmt: '11000001000100000',
    marketing: '11000001000000000',
    aml: '11010110010000000',
    analyst: '11000001000000000',
    kpi_admin: '11000001000000000',
    hr: '00000000000100000',
    it_admin: '10101000010100000',
    auditor: '11110011000101000',
    customer: '00000000000000000',
  };
  it.each(Object.entries(MATRIX))('%s has exactly these rights: %s', (post, cells) => {
    const rights = rightsOf([post as Post]);
    expect(COLUMNS.map((right) => (rights.has(right) ? '1' : '0')).join('')).toBe(cells);
  });
  it('covers every post', () => {
    expect(Object.keys(MATRIX).sort()).toEqual(Object.keys(RIGHTS_OF_POST).sort());
  });
  it('adds up the rights of two posts held by one person', () => {
    expect(may({ ...person('agent'), posts: ['agent', 'analyst'] }, 'loss')).toBe(true);
    expect(may({ ...person('agent'), posts: ['agent', 'analyst'] }, 'analysis')).toBe(true);
  });
});

describe('a reader stays in the own subtree', () => {
  it('takes the own unit when nothing is asked, an outlet below, and nothing beside or above', () => {
    expect(scopeOf(person('supervision'), undefined)).toBe('412728');
    expect(scopeOf(person('supervision'), '41272801')).toBe('41272801');
    expect(scopeOf(person('supervision'), '41272901')).toBeNull();
    expect(scopeOf(person('supervision'), '4127')).toBeNull();
  });
});

describe('cases', () => {
  it('shows AML cases to the AML post only', () => {
    const aml = { aml: true, code: 'STRUCTURING_SUSPECTED' } as const;
    expect(seesCase(person('aml'), aml)).toBe(true);
    for (const post of ['supervision', 'ops_manager', 'auditor', 'it_admin', 'outlet_manager'] as const)
      expect(seesCase(person(post), aml)).toBe(false);
  });
  it('shows IT the cases about devices, without money or persons', () => {
    const it = person('it_admin');
    expect(seesCase(it, { aml: false, code: 'SEQ_GAP' })).toBe(true);
    expect(seesCase(it, { aml: false, code: 'OVERDRAFT' })).toBe(false);
    expect(caseLineFor(it, aCase)).toMatchObject({ amountFen: null, suspenseFen: null, suspenseLedger: null });
    expect(caseDetailFor(it, aCase)).toMatchObject({
      customerName: null,
      cashRefund: null,
      accountTail: null,
      interaction: null,
      signature: null,
      postings: [],
      axis: [],
    });
  });
});
