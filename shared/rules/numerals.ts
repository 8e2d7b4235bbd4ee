import { assert } from '../kernel/assert.ts';
import type { Fen } from '../kernel/money.ts';

/**
 * Capital numerals of receipts (domain 4.6, 11.12): 整 after 元 or 角, never after 分; no 零 between 元 and 角 when
 * the last yuan digit is 0; 零 between 元 and 分 when jiao is 0; 10-19 begin 壹拾.
 */

const DIGITS = '零壹贰叁肆伍陆柒捌玖';
const PLACES = ['', '拾', '佰', '仟'] as const;
const GROUPS = ['', '万', '亿', '万亿'] as const;

const digit = (value: number): string => DIGITS.charAt(value);

/** Four digits; `lead` = a 零 stands in front when the thousands are empty. */
function group(value: number, lead: boolean): string {
  let out = '';
  let gap = lead;
  for (let place = 3; place >= 0; place--) {
    const one = Math.floor(value / 10 ** place) % 10;
    if (one === 0) gap = gap || out !== '';
    else {
      if (gap && (out !== '' || lead)) out += '零';
      out += digit(one) + PLACES[place];
      gap = false;
    }
  }
  return out;
}

function yuanText(yuan: number): string {
  let out = '';
  for (let index = GROUPS.length - 1; index >= 0; index--) {
    const value = Math.floor(yuan / 10_000 ** index) % 10_000;
    if (value === 0) continue;
    const skipped = out !== '' && (value < 1000 || Math.floor(yuan / 10_000 ** (index + 1)) % 10_000 === 0);
    out += group(value, skipped) + GROUPS[index];
  }
  return out;
}

/** `人民币…` for an amount of at least 0 fen. */
export function capitalNumerals(fen: Fen): string {
  assert(Number.isSafeInteger(fen) && fen >= 0, 'capital numerals of a non-negative amount');
  const yuan = Math.floor(fen / 100);
  const jiao = Math.floor(fen / 10) % 10;
  const cent = fen % 10;
  if (fen === 0) return '人民币零元整';
  let out = yuan > 0 ? `${yuanText(yuan)}元` : '';
  if (jiao > 0) out += `${digit(jiao)}角`;
  if (cent === 0) return `人民币${out}整`;
  if (jiao === 0 && yuan > 0) out += '零';
  return `人民币${out}${digit(cent)}分`;
}
