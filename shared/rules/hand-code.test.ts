import { describe, expect, test } from 'vitest';
import { deviceIdOf } from '../kernel/ids.ts';
import {
  grouped,
  handBytes,
  handText,
  nonceOf,
  readHand,
  readShortAnswer,
  readShortSend,
  shortAnswer,
  shortSend,
  transferOf,
} from './hand-code.ts';

const publicKey = new Uint8Array(65).fill(4);
const signature = new Uint8Array(64).fill(9);

describe('a code that is scanned', () => {
  const signed = handBytes('send', ['a.17', 1_500_000]);
  const text = handText('send', signed, { publicKey, signature });

  test('names its tablet by the hash of the key it carries, whatever breaks its lines', () => {
    for (const one of [text, `${text.slice(0, 30)}\n  ${text.slice(30)}\n`])
      expect(readHand(one)).toEqual({
        kind: 'send',
        device: deviceIdOf(publicKey),
        body: ['a.17', 1_500_000],
        publicKey,
        signature,
        signed,
      });
  });

  test('a code of one kind cannot pass for another, and a damaged one is none', () => {
    expect(readHand(text.replace('YZT1', 'YZA1'))).toBeNull();
    expect(readHand(text.slice(0, -100))).toBeNull();
    expect(readHand(text.replace('.', '.%'))).toBeNull();
    expect(readHand('https://example.org')).toBeNull();
    expect(readHand('')).toBeNull();
  });
});

describe('a code that is read aloud', () => {
  const sent = { deviceNo: '02', fromTill: '01', seq: 1234, nonce: '604417' };

  test('18 digits name the sender`s entry; one wrong digit is noticed', () => {
    const digits = shortSend(sent);
    expect(digits).toMatch(/^02010001234604417\d$/);
    expect(readShortSend(grouped(digits, 3))).toEqual(sent);
    expect(transferOf(sent, 'ab'.repeat(16))).toBe('abababababababab.1234');
    for (let at = 0; at < digits.length; at++) {
      const wrong = digits.slice(0, at) + String((Number(digits[at]) + 1) % 10) + digits.slice(at + 1);
      expect(readShortSend(wrong)).toBeNull();
    }
    expect(readShortSend('0000 0000 0000 0000 00')).toBeNull();
  });

  test('the answer fits one transfer, one nonce, one amount and one word', () => {
    const of = { transfer: 'abab.1234', nonce: '604417', fen: 1_500_000 };
    const yes = shortAnswer({ ...of, answer: 'accepted' });
    expect(yes).toMatch(/^1\d{7}$/);
    expect(readShortAnswer(grouped(yes, 4), of)).toBe('accepted');
    expect(readShortAnswer(shortAnswer({ ...of, answer: 'refused' }), of)).toBe('refused');
    expect(readShortAnswer(yes, { ...of, fen: 1_500_100 })).toBeNull();
    expect(readShortAnswer(yes, { ...of, nonce: '604418' })).toBeNull();
    expect(readShortAnswer(`2${yes.slice(1)}`, of)).toBeNull();
  });

  test('a nonce is six digits', () => {
    expect([nonceOf(0), nonceOf(0.5), nonceOf(0.999999999)]).toEqual(['000000', '500000', '999999']);
  });
});
