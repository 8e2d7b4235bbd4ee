import { describe, expect, test } from 'vitest';
import { isGranted } from '../../rules/consent.ts';
import { consent, consentAct, customerAccounts } from '../../tables/account-opening.ts';
import { account } from '../../tables/account.ts';
import { customer } from '../../tables/customer.ts';
import type { AnyRow } from '../../tables/define.ts';
import { interaction } from '../../tables/interaction.ts';
import { ACCOUNT, at, CUSTOMER, Outlet, OTHER_TABLET, OUTLET, TABLET } from '../outlet.ts';
import { LI, OTHER, Province, openLi, twoBranches } from '../province.ts';
import { giveConsent } from './consent.ts';

/** Domain 3.4 and 11.17: what a person agreed to, with which text and proof, and what they took back. */

const says = (over: AnyRow = {}): AnyRow => ({
  customer: CUSTOMER,
  purpose: 'marketing_sms',
  granted: true,
  text_version: '2026-01',
  voucher_no: '4127280102261110000174',
  recording: null,
  signature_hash: null,
  guardian_name: null,
  guardian_id_no: null,
  ...over,
});
const SMS = `${CUSTOMER}/marketing_sms`;

describe('which word stands', () => {
  test('at equal capture times a withdrawal wins; a grant captured later wins', () => {
    expect(isGranted(null, null)).toBe(false);
    expect(isGranted(100, null)).toBe(true);
    expect(isGranted(100, 100)).toBe(false);
    expect(isGranted(101, 100)).toBe(true);
    expect(isGranted(99, 100)).toBe(false);
  });
});

describe(giveConsent.name, () => {
  test('a grant is recorded with its text and its paper, among what was done for the customer', () => {
    const outlet = new Outlet();
    const { command, verdict, postings } = outlet.run(giveConsent.name, says(), { at: at('10:00') });
    expect([verdict, postings]).toEqual(['posted', []]);
    expect(outlet.get(consent, SMS)).toMatchObject({
      granted: true,
      at: at('10:00'),
      withdrawn_at: null,
      basis: 'consent',
      text_version: '2026-01',
      voucher_no: '4127280102261110000174',
    });
    expect(outlet.get(consentAct, `${SMS}/granted`)).toMatchObject({ entry: command.rowId, channel: 'counter' });
    expect(outlet.get(interaction, command.rowId)).toMatchObject({ summary: 'marketing_sms=granted', amount_fen: 0 });
  });

  test('it counts at once on the tablet that took it', () => {
    const tablet = new Outlet('terminal');
    tablet.run(giveConsent.name, says());
    expect(tablet.get(consent, SMS)?.granted).toBe(true);
    tablet.run(giveConsent.name, says({ granted: false }), { at: at('10:05') });
    expect(tablet.get(consent, SMS)).toMatchObject({ granted: false, withdrawn_at: at('10:05') });
  });

  test('a withdrawal wins over a grant that was captured before it and arrives after it', () => {
    for (const order of [0, 1]) {
      const outlet = new Outlet();
      const acts = [
        () => outlet.run(giveConsent.name, says(), { at: at('10:00'), device: OTHER_TABLET }),
        () => outlet.run(giveConsent.name, says({ granted: false }), { at: at('10:01'), device: TABLET }),
      ];
      for (const act of order === 0 ? acts : acts.toReversed()) act();
      expect(outlet.get(consent, SMS)).toMatchObject({
        granted: false,
        at: at('10:00'),
        withdrawn_at: at('10:01'),
      });
    }
  });

  test('both acts keep their own proof', () => {
    const outlet = new Outlet();
    outlet.run(giveConsent.name, says(), { at: at('10:00') });
    outlet.run(giveConsent.name, says({ granted: false, voucher_no: '4127280102261110000182' }), { at: at('10:05') });
    expect(outlet.get(consentAct, `${SMS}/granted`)?.voucher_no).toBe('4127280102261110000174');
    expect(outlet.get(consentAct, `${SMS}/withdrawn`)?.voucher_no).toBe('4127280102261110000182');
    expect(outlet.get(consent, SMS)?.voucher_no).toBe('4127280102261110000182');
  });

  test('the present text only; nothing said twice; nothing taken back that was never given', () => {
    const outlet = new Outlet();
    const asks = (over: AnyRow) => outlet.refusal(giveConsent.name, says(over))?.code ?? null;
    expect(asks({})).toBeNull();
    expect(asks({ text_version: '2025-06' })).toBe('TEXT_VERSION_OLD');
    expect(asks({ granted: false })).toBe('NOTHING_TO_CHANGE');
    expect(asks({ customer: '9999' })).toBe('ORIGINAL_UNKNOWN');
    outlet.run(giveConsent.name, says());
    expect(asks({})).toBe('NOTHING_TO_CHANGE');
    // A text of that time may be taken back with whatever text it had.
    expect(asks({ granted: false, text_version: '2025-06' })).toBeNull();
    outlet.change(customer, CUSTOMER, { status: 'deceased' });
    expect(asks({ granted: false })).toBe('CUSTOMER_STATUS');
    expect(outlet.run(giveConsent.name, says({ customer: '9999' })).verdict).toBe('rejected');
  });

  test('what the service needs stays while an account is open', () => {
    const outlet = new Outlet();
    outlet.put(customerAccounts, CUSTOMER, { accounts: [{ account: ACCOUNT, account_class: 'I' }] });
    outlet.run(giveConsent.name, says({ purpose: 'service' }));
    const asks = () => outlet.refusal(giveConsent.name, says({ purpose: 'service', granted: false }))?.code ?? null;
    expect(asks()).toBe('CONSENT_IN_USE');
    outlet.change(account, ACCOUNT, { status: 'closed' });
    expect(asks()).toBeNull();
  });

  test('for a child under 14 the guardian agrees; at 14 nobody else need', () => {
    const outlet = new Outlet();
    const asks = (over: AnyRow = {}) => outlet.refusal(giveConsent.name, says(over))?.code ?? null;
    outlet.change(customer, CUSTOMER, { birth_date: '2012-11-11' });
    expect(asks()).toBe('MINOR_NO_GUARDIAN');
    expect(asks({ guardian_name: '李建国', guardian_id_no: '412728196503120487' })).toBe('MINOR_NO_GUARDIAN');
    expect(asks({ guardian_name: '李建国', guardian_id_no: '412728196503120486' })).toBeNull();
    outlet.change(customer, CUSTOMER, { birth_date: '2012-11-10' });
    expect(asks()).toBeNull();
  });
});

describe('one person, several branches', () => {
  const at2 = (province: Province, branch: string) =>
    province.at(branch).get(consent, `${LI}/marketing_call`)?.granted ?? null;
  const word = (province: Province, branch: string, granted: boolean, clock: string) =>
    province.run(branch, giveConsent.name, says({ customer: LI, purpose: 'marketing_call', granted }), {
      at: at(clock),
    });

  test('what was said in one branch counts in the others, in any order', () => {
    const province = twoBranches();
    word(province, OUTLET, true, '10:00');
    province.settle();
    expect([at2(province, OUTLET), at2(province, OTHER)]).toEqual([true, true]);
    word(province, OTHER, false, '10:10');
    word(province, OUTLET, true, '10:05');
    province.settle({ newestFirst: true, twice: true });
    expect([at2(province, OUTLET), at2(province, OTHER)]).toEqual([false, false]);
    expect(province.at(OUTLET).get(consent, `${LI}/marketing_call`)).toEqual(
      province.at(OTHER).get(consent, `${LI}/marketing_call`),
    );
  });

  test('a branch that gets its copy later learns what was said before', () => {
    const province = new Province();
    openLi(province, OUTLET);
    word(province, OUTLET, true, '09:00');
    openLi(province, OTHER);
    word(province, OTHER, false, '09:30');
    province.settle();
    expect([at2(province, OUTLET), at2(province, OTHER)]).toEqual([false, false]);
  });
});
