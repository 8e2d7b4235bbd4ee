import { formatLimit } from '../../../shared/kernel/money.ts';
import type { Texts } from '../../text/zh-CN.ts';
import type { IconName } from '../../ui/icons.ts';
import type { Route } from '../routes.ts';
import type { QuotaView } from '../worker/api.ts';

/** The six actions of the counter, with the offline rule in their small line. Only what works in this version is here. */
export interface Action {
  readonly id: string;
  readonly key: 'F1' | 'F2' | 'F3' | 'F4' | 'F5' | 'F6';
  readonly icon: IconName;
  readonly word: string;
  readonly note: string;
  /** The note carries an offline rule. */
  readonly amber: boolean;
  /** Cannot be done now; still opens and says why. */
  readonly off: boolean;
  readonly route: Route;
}

const OFFLINE_DEPOSIT_MAX_FEN = 4_999_999;

export function homeActions(
  t: Texts,
  now: { readonly online: boolean; readonly quota: QuotaView | null },
): readonly Action[] {
  const quota = now.quota;
  const noLease = quota === null || quota.leaseUntil === null || quota.expired;
  const payStop = !now.online && (noLease || quota.percent === 0);
  const payNote = now.online
    ? t.home.withdrawNote
    : noLease
      ? t.home.noLease
      : quota.percent === 0
        ? t.home.withdrawStale
        : t.home.max(formatLimit(quota.txnFen));
  return [
    {
      id: 'deposit',
      key: 'F1',
      icon: 'in',
      word: t.home.deposit,
      note: now.online ? t.home.depositNote : t.home.max(formatLimit(OFFLINE_DEPOSIT_MAX_FEN)),
      amber: !now.online,
      off: false,
      route: { page: 'find', purpose: 'deposit', query: '' },
    },
    {
      id: 'withdraw',
      key: 'F2',
      icon: 'out',
      word: t.home.withdraw,
      note: payNote,
      amber: !now.online,
      off: payStop,
      route: { page: 'find', purpose: 'withdraw', query: '' },
    },
    {
      id: 'reverse',
      key: 'F3',
      icon: 'undo',
      word: t.home.reverse,
      note: t.home.reverseNote,
      amber: false,
      off: false,
      route: { page: 'journal' },
    },
    {
      id: 'loss',
      key: 'F4',
      icon: 'cardLost',
      word: t.home.loss,
      note: now.online ? t.home.lossNote : t.home.lossOffline,
      amber: false,
      off: false,
      route: { page: 'find', purpose: 'loss', query: '' },
    },
    {
      id: 'create',
      key: 'F5',
      icon: 'personAdd',
      word: t.home.create,
      note: t.home.createNote,
      amber: false,
      off: false,
      route: { page: 'customer_new' },
    },
    {
      id: 'more',
      key: 'F6',
      icon: 'more',
      word: t.home.more,
      note: t.home.moreNote,
      amber: false,
      off: false,
      route: { page: 'more' },
    },
  ];
}
