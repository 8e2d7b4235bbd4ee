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

/** Everything the command would refuse for want of it. Two officers are two persons. */
export function isWhole(mode: StopMode, paper: StopPaper): boolean {
  if (mode === 'confirm_stop') return true;
  if (byBank(mode))
    return paper.reason.trim() !== '' && (mode === 'lift_stop' || paper.until === '' || isDate(paper.until));
  const [first, second] = paper.officers.map((one) => one.trim());
  const shown = [paper.authority.trim(), paper.documentNo.trim(), first, second].every((one) => one !== '');
  if (!shown || first === second || mode === 'unfreeze') return shown && first !== second;
  return isDate(paper.until) && (paper.part.trim() === '' || paper.partFen > 0);
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
