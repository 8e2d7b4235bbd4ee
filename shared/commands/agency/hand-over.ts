import { shanghaiDate } from '../../kernel/dates.ts';
import { agencyDay, agencyDayId, biller } from '../../tables/biller.ts';
import { keyOf } from '../../tables/define.ts';
import { code, date, digits, fen, int } from '../../tables/fields.ts';
import { agencyLedger, minuteInChina } from '../agency-parts.ts';
import { openBook } from '../book.ts';
import { recordEntry } from '../booking.ts';
import { dual } from '../checks.ts';
import { countyReads } from '../county.ts';
import { defineCommand, type Input, type Refusal } from '../define.ts';
import { inOrder } from '../money-checks.ts';
import { posted } from '../posted.ts';
import { COUNTY_CLEARING } from '../transfers.ts';
import { tellHanded } from './county-account.ts';

/**
 * 代收款上划 (domain 4.5 B): what was collected for a biller on a day goes to the county, which pays the biller. Once the
 * day's collections are with the biller, and by what the centre counted; what comes late is handed over with the next.
 */

const payload = {
  biller: code(),
  business_date: date(),
  /** What the clerk saw: bills and sum that are not handed over yet. */
  count: int(0),
  fen: fen(),
  voucher_no: digits(22),
};
type HandInput = Input<typeof payload>;

export const HAND_OVER = 'agency.hand_over';

const dayOf = ({ payload: p, rows }: HandInput) => rows.get(agencyDay, agencyDayId(p.biller, p.business_date));

type Codes = 'NOTHING_TO_HAND_OVER' | 'HAND_OVER_MOVED' | 'CUT_OFF_AHEAD';

function checkDay(input: HandInput): Refusal<Codes> | null {
  const { payload: p, rows, facts } = input;
  const day = dayOf(input);
  const open = day === null ? 0 : day.fen - day.handed_fen;
  if (open <= 0) return { code: 'NOTHING_TO_HAND_OVER', detail: {} };
  if (open !== p.fen) return { code: 'HAND_OVER_MOVED', detail: { fen: open } };
  const cutOff = rows.get(biller, p.biller)?.cut_off_minute ?? 0;
  const today = p.business_date >= shanghaiDate(facts.capturedAt);
  const ahead = today && minuteInChina(facts.capturedAt) < cutOff;
  return ahead ? { code: 'CUT_OFF_AHEAD', detail: { minute: cutOff } } : null;
}

export const handOver = defineCommand({
  name: HAND_OVER,
  version: 1,
  payload,
  offline: 'N',
  bases: ['request'],
  doors: ['terminal'],
  roles: ['chief_teller'],
  receipt: 'C5',
  rejections: ['NOTHING_TO_HAND_OVER', 'HAND_OVER_MOVED', 'CUT_OFF_AHEAD'],
  reads: ({ payload: p, facts }) => [
    keyOf(agencyDay, agencyDayId(p.biller, p.business_date)),
    keyOf(biller, p.biller),
    ...countyReads(facts),
  ],
  checker: (input) => dual('outlet_manager', input),
  admit: (input) => inOrder([() => checkDay(input)]),
  apply: (input) => {
    const { payload: p, facts, rows } = input;
    const book = openBook(rows);
    const day = dayOf(input);
    // On its terminal a request changes nothing before the verdict.
    if (facts.hub !== null && day !== null) {
      book.post(agencyLedger(p.biller), null, p.fen);
      book.post(COUNTY_CLEARING, null, -p.fen);
      tellHanded(book, facts, { biller: p.biller, business_date: p.business_date, fen: p.fen });
      book.put(agencyDay, agencyDayId(p.biller, p.business_date), {
        ...day,
        handed_fen: day.handed_fen + p.fen,
        handed_on: facts.businessDate,
        entry: facts.rowId,
      });
    }
    const entry = {
      kind: HAND_OVER,
      channel: 'counter',
      direction: 'none',
      fen: 0,
      account: null,
      accountNo: null,
      customer: null,
      card: null,
      till: null,
      voucherNo: p.voucher_no,
      status: facts.hub === null ? 'captured' : 'posted',
      summary: `${p.business_date};fen=${p.fen}`,
      source: { partner_bank: p.biller },
      counts: false,
    } as const;
    recordEntry(book, facts, entry, { accountFen: 0, suspenseLedger: null, suspenseFen: 0 });
    return posted(book);
  },
});
