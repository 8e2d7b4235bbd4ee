import { addDays, isDate } from '../../../shared/kernel/dates.ts';
import type { Fen } from '../../../shared/kernel/money.ts';
import type { AccountView, Draft } from '../worker/api.ts';

/** From the page of stops and freezes to the entry it makes: which accounts fit, what is missing, the draft. */

export const STOP_MODES = ['stop', 'confirm_stop', 'lift_stop', 'freeze', 'unfreeze'] as const;
export type StopMode = (typeof STOP_MODES)[number];

const COMMANDS: Readonly<Record<StopMode, string>> = {
  stop: 'counter.stop_pay',
  confirm_stop: 'counter.confirm_stop',
  lift_stop: 'counter.lift_stop',
  freeze: 'counter.freeze',
  unfreeze: 'counter.unfreeze',
};

export interface StopPaper {
  readonly reason: string;
  readonly authority: string;
  readonly documentNo: string;
  readonly officers: readonly [string, string];
  /** What was keyed; empty = all of the account. */
  readonly part: string;
  readonly partFen: Fen;
  readonly until: string;
}

type OwnMode = 'stop' | 'confirm_stop' | 'lift_stop';
export const byBank = (mode: StopMode): mode is OwnMode => mode !== 'freeze' && mode !== 'unfreeze';

const isOpen = (account: AccountView): boolean => account.status !== 'closed' && account.status !== 'cancelled';

export function fitsStop(account: AccountView, mode: StopMode): boolean {
  if (!isOpen(account)) return false;
  if (mode === 'confirm_stop') return account.stopToConfirm !== null;
  if (byBank(mode)) return account.stopped === (mode === 'lift_stop');
  // A second authority's freeze waits its turn behind the first.
  return mode === 'freeze' || account.frozen || account.frozenFen > 0;
}

export type StopLack = 'reason' | 'until' | 'authority' | 'document' | 'officers' | 'same' | 'part' | 'freezeUntil';

/** The first thing the command would refuse for want of it; null when all is there. Two officers are two persons. */
export function lackOf(mode: StopMode, paper: StopPaper): StopLack | null {
  if (mode === 'confirm_stop') return null;
  if (byBank(mode)) {
    if (paper.reason.trim() === '') return 'reason';
    return mode === 'lift_stop' || paper.until === '' || isDate(paper.until) ? null : 'until';
  }
  const [first = '', second = ''] = paper.officers.map((one) => one.trim());
  if (paper.authority.trim() === '') return 'authority';
  if (paper.documentNo.trim() === '') return 'document';
  if (first === '' || second === '') return 'officers';
  if (first === second) return 'same';
  if (mode === 'unfreeze') return null;
  if (paper.part.trim() !== '' && paper.partFen <= 0) return 'part';
  return isDate(paper.until) ? null : 'freezeUntil';
}

/** Place of a further order in the queue; null when it would take effect at once or prolongs its own authority's freeze. */
export function turnOf(account: AccountView, authority: string): number | null {
  const busy = account.frozen || account.frozenFen > 0;
  return busy && account.freezeHolder !== authority.trim() ? account.freezesWaiting + 1 : null;
}

/** The first instant after a day in China; null for no day: until it is lifted. */
function endOf(day: string): number | null {
  return isDate(day) ? Date.parse(`${addDays(day, 1)}T00:00:00+08:00`) : null;
}

export function stopDraft(mode: StopMode, of: Pick<AccountView, 'id' | 'stopToConfirm'>, paper: StopPaper): Draft {
  const account = of.id;
  if (mode === 'confirm_stop')
    return { command: COMMANDS[mode], payload: { account, stopped_at: of.stopToConfirm?.at ?? 0 } };
  const reason = paper.reason.trim();
  if (mode === 'lift_stop') return { command: COMMANDS[mode], payload: { account, reason } };
  if (mode === 'stop') return { command: COMMANDS[mode], payload: { account, reason, until: endOf(paper.until) } };
  const document = {
    account,
    authority: paper.authority.trim(),
    document_no: paper.documentNo.trim(),
    officer_1: paper.officers[0].trim(),
    officer_2: paper.officers[1].trim(),
  };
  if (mode === 'unfreeze') return { command: COMMANDS[mode], payload: document };
  const fen = paper.part.trim() === '' ? null : paper.partFen;
  return { command: COMMANDS[mode], payload: { ...document, fen, until: paper.until } };
}
