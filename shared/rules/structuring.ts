import { HOUR_MS, type Instant } from '../kernel/dates.ts';
import type { Fen } from '../kernel/money.ts';

/**
 * Cash split to stay below the reporting line (domain 4.8, 11.10): three deals of one customer in 48 h, each at least
 * 80 % and less than 100 % of the line; or two taken offline on different devices in 48 h, each at least 80 %.
 */
export interface Deal {
  readonly at: Instant;
  readonly fen: Fen;
  readonly device: string | null;
  readonly offline: boolean;
}

const WINDOW_MS = 48 * HOUR_MS;
const SHARE_PERCENT = 80;
const MANY = 3;

/** At least 80 % of the line, compared unrounded. */
export const isNearLine = (fen: Fen, lineFen: Fen): boolean => fen * 100 >= lineFen * SHARE_PERCENT;

/** Whether `deal` makes a split together with earlier and later ones of the same customer. */
export function isStructuring(deal: Deal, others: readonly Deal[], lineFen: Fen): boolean {
  if (!isNearLine(deal.fen, lineFen)) return false;
  const near = others.filter((one) => isNearLine(one.fen, lineFen) && Math.abs(one.at - deal.at) <= WINDOW_MS);
  if (deal.offline && near.some((one) => one.offline && one.device !== deal.device)) return true;
  const below = near.filter((one) => one.fen < lineFen);
  if (deal.fen >= lineFen) return false;
  const starts = [deal, ...below].map((one) => one.at).filter((at) => at <= deal.at && deal.at - at <= WINDOW_MS);
  const inWindow = (from: Instant): number =>
    below.filter((one) => one.at >= from && one.at <= from + WINDOW_MS).length;
  return starts.some((from) => inWindow(from) + 1 >= MANY);
}
