import { describe, expect, test } from 'vitest';
import { checkRecord } from '../../tables/fields.ts';
import { interaction } from '../../tables/interaction.ts';
import { serviceRating } from '../../tables/service-rating.ts';
import { aDeposit, at, CHIEF, CUSTOMER, Outlet, OTHER_TABLET, TELLER } from '../outlet.ts';
import { rateService } from './rate-service.ts';

/** What a customer presses after being served: 1 to 5, once for each entry, on whatever side of the line. */

const rating = (entry: string, score = 5, reason: string | null = null) => ({ entry, score, reason });

function served(side: 'hub' | 'terminal' = 'terminal') {
  const outlet = new Outlet(side);
  const { command } = outlet.run('counter.deposit', aDeposit(120_000), { at: at('09:00') });
  return { outlet, entry: command.rowId };
}

describe(rateService.name, () => {
  test('keeps score, reason, whose and of whom; with no network and without money', () => {
    const { outlet, entry } = served();
    const done = outlet.run(rateService.name, rating(entry, 2, 'waited_long'), { at: at('09:02'), offline: true });
    expect(done).toMatchObject({ verdict: 'posted', postings: [] });
    expect(outlet.get(serviceRating, entry)).toEqual({
      score: 2,
      reason: 'waited_long',
      customer: CUSTOMER,
      maker: TELLER,
      business_date: '2026-11-10',
      rated_at: at('09:02'),
    });
  });

  test('only once for an entry; another entry has its own', () => {
    const { outlet, entry } = served();
    outlet.run(rateService.name, rating(entry, 5), { at: at('09:02') });
    expect(outlet.refusal(rateService.name, rating(entry, 1, 'other'))?.code).toBe('ONCE_PER_TXN');
    const next = outlet.run('counter.deposit', aDeposit(10_000), { at: at('09:30') }).command.rowId;
    expect(outlet.refusal(rateService.name, rating(next, 3))).toBeNull();
  });

  test('two tablets at once: the centre keeps what came first', () => {
    const { outlet, entry } = served('hub');
    outlet.signOn(CHIEF, OTHER_TABLET, '02');
    expect(outlet.run(rateService.name, rating(entry, 4))).toMatchObject({ verdict: 'posted', code: null });
    const second = outlet.run(rateService.name, rating(entry, 1, 'attitude'), { device: OTHER_TABLET, maker: CHIEF });
    expect(second).toMatchObject({ verdict: 'rejected', code: 'ONCE_PER_TXN' });
    expect(outlet.get(serviceRating, entry)?.score).toBe(4);
    expect(outlet.codes()).toEqual([]);
  });

  test('not for an entry nobody knows, nor for one that served nobody at a counter', () => {
    const { outlet, entry } = served('hub');
    expect(outlet.refusal(rateService.name, rating('aaaaaaaaaaaaaaaa.99'))?.code).toBe('ORIGINAL_UNKNOWN');
    const row = outlet.get(interaction, entry);
    if (row === null) throw new Error('the deposit left its record');
    outlet.put(interaction, entry, { ...row, channel: 'card' });
    expect(outlet.refusal(rateService.name, rating(entry))?.code).toBe('ORIGINAL_UNKNOWN');
    outlet.put(interaction, entry, { ...row, kind: 'counter.freeze' });
    expect(outlet.refusal(rateService.name, rating(entry))?.code).toBe('ORIGINAL_UNKNOWN');
    outlet.put(interaction, entry, { ...row, customer: null });
    expect(outlet.run(rateService.name, rating(entry))).toMatchObject({
      verdict: 'rejected',
      code: 'ORIGINAL_UNKNOWN',
    });
  });

  test.each([0, 6])('%i is no score', (score) => {
    expect(checkRecord(rateService.payload, rating('aaaaaaaaaaaaaaaa.1', score))?.field).toBe('score');
  });
});
