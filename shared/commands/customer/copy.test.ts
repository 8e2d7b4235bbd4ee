import { describe, expect, test } from 'vitest';
import { customerPlace, identityClaim, identityQuestion } from '../../tables/customer-place.ts';
import { customer } from '../../tables/customer.ts';
import { exceptionCase } from '../../tables/exception-case.ts';
import type { AnyRow } from '../../tables/define.ts';
import { at, CHIEF, OUTLET } from '../outlet.ts';
import { changeMaster, changeMasterKey } from './change-master.ts';
import { claimIdentity, findIdentity, identityUnknown } from './claim-identity.ts';
import { addCustomerCopy, copyCustomer } from './copy.ts';
import { fetchCustomer } from './fetch-copy.ts';
import { identityId } from '../identity.ts';
import { identityTaken } from './identity-taken.ts';
import { mergeContact, UNCHANGED } from './merge.ts';
import { LI, openLi as open, OTHER, Province, twoBranches } from '../province.ts';

const THIRD = '41272803';
const PROVINCE = '41';

const change = (province: Province, branch: string, over: AnyRow, clock = '10:00') =>
  province.run(
    branch,
    'customer.update',
    {
      customer: LI,
      base_at: at('09:00'),
      ...UNCHANGED,
      ...over,
    },
    { at: at(clock) },
  );

const row = (province: Province, branch: string) => province.at(branch).get(customer, LI);

describe('one person, several branches', () => {
  test('the first branch to claim the paper is the master; another that holds an account reads a copy', () => {
    const province = twoBranches();
    expect(province.at(OTHER).get(customerPlace, LI)).toMatchObject({ role: 'copy', master_branch: OUTLET });
    expect(province.at(OUTLET).get(customerPlace, LI)).toMatchObject({ role: 'master', copies: [{ branch: OTHER }] });
    expect(row(province, OTHER)).toEqual(row(province, OUTLET));
    expect(row(province, OTHER)?.home_outlet).toBe(OUTLET);
  });

  test('a change at the master reaches every copy', () => {
    const province = twoBranches();
    open(province, THIRD);
    province.settle();
    change(province, OUTLET, { phone: '13900000001', needs_help: true });
    province.settle();
    for (const branch of [OTHER, THIRD])
      expect(row(province, branch)).toMatchObject({ phone: '13900000001', needs_help: true });
    expect(row(province, OTHER)).toEqual(row(province, OUTLET));
  });

  test('a change made at a copy travels to the master and returns', () => {
    const province = twoBranches();
    expect(change(province, OTHER, { phone: '13900000002' }).verdict).toBe('posted');
    expect(row(province, OUTLET)?.phone).toBe('13912345678');
    province.settle();
    expect(row(province, OUTLET)?.phone).toBe('13900000002');
    expect(row(province, OTHER)).toEqual(row(province, OUTLET));
  });

  test('the same field changed on both sides: the newer capture counts everywhere, the master raises the case', () => {
    const province = twoBranches();
    change(province, OUTLET, { phone: '13900000003' }, '10:00');
    change(province, OTHER, { phone: '13900000004' }, '09:30');
    province.settle();
    expect(row(province, OUTLET)?.phone).toBe('13900000003');
    expect(row(province, OTHER)).toEqual(row(province, OUTLET));
    expect(province.at(OUTLET).codes()).toEqual(['VERSION_CONFLICT']);
    expect(province.at(OTHER).codes()).toEqual([]);
  });

  test('messages in any order, late or twice end in the same rows', () => {
    const province = twoBranches();
    change(province, OUTLET, { phone: '13900000005' }, '10:00');
    change(province, OUTLET, { address: '河南省沈丘县北郊乡' }, '10:01');
    change(province, OTHER, { needs_help: true }, '10:02');
    change(province, OUTLET, { phone: '13900000006' }, '10:03');
    province.settle({ newestFirst: true, twice: true });
    expect(row(province, OUTLET)).toMatchObject({
      phone: '13900000006',
      address: '河南省沈丘县北郊乡',
      needs_help: true,
    });
    expect(row(province, OTHER)).toEqual(row(province, OUTLET));
  });

  test('what a branch wrote before it learned that it only has a copy is not lost', () => {
    const province = new Province();
    open(province, OUTLET);
    open(province, OTHER);
    change(province, OTHER, { phone: '13900000007', occupation: '6' });
    province.settle();
    expect(row(province, OUTLET)).toMatchObject({ phone: '13900000007', occupation: '6' });
    expect(row(province, OTHER)).toEqual(row(province, OUTLET));
  });

  test('a new name on the paper, changed where only a copy is, is the master’s and every copy’s', () => {
    const province = twoBranches();
    open(province, THIRD);
    province.settle();
    const key = { name: '李建业', id_type: '01', id_no: '412728198807152013', id_valid_to: '2036-01-01' };
    const judged = province.run(
      OTHER,
      'customer.update_key',
      { customer: LI, ...key, id_seen: true, reason: 'name_changed' },
      { basis: 'request', offline: false, checker: CHIEF },
    );
    expect(judged.verdict).toBe('posted');
    expect(row(province, OTHER)?.name).toBe('李建业');
    change(province, OUTLET, { phone: '13900000008' });
    province.settle({ newestFirst: true, twice: true });
    expect(row(province, OUTLET)).toMatchObject({ ...key, pinyin: 'pinyin 李建业', phone: '13900000008' });
    for (const branch of [OTHER, THIRD]) expect(row(province, branch)).toEqual(row(province, OUTLET));
  });

  test('another customer with the same paper is a case and a link, not a copy', () => {
    const province = twoBranches();
    open(province, THIRD, { customer: 'c-twin', account: 'a-twin' });
    province.settle();
    const third = province.at(THIRD);
    expect(third.codes()).toEqual(['DUPLICATE_CUSTOMER']);
    expect(third.get(exceptionCase, 'c-twin/DUPLICATE_CUSTOMER')).toMatchObject({
      severity: 'low',
      customer: 'c-twin',
    });
    expect(third.get(customerPlace, 'c-twin')).toMatchObject({ role: 'twin', master: LI, master_branch: OUTLET });
    expect(third.get(customer, LI)).toBeNull();
  });

  test('a branch asks for a person by the paper before an account is opened; offline it cannot', () => {
    const province = twoBranches();
    const paper = { id_type: '01', id_no: '412728198807152013' };
    const refusal = province.at(THIRD).refusal(fetchCustomer.name, paper, { basis: 'request' });
    expect(refusal?.code).toBe('OFFLINE_NOT_ALLOWED');
    province.run(THIRD, fetchCustomer.name, paper, { basis: 'request', offline: false });
    province.settle();
    expect(row(province, THIRD)).toEqual(row(province, OUTLET));
  });

  test('a paper no outlet knows is answered as unknown, to the newest question; a known one never is', () => {
    const province = twoBranches();
    const ask = (id_no: string) =>
      province.run(THIRD, fetchCustomer.name, { id_type: '01', id_no }, { basis: 'request', offline: false }).command;
    const question = (id_no: string) => province.at(THIRD).get(identityQuestion, identityId({ id_type: '01', id_no }));
    const stranger = '412728196503052014';
    ask(stranger);
    const second = ask(stranger);
    expect(question(stranger)).toEqual({ asked: second.rowId, status: 'asked' });
    province.settle({ twice: true });
    expect(question(stranger)).toEqual({ asked: second.rowId, status: 'unknown' });
    expect([...province.at(THIRD).rows.keys()].filter((key) => key.startsWith(`${customer.name}:`))).toEqual([]);
    const known = ask('412728198807152013');
    province.settle();
    expect(question('412728198807152013')).toEqual({ asked: known.rowId, status: 'asked' });
    expect(row(province, THIRD)).toEqual(row(province, OUTLET));
  });

  test('a new customer made on a tablet claims its paper once', () => {
    const province = new Province();
    province.run(
      OUTLET,
      'customer.create',
      {
        name: '李建国',
        id_type: '01',
        id_no: '412728198807152013',
        id_valid_to: null,
        gender: 'male',
        birth_date: '1988-07-15',
        nationality: '156',
        phone: null,
        region_code: '412728',
        address: '河南省沈丘县老城镇',
        occupation: '5',
        village_code: null,
        needs_help: false,
        guardian_name: null,
        guardian_id_no: null,
      },
      { basis: 'application' },
    );
    province.settle({ twice: true });
    const claims = [...province.at(PROVINCE).rows].filter(([key]) => key.startsWith(`${identityClaim.name}:`));
    expect(claims.map(([, claim]) => claim['branch'])).toEqual([OUTLET]);
  });

  test('what travels between branches has no other door and refuses nothing', () => {
    for (const one of [
      claimIdentity,
      findIdentity,
      identityUnknown,
      identityTaken,
      addCustomerCopy,
      copyCustomer,
      changeMaster,
      changeMasterKey,
    ])
      expect([one.name, one.doors, one.rejections]).toEqual([one.name, ['message'], []]);
  });

  test('a field is merged by the newer capture, and only a change of the same field since the clerk looked conflicts', () => {
    const now = row(twoBranches(), OUTLET);
    if (now === null) throw new Error('the customer is there');
    const of = { customer: LI, baseAt: now.phone_at, at: now.phone_at + 1 };
    const merged = mergeContact(now, { ...UNCHANGED, phone: '13900000009' }, of);
    expect(merged).toMatchObject({ row: { phone: '13900000009', phone_at: of.at }, conflict: null });
    const older = mergeContact(merged.row, { ...UNCHANGED, phone: '13900000010' }, { ...of, at: of.at - 1 });
    expect(older.row.phone).toBe('13900000009');
    expect(older.conflict).toMatchObject({
      code: 'VERSION_CONFLICT',
      outletRecord: `field=phone;captured_at=${of.at - 1}`,
    });
  });
});
