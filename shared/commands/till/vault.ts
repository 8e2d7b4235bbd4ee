import { digits, fen, list, text } from '../../tables/fields.ts';
import { DENOMINATION_FIELDS } from '../../tables/till.ts';
import { openBook } from '../book.ts';
import { moveTill } from '../booking.ts';
import { dual } from '../checks.ts';
import { defineCommand, type Input, type Refusal } from '../define.ts';
import { checkAmount, checkCount, checkOwnTill, checkSheet, checkTillCash, inOrder } from '../money-checks.ts';
import { posted } from '../posted.ts';
import { MAIN_TILL } from '../till-checks.ts';
import { noTransfer, putTransfer, transferReads } from '../transfers.ts';
import { TRANSIT } from '../transit.ts';

/**
 * Cash between the main till and the county (domain 4.5 A): a sealed bag, two escorts, the manager's approval. It
 * stands in SUS-TRF until the county has recorded its own side.
 */
const payload = {
  till: digits(2),
  fen: fen(),
  denominations: list(DENOMINATION_FIELDS, 16),
  escorts: list({ employee: digits(11) }, 4),
  seal_no: text(20),
  voucher_no: digits(22),
};
type VaultInput = Input<typeof payload>;
type Codes =
  'NO_TILL' | 'FIELD_FORMAT' | 'AMOUNT_INVALID' | 'TILL_CASH_SHORT' | 'DENOM_MISMATCH' | 'ESCORT_COUNT' | 'SEAL_FORMAT';

const REJECTIONS = [
  'NO_TILL',
  'FIELD_FORMAT',
  'AMOUNT_INVALID',
  'TILL_CASH_SHORT',
  'DENOM_MISMATCH',
  'ESCORT_COUNT',
  'SEAL_FORMAT',
] as const;

const SEAL = /^[0-9A-Za-z-]{6,20}$/;

function checkBag({ payload: p }: VaultInput): Refusal<'ESCORT_COUNT' | 'SEAL_FORMAT'> | null {
  if (new Set(p.escorts.map((one) => one.employee)).size !== 2 || p.escorts.length !== 2)
    return { code: 'ESCORT_COUNT', detail: { count: p.escorts.length } };
  return SEAL.test(p.seal_no) ? null : { code: 'SEAL_FORMAT', detail: {} };
}

const admitBag = (input: VaultInput, leaves: boolean) => {
  const { payload: p, rows, facts } = input;
  return inOrder<Codes>([
    () => checkOwnTill(rows, facts, p.till),
    () => (p.till === MAIN_TILL ? null : { code: 'NO_TILL', detail: { till: p.till } }),
    () => checkSheet(p.denominations),
    () => checkAmount(p.fen),
    () => (leaves ? checkTillCash(rows, p.till, p.fen) : null),
    () => checkCount(p.denominations, p.fen),
    () => checkBag(input),
  ]);
};

function applyBag({ payload: p, rows, facts }: VaultInput, leaves: boolean) {
  const book = openBook(rows);
  const own = { fen: p.fen, mirror: false, offline: false, till: p.till };
  moveTill(book, facts, { ...own, column: leaves ? 'transfer_out' : 'transfer_in' });
  book.post(TRANSIT, null, leaves ? p.fen : -p.fen);
  const bag = { seal_no: p.seal_no, escorts: p.escorts.slice(0, 2), denominations: p.denominations };
  putTransfer(
    book,
    facts,
    facts.rowId,
    leaves
      ? {
          ...noTransfer('to_county', facts),
          ...bag,
          from_till: p.till,
          sent_fen: p.fen,
          sent_at: facts.capturedAt,
          sent_by: facts.maker,
          sent_device: facts.device,
        }
      : {
          ...noTransfer('from_county', facts),
          ...bag,
          to_till: p.till,
          answer: 'accepted',
          accepted_fen: p.fen,
          answered_at: facts.capturedAt,
          answered_by: facts.maker,
          answered_device: facts.device,
        },
  );
  return posted(book);
}

const COMMON = {
  version: 1,
  payload,
  offline: 'Y',
  roles: ['chief_teller'],
  movesCash: true,
  receipt: 'T2',
  rejections: REJECTIONS,
  reads: ({ payload: p, rows, facts }: VaultInput) => transferReads(rows, facts, { id: facts.rowId, moved: p.till }),
  checker: (input: VaultInput) => dual('outlet_manager', input),
} as const;

/** 缴款: cash goes to the county. */
export const vaultIn = defineCommand({
  ...COMMON,
  name: 'till.vault_in',
  sigma: (p) => ({ direction: 'out', fen: p.fen }),
  admit: (input) => admitBag(input, true),
  apply: (input) => applyBag(input, true),
});

/** 领款: cash comes from the county. */
export const vaultOut = defineCommand({
  ...COMMON,
  name: 'till.vault_out',
  sigma: (p) => ({ direction: 'in', fen: p.fen }),
  admit: (input) => admitBag(input, false),
  apply: (input) => applyBag(input, false),
});
