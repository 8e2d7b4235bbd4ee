import { describe, expect, it } from 'vitest';
import { parseRoute, pathOf, type Route } from './routes.ts';

const ROUTES: readonly Route[] = [
  { page: 'home' },
  { page: 'find', purpose: 'deposit', query: '王 xy' },
  { page: 'customer', id: '3f00aa11bb22cc33.17' },
  { page: 'customer_new' },
  { page: 'customer_fetch' },
  { page: 'customer_edit', id: '12' },
  { page: 'loss', customer: '12' },
  { page: 'payee', customer: '17' },
  { page: 'transfer', customer: '12' },
  { page: 'payee', customer: '12' },
  { page: 'remit', act: 'send', customer: '12' },
  { page: 'remit', act: 'pay', customer: null },
  { page: 'remit', act: 'back', customer: null },
  { page: 'agency' },
  { page: 'refund', entry: '3f00aa11bb22cc33.17' },
  { page: 'agency_hand' },
  { page: 'repay', of: '3f00aa11bb22cc33.17/OVERDRAFT' },
  { page: 'stops', customer: '12' },
  { page: 'identity', customer: '12' },
  { page: 'close', customer: '12' },
  { page: 'open', customer: '12' },
  { page: 'passbook', customer: '12' },
  { page: 'consent', customer: '12' },
  { page: 'deposit', customer: null, account: null },
  { page: 'deposit', customer: '12', account: '40' },
  { page: 'withdraw', customer: '12', account: null },
  { page: 'journal' },
  { page: 'entry', seq: 7 },
  { page: 'reverse', seq: 7 },
  { page: 'done', seq: 7 },
  { page: 'request', seq: 7 },
  { page: 'deal', seq: 7 },
  { page: 'elsewhere', direction: 'in', account: '' },
  { page: 'elsewhere', direction: 'out', account: '412728020001234' },
  { page: 'till' },
  { page: 'catch_up' },
  { page: 'notices' },
  { page: 'sync' },
  { page: 'more' },
];

describe('addresses of the pages', () => {
  it('every page opens again from its own address', () => {
    for (const route of ROUTES) expect(parseRoute(pathOf(route))).toEqual(route);
  });
  it('an address nobody knows is said to be one', () => {
    for (const path of [
      '/nowhere',
      '/journal/abc',
      '/journal/0',
      '/journal/3/other',
      '/customers',
      '/customers/1/buy',
      '/elsewhere/up',
    ])
      expect(parseRoute(path)).toEqual({ page: 'not_found' });
  });
});
