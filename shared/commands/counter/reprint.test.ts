import { describe, expect, test } from 'vitest';
import { slipReprint } from '../../tables/slip-reprint.ts';
import { aDeposit, at, CHIEF, Outlet, OTHER_TABLET, TELLER } from '../outlet.ts';
import { reprintSlip } from './reprint.ts';

describe(reprintSlip.name, () => {
  test('each paper after the first is counted, without money, with no network, on either side', () => {
    for (const side of ['terminal', 'hub'] as const) {
      const outlet = new Outlet(side);
      const { command } = outlet.run('counter.deposit', aDeposit(120_000), { at: at('09:00') });
      const entry = command.rowId;
      const first = outlet.run(reprintSlip.name, { entry, paper: 2 }, { at: at('09:01'), offline: true });
      expect(first).toMatchObject({ verdict: 'posted', postings: [] });
      outlet.signOn(CHIEF, OTHER_TABLET, '02');
      outlet.run(reprintSlip.name, { entry, paper: 3 }, { at: at('09:05'), maker: CHIEF, device: OTHER_TABLET });
      expect(outlet.get(slipReprint, entry)).toEqual({
        reprints: 2,
        last_at: at('09:05'),
        last_by: CHIEF,
        device: OTHER_TABLET,
      });
      expect(outlet.codes()).toEqual([]);
    }
  });

  test('of an entry that left no interaction too; the next entry has a count of its own', () => {
    const outlet = new Outlet('hub');
    outlet.run(reprintSlip.name, { entry: 'aaaaaaaaaaaaaaaa.7', paper: 2 }, { at: at('10:00') });
    expect(outlet.get(slipReprint, 'aaaaaaaaaaaaaaaa.7')).toMatchObject({ reprints: 1, last_by: TELLER });
    expect(outlet.get(slipReprint, 'aaaaaaaaaaaaaaaa.8')).toBeNull();
  });
});
