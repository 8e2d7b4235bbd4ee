import { addDays, DAY_MS, type BusinessDate } from '../../shared/kernel/dates.ts';
import type { Random } from '../../sync/sim/random.ts';

/** What happens at four counters in two weeks: volumes, amounts and outages of domain 9, drawn from one seed. */

export type Kind =
  | 'withdraw'
  | 'deposit'
  | 'pay_elsewhere'
  | 'deposit_elsewhere'
  | 'passbook'
  | 'transfer'
  | 'transfer_other'
  | 'transfer_elsewhere'
  | 'agency'
  | 'card_exchange'
  | 'loss'
  | 'errand'
  | 'remit'
  | 'remit_pay'
  | 'remit_back'
  | 'contact'
  | 'consent'
  | 'open'
  | 'close'
  | 'stop'
  | 'reverse'
  | 'twice'
  | 'unknown';
/** Done by the chief teller at the first tablet, from the main till. */
export const CHIEF_KINDS: ReadonlySet<Kind> = new Set(['card_exchange', 'errand', 'open', 'close', 'stop']);
export interface Visit {
  readonly at: number;
  readonly outlet: number;
  readonly tablet: 0 | 1;
  readonly kind: Kind;
}
export interface Outage {
  readonly from: number;
  readonly to: number;
}

export const FIRST_DAY: BusinessDate = '2026-12-09';
export const OPEN_MS = 8.5 * 3_600_000;
export const CLOSE_MS = 17 * 3_600_000;
/** The outlet that the flood cuts off, from the morning of its fifth day to that of its tenth. */
export const FLOODED = 2;
const FLOOD = [4, 9] as const;

export const midnight = (date: BusinessDate): number => Date.parse(`${date}T00:00:00+08:00`);
export const dayOf = (index: number): BusinessDate => addDays(FIRST_DAY, index);

/** Market at one outlet every fourth day; pensions come on the 10th to the 15th and are fetched at once. */
export function dayKind(outlet: number, index: number): 'normal' | 'market' | 'pension' | 'pension_peak' {
  const day = Number(dayOf(index).slice(8));
  if (day === 10 || day === 11) return 'pension_peak';
  if (day >= 12 && day <= 15) return 'pension';
  return (index + outlet) % 4 === 0 ? 'market' : 'normal';
}

const VOLUMES = { normal: [90, 180], market: [250, 400], pension: [350, 480], pension_peak: [480, 600] } as const;

/**
 * Of a thousand visits, by domain 9: withdrawal 380, deposit 270, passbook 100, transfer 70, agency 60, card 40,
 * remittance 10, other 30. Term deposits (40) have no command yet: left out. Steps of losses and stops are `errand`.
 */
const MIX: readonly (readonly [Kind, number])[] = [
  ['withdraw', 360],
  ['pay_elsewhere', 20],
  ['deposit', 230],
  ['deposit_elsewhere', 20],
  ['reverse', 10],
  ['twice', 6],
  ['unknown', 4],
  ['passbook', 100],
  ['transfer', 35],
  ['transfer_other', 25],
  ['transfer_elsewhere', 10],
  ['agency', 60],
  ['card_exchange', 12],
  ['loss', 9],
  ['errand', 19],
  ['remit', 6],
  ['remit_pay', 3],
  ['remit_back', 1],
  ['contact', 14],
  ['consent', 7],
  ['open', 4],
  ['close', 3],
  ['stop', 2],
];
const MIX_SUM = MIX.reduce((sum, [, share]) => sum + share, 0);

function kindOf(random: Random): Kind {
  let left = random.int(1, MIX_SUM);
  for (const [kind, share] of MIX) {
    left -= share;
    if (left <= 0) return kind;
  }
  return 'deposit';
}

/** On a market day six in ten come between ten and one. */
function timeOf(random: Random, market: boolean): number {
  if (market && random.chance(0.6)) return 10 * 3_600_000 + random.next() * 3 * 3_600_000;
  return OPEN_MS + random.next() * (CLOSE_MS - OPEN_MS);
}

/** Visits of one date at all outlets in order of time; `share` of the full volume. */
export function visitsOf(random: Random, of: { outlets: number; index: number; share: number }): readonly Visit[] {
  const visits: Visit[] = [];
  for (let outlet = 0; outlet < of.outlets; outlet++) {
    const kind = dayKind(outlet, of.index);
    const [least, most] = VOLUMES[kind];
    const count = Math.round(random.int(least, most) * of.share);
    for (let n = 0; n < count; n++)
      visits.push({
        at: midnight(dayOf(of.index)) + Math.round(timeOf(random, kind === 'market')),
        outlet,
        tablet: random.chance(0.5) ? 0 : 1,
        kind: kindOf(random),
      });
  }
  return visits.sort((a, b) => a.at - b.at);
}

const gauss = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
const logNormal = (random: Random, median: number, sigma: number): number => median * Math.exp(sigma * gauss(random));

/** Median 8 min, nine in ten below two hours, hardly one above fourteen. */
const outageMs = (random: Random): number => Math.min(logNormal(random, 8, 2.1), 14 * 60) * 60_000;
const OUTAGES_A_WEEK = 3;

export function outagesOf(random: Random, of: { outlet: number; days: number }): readonly Outage[] {
  const start = midnight(FIRST_DAY);
  const found: Outage[] = [];
  const count = Math.round((of.days / 7) * OUTAGES_A_WEEK);
  for (let n = 0; n < count; n++) {
    const from = start + Math.round(random.next() * of.days * DAY_MS);
    // The first morning is for enrolment.
    if (from > start + 11 * 3_600_000) found.push({ from, to: from + Math.round(outageMs(random)) });
  }
  if (of.outlet === FLOODED && of.days > FLOOD[0])
    found.push({
      from: start + FLOOD[0] * DAY_MS + 10 * 3_600_000,
      to: start + Math.min(FLOOD[1], of.days - 1) * DAY_MS + 10 * 3_600_000,
    });
  return found;
}

/** Whole yuan, as people bring and fetch them. */
export function amountOf(random: Random, kind: 'withdraw' | 'deposit', pension: boolean): number {
  const median = kind === 'deposit' ? 2_000 : pension ? 300 : 800;
  const yuan = logNormal(random, median, kind === 'deposit' ? 0.9 : 0.7);
  const step = yuan >= 1_000 ? 100 : 10;
  return Math.max(step, Math.min(60_000, Math.round(yuan / step) * step)) * 100;
}
