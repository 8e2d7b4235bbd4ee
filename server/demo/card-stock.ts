import { luhnDigit } from '../../shared/rules/luhn.ts';
import { maskPan } from '../../shared/rules/mask.ts';
import type { HubKeys } from '../auth/keys.ts';
import type { DemoOutlet } from './places.ts';
import type { Draft } from './organisation.ts';

/** Card blanks as a factory's list names them: twenty per outlet, their numbers beginning with its last four digits. */

const BIN = '621000';
const BLANKS = 20;

export async function cardStockDrafts(outlet: DemoOutlet, keys: HubKeys): Promise<readonly Draft[]> {
  const numbers = Array.from({ length: BLANKS }, (_, at) => String(at + 1).padStart(5, '0'));
  return Promise.all(
    numbers.map(async (seq): Promise<Draft> => {
      const first18 = `${BIN}9${outlet.code.slice(2)}${seq}`;
      const pan = `${first18}${luhnDigit(first18)}`;
      const blank = `${outlet.code.slice(4)}0${seq}`;
      const payload = {
        blank_no: blank,
        bin: BIN,
        last4: pan.slice(-4),
        tag: keys.panTag(outlet.code, pan),
        type: 'debit',
        pan_token: keys.panToken(pan),
        pan_masked: maskPan(pan),
        pan_enc: await keys.encryptPan(pan),
        subtype: null,
      };
      return { branch: outlet.code, command: 'import.card_stock', key: blank, payload };
    }),
  );
}
