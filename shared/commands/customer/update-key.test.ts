import { describe, expect, test } from 'vitest';
import { customer, customerIdentity } from '../../tables/customer.ts';
import { employee } from '../../tables/employee.ts';
import { interaction } from '../../tables/interaction.ts';
import { identityId } from '../identity.ts';
import { CHIEF, CUSTOMER, ID_NO, MANAGER, Outlet, TABLET, TELLER } from '../outlet.ts';
import { updateKeyFields } from './update-key.ts';

const OTHER_NO = '412728198807152013';
const change = (over: object = {}) => ({
  customer: CUSTOMER,
  name: '王秀瑛',
  id_type: '01',
  id_no: ID_NO,
  id_valid_to: '2036-01-01',
  id_seen: true,
  reason: 'corrected',
  ...over,
});
const ONLINE = { basis: 'request', offline: false, checker: CHIEF } as const;
const code = (outlet: Outlet, over = {}, of = {}) =>
  outlet.refusal(updateKeyFields.name, change(over), { ...ONLINE, ...of })?.code ?? null;

describe('key fields of a customer', () => {
  test('a teller with the paper and the chief teller change name and paper; pinyin, birth and gender follow', () => {
    const outlet = new Outlet();
    const judged = outlet.run(updateKeyFields.name, change({ id_no: OTHER_NO }), ONLINE);
    expect(judged.verdict).toBe('posted');
    expect(outlet.get(customer, CUSTOMER)).toMatchObject({
      name: '王秀瑛',
      pinyin: 'pinyin 王秀瑛',
      id_no: OTHER_NO,
      id_valid_to: '2036-01-01',
      birth_date: '1988-07-15',
      gender: 'male',
    });
    const paper = identityId({ id_type: '01', id_no: OTHER_NO });
    expect(outlet.get(customerIdentity, paper)).toEqual({ customer: CUSTOMER });
    expect(outlet.get(interaction, judged.command.rowId)).toMatchObject({
      kind: 'customer.update_key',
      customer: CUSTOMER,
      checker: CHIEF,
    });
  });

  test('never offline, never without the second person; the chief teller’s own change needs the manager', () => {
    const outlet = new Outlet('terminal');
    expect(code(outlet)).toBeNull();
    expect(code(outlet, {}, { offline: true })).toBe('OFFLINE_NOT_ALLOWED');
    expect(code(outlet, {}, { checker: null })).toBe('AUTH_REQUIRED');
    expect(code(outlet, {}, { checker: TELLER })).toBe('AUTH_SELF');
    outlet.signOn(CHIEF, TABLET, '00');
    expect(code(outlet, {}, { maker: CHIEF, checker: MANAGER })).toBeNull();
  });

  test('another post is told that key fields are not theirs to change', () => {
    const outlet = new Outlet('terminal');
    outlet.change(employee, TELLER, { posts: [{ post: 'lobby_manager', from: '2020-01-01', to: null }] });
    expect(code(outlet)).toBe('KEY_FIELD');
  });

  test('the paper must be seen, hold, be in force and be nobody else’s', () => {
    const outlet = new Outlet();
    expect(code(outlet, { id_seen: false })).toBe('ID_REQUIRED');
    expect(code(outlet, { id_no: '412728196503120487' })).toBe('ID_CHECKSUM');
    expect(code(outlet, { id_valid_to: '2026-11-09' })).toBe('ID_EXPIRED');
    expect(code(outlet, { name: '王2' })).toBe('FIELD_FORMAT');
    expect(code(outlet, { name: '王秀英', id_valid_to: null })).toBe('NOTHING_TO_CHANGE');
    outlet.put(customerIdentity, identityId({ id_type: '01', id_no: OTHER_NO }), { customer: '5002' });
    expect(code(outlet, { id_no: OTHER_NO })).toBe('DUPLICATE_CUSTOMER');
  });

  test('on its terminal nothing changes before the verdict', () => {
    const outlet = new Outlet('terminal');
    outlet.run(updateKeyFields.name, change(), ONLINE);
    expect(outlet.get(customer, CUSTOMER)?.name).toBe('王秀英');
  });
});
