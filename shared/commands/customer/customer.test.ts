import { describe, expect, test } from 'vitest';
import { customer } from '../../tables/customer.ts';
import { at, CUSTOMER, OTHER_TABLET, Outlet } from '../outlet.ts';
import { createCustomer, isAddress, isPersonName, isPhone } from './create.ts';
import { updateCustomer } from './update.ts';

const person = (over: object = {}) => ({
  name: '李建国',
  id_type: '01',
  id_no: '412728198807152013',
  id_valid_to: null,
  gender: 'male',
  birth_date: '1988-07-15',
  nationality: '156',
  phone: '13912345678',
  region_code: '412728',
  address: '河南省沈丘县老城镇',
  occupation: '5',
  village_code: null,
  needs_help: false,
  guardian_name: null,
  guardian_id_no: null,
  ...over,
});
const as = { basis: 'application' } as const;
const code = (outlet: Outlet, over = {}) => outlet.refusal(createCustomer.name, person(over), as)?.code ?? null;

describe('customer.create', () => {
  test('on its terminal: a prospect with a temporary number', () => {
    const outlet = new Outlet('terminal');
    const { command } = outlet.run(createCustomer.name, person(), as);
    expect(outlet.get(customer, command.rowId)).toMatchObject({
      customer_no: 'T412728010100001',
      status: 'prospect',
      pinyin: '',
      risk_level: 'medium_low',
    });
  });

  test('on the hub: the same row with its final number and pinyin', () => {
    const outlet = new Outlet();
    const { command } = outlet.run(createCustomer.name, person(), as);
    expect(outlet.get(customer, command.rowId)).toMatchObject({
      customer_no: '412728000057',
      status: 'active',
      pinyin: 'pinyin 李建国',
    });
  });

  test('papers that do not hold', () => {
    const outlet = new Outlet('terminal');
    expect(code(outlet)).toBeNull();
    expect(code(outlet, { id_no: '412728196503120487' })).toBe('ID_CHECKSUM');
    expect(code(outlet, { id_no: '511721197302290035' })).toBe('BIRTH_INVALID');
    expect(code(outlet, { id_no: '440524188001010014' })).toBe('BIRTH_RANGE');
    expect(code(outlet, { id_no: '412728650312048' })).toBe('ID_15_DIGIT');
    const passport = { id_type: '08', id_no: 'E12345678' };
    expect(code(outlet, { ...passport, birth_date: '1965-03-12' })).toBeNull();
    expect(code(outlet, { ...passport, birth_date: '2026-11-11' })).toBe('BIRTH_RANGE');
    expect(code(outlet, { ...passport, birth_date: '1899-12-31' })).toBe('BIRTH_RANGE');
    expect(code(outlet, { gender: 'female' })).toBe('ID_MISMATCH');
    expect(code(outlet, { id_valid_to: '2026-11-09' })).toBe('ID_EXPIRED');
  });

  test('sixteen needs no guardian, eleven does', () => {
    const outlet = new Outlet('terminal');
    expect(code(outlet, { id_no: '412728201010201011', birth_date: '2010-10-20' })).toBeNull();
    const minor = { id_no: '412728201510201018', birth_date: '2015-10-20' };
    expect(code(outlet, minor)).toBe('MINOR_NO_GUARDIAN');
    expect(code(outlet, { ...minor, guardian_name: '李强', guardian_id_no: '412728198807152013' })).toBeNull();
  });

  test('the same paper twice is refused', () => {
    const outlet = new Outlet();
    outlet.run(createCustomer.name, person(), as);
    expect(code(outlet)).toBe('DUPLICATE_CUSTOMER');
  });

  test('names keep the dot and rare letters, phones and addresses have their form', () => {
    expect(isPersonName('阿依古丽·买买提')).toBe(true);
    expect(isPersonName('𠮷明')).toBe(true);
    expect(isPersonName('王')).toBe(false);
    expect(isPersonName('王3')).toBe(false);
    expect([isPhone('13812345678'), isPhone('0394-5222333'), isPhone('12812345678')]).toEqual([true, true, false]);
    expect([isAddress('老城镇一'), isAddress('老城镇一组')]).toEqual([false, true]);
  });
});

describe('customer.update', () => {
  const update = (over: object) => ({
    customer: CUSTOMER,
    base_at: 0,
    phone: null,
    address: null,
    region_code: null,
    village_code: null,
    occupation: null,
    preferred_channel: null,
    needs_help: null,
    ...over,
  });

  test('changes only what was given', () => {
    const outlet = new Outlet();
    outlet.run(updateCustomer.name, update({ phone: '13900000001', needs_help: true }));
    expect(outlet.get(customer, CUSTOMER)).toMatchObject({
      phone: '13900000001',
      needs_help: true,
      address: '河南省沈丘县北郊乡',
      phone_at: at('10:00'),
      address_at: 0,
    });
  });

  test('different fields from two sides merge; the same field conflicts and the newer capture counts', () => {
    const outlet = new Outlet();
    outlet.run(updateCustomer.name, update({ phone: '13900000001' }), { at: at('09:00') });
    outlet.run(updateCustomer.name, update({ address: '河南省沈丘县老城镇' }), {
      at: at('08:30'),
      device: OTHER_TABLET,
    });
    expect(outlet.codes()).toEqual([]);
    const older = outlet.run(updateCustomer.name, update({ phone: '13900000002' }), {
      at: at('08:45'),
      device: OTHER_TABLET,
    });
    expect(older.verdict).toBe('posted_with_exception');
    expect(outlet.get(customer, CUSTOMER)?.phone).toBe('13900000001');
    outlet.run(updateCustomer.name, update({ phone: '13900000003' }), { at: at('09:30'), device: OTHER_TABLET });
    expect(outlet.get(customer, CUSTOMER)?.phone).toBe('13900000003');
    expect(outlet.codes()).toEqual(['VERSION_CONFLICT', 'VERSION_CONFLICT']);
  });

  test('nothing to change, a wrong phone, a deceased person', () => {
    const outlet = new Outlet('terminal');
    expect(outlet.refusal(updateCustomer.name, update({ phone: '13812345678' }))?.code).toBe('NOTHING_TO_CHANGE');
    expect(outlet.refusal(updateCustomer.name, update({ phone: '123' }))?.code).toBe('FIELD_FORMAT');
    outlet.change(customer, CUSTOMER, { status: 'deceased' });
    expect(outlet.refusal(updateCustomer.name, update({ phone: '13900000001' }))?.code).toBe('CUSTOMER_STATUS');
  });
});
