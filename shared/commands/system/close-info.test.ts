import { expect, test } from 'vitest';
import { DAY_MS } from '../../kernel/dates.ts';
import { exceptionCase } from '../../tables/exception-case.ts';
import { aDeposit, aLoss, at, aWithdrawal, Outlet } from '../outlet.ts';
import { closeInfo } from './close-info.ts';

/** X2, second half: a payment of 08:59:59 before a loss of 09:00 informs, and is closed three days later by itself. */

const end = (outlet: Outlet, id: string, when: number) =>
  outlet.run(closeInfo.name, { case: id }, { at: when, door: 'hub', maker: null });
const status = (outlet: Outlet, id: string) => outlet.get(exceptionCase, id)?.status;

function informed() {
  const outlet = new Outlet();
  const { command } = outlet.run('counter.withdraw', aWithdrawal(100_000), { at: at('08:59:59') });
  outlet.run('counter.lost_oral', aLoss(), { at: at('09:00') });
  const id = `${command.rowId}/LOST_AFTER_PAYMENT`;
  return { outlet, id, opened: outlet.get(exceptionCase, id)?.opened_at ?? 0 };
}

test('it ends after three days and not an instant before', () => {
  const { outlet, id, opened } = informed();
  expect(status(outlet, id)).toBe('open');
  end(outlet, id, opened + 3 * DAY_MS - 1);
  expect(status(outlet, id)).toBe('open');
  end(outlet, id, opened + 3 * DAY_MS);
  expect(outlet.get(exceptionCase, id)).toMatchObject({ status: 'closed', resolution: 'info_days' });
});

test('one somebody has taken stays with them; large cash waits for its report', () => {
  const { outlet, id, opened } = informed();
  outlet.change(exceptionCase, id, { status: 'claimed', owner: '41201990001' });
  end(outlet, id, opened + 9 * DAY_MS);
  expect(status(outlet, id)).toBe('claimed');
  const large = new Outlet();
  const paid = aDeposit(5_000_000, { id_seen: true, id_last4: '0486' });
  const { command } = large.run('counter.deposit', paid, { at: at('10:00'), offline: false });
  const cash = `${command.rowId}/LARGE_CASH`;
  end(large, cash, at('10:00') + 9 * DAY_MS);
  expect(status(large, cash)).toBe('open');
});
