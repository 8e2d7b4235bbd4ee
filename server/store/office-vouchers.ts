import type { VoucherLine, VouchersAnswer } from '../../shared/read-models/office-vouchers.ts';
import { sampleReason } from '../../shared/rules/voucher-sample.ts';
import type { RowOf } from '../../shared/tables/define.ts';
import type { voucherCheck } from '../../shared/tables/voucher-check.ts';
import { readInteractions } from './office-interactions.ts';
import { peopleOf } from './office-people.ts';
import type { Sql } from './pool.ts';

/** The vouchers of one date of a subtree that supervision looks at. */

/** A county's busiest date has fewer entries. */
const ENTRIES_MAX = 20_000;
const CHECKS = `
SELECT id, body FROM hub.row WHERE kind = 'voucher_check' AND branch_id = ANY($1) AND id = ANY($2) AND body IS NOT NULL`;

export async function readVouchers(
  sources: { readonly hub: Sql; readonly analysis: Sql },
  scope: string,
  of: { readonly date: string; readonly today: string },
): Promise<Omit<VouchersAnswer, 'asOf'>> {
  const asked = { from: of.date, to: of.date, today: of.today, max: ENTRIES_MAX };
  const { interactions } = await readInteractions(sources, scope, asked);
  const paper = interactions.filter((one) => one.voucherNo !== null && one.status !== 'rejected');
  const chosen = paper.flatMap((one) => {
    const why = sampleReason(one);
    return why === null ? [] : [{ ...one, why }];
  });
  const rows = await sources.hub.query<{ id: string; body: RowOf<typeof voucherCheck> }>(CHECKS, [
    [...new Set(chosen.map((one) => one.outlet.code))],
    chosen.map((one) => one.id),
  ]);
  const checks = new Map(rows.map(({ id, body: { finding, words, by, at } }) => [id, { finding, words, by, at }]));
  const nameOf = await peopleOf(
    sources.hub,
    chosen.flatMap((one) => [one.maker, one.checker]),
  );
  const vouchers: VoucherLine[] = chosen.map((one) => ({
    ...one,
    makerIs: nameOf(one.maker),
    checkerIs: nameOf(one.checker),
    check: checks.get(one.id) ?? null,
  }));
  const rank = (one: VoucherLine): number => (one.check === null ? 0 : 1);
  return {
    date: of.date,
    all: paper.length,
    vouchers: vouchers.sort((a, b) => rank(a) - rank(b) || a.capturedAt - b.capturedAt),
  };
}
