/** Luhn check digits of account, card, customer, voucher and remittance numbers. Input is digits only. */

function luhnSum(digits: string, doubleLast: boolean): number {
  let sum = 0;
  let double = doubleLast;
  for (let i = digits.length - 1; i >= 0; i--) {
    const digit = digits.charCodeAt(i) - 48;
    const value = double ? digit * 2 : digit;
    sum += value > 9 ? value - 9 : value;
    double = !double;
  }
  return sum;
}

/** The digit that, appended, makes the number valid. */
export const luhnDigit = (digits: string): string => String((10 - (luhnSum(digits, true) % 10)) % 10);

export const isLuhn = (digits: string): boolean => /^\d{2,}$/.test(digits) && luhnSum(digits, false) % 10 === 0;

/** 15 digits: home outlet 8, sequence 6, check digit. */
export const isAccountNo = (text: string): boolean => /^\d{15}$/.test(text) && isLuhn(text);

/** 12 digits: 11 and a check digit. */
export const isCustomerNo = (text: string): boolean => /^\d{12}$/.test(text) && isLuhn(text);
