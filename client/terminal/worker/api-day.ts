import type { Refusal } from '../../../shared/commands/define.ts';
import type { VoucherType } from '../../../shared/commands/voucher-stock.ts';
import type { DenominationLine } from '../../../shared/rules/denominations.ts';

/** What the worker tells the pages of tills, of cash between them and of the end of a day. Part of `api.ts`. */

export interface TillView {
  readonly tillNo: string;
  readonly status: 'in_vault' | 'held';
  readonly holderName: string | null;
  readonly mine: boolean;
  /** Held at this tablet by somebody else: two others may hand it in for them. */
  readonly leftHere: boolean;
  readonly cashFen: number;
  readonly limitFen: number;
  /** Above the limit: to be handed to the main till now. 0 when nothing is. */
  readonly overFen: number;
  readonly lastHolder: string | null;
  readonly lastHeldOn: string | null;
  /** May be taken offline on this device. */
  readonly leased: boolean;
}

/** The last count of a till today beside its book. */
export interface TillCountView {
  readonly tillNo: string;
  readonly countedFen: number;
  readonly bookFen: number;
  /** Counted less book, as far as it is not written down: over positive, short negative. */
  readonly differenceFen: number;
  readonly stale: boolean;
  readonly balanced: boolean;
  readonly denominations: readonly DenominationLine[];
  /** Kinds of controlled vouchers the till holds: counted by pieces, blind. */
  readonly voucherTypes: readonly VoucherType[];
}

/** What the close of an outlet's date waits for, and its figures. */
export interface DayEndView {
  readonly date: string;
  readonly closed: boolean;
  readonly nextDate: string | null;
  /** Entry that closed it. */
  readonly package: string | null;
  readonly tills: readonly {
    readonly tillNo: string;
    readonly holderName: string | null;
    /** Must be balanced and handed in: used today, held, or the main till. */
    readonly needed: boolean;
    readonly held: boolean;
    /** Held at this tablet. */
    readonly here: boolean;
    readonly balanced: boolean;
    /** Its tablet speaks for it: by its scanned closing, or not at all where it is missing. */
    readonly away: 'scanned' | 'missing' | null;
    readonly closingFen: number;
    readonly differenceFen: number | null;
  }[];
  /** Transfers the close waits for. */
  readonly openTransfers: number;
  readonly devices: readonly {
    readonly device: string;
    readonly deviceNo: string;
    readonly mine: boolean;
    readonly closed: boolean;
    /** Its closing code was read here. */
    readonly scanned: boolean;
    /** It still has a till of an earlier date. */
    readonly hasOldTill: boolean;
  }[];
  /** The outlet closed this date without this tablet's own closing (缺终端). */
  readonly ownLate: boolean;
  readonly openRequests: number;
  /** What else the command would refuse: vouchers, another open date, too many closes the centre has not seen. */
  readonly blocked: readonly Refusal[];
  readonly waiting: number;
  readonly vaultFen: number;
  readonly vaultLimitFen: number;
  readonly inCount: number;
  readonly inFen: number;
  readonly outCount: number;
  readonly outFen: number;
}

/** What a tablet that missed the close of its date still has to do on it. */
export interface CatchUpView {
  readonly date: string;
  /** `closed`: the outlet closed it; `passed`: the calendar has passed it and nothing was heard; null: it is the day. */
  readonly over: 'closed' | 'passed' | null;
  /** Tills out at this tablet. */
  readonly tills: readonly {
    readonly tillNo: string;
    readonly mine: boolean;
    readonly holderName: string;
    readonly balanced: boolean;
  }[];
  /** This tablet's own closing is recorded. */
  readonly handedOver: boolean;
  /** The date after it, by the calendar. */
  readonly joins: string;
}

/** Cash on its way, or that was today: what it is, whose turn it is, and what this tablet may show or do. */
export interface CashMoveView {
  readonly transfer: string;
  readonly kind: 'till' | 'to_county' | 'from_county';
  readonly from: string | null;
  readonly to: string | null;
  readonly fen: number;
  readonly at: number | null;
  readonly sentOn: string;
  readonly nonce: string;
  readonly sealNo: string | null;
  readonly denominations: readonly DenominationLine[];
  readonly state: 'on_way' | 'accepted' | 'refused' | 'taken_back' | 'county_waits' | 'one_side';
  /** What the clerk at this tablet can do next. */
  readonly act: 'answer' | 'take_back' | 'show' | null;
  /** Nobody answered for ten minutes. */
  readonly unconfirmed: boolean;
}
export interface CashMovesView {
  readonly mine: string | null;
  readonly moves: readonly CashMoveView[];
}

/** A code to be shown to another tablet: as a picture or file, and in digits where there is such a form. */
export interface HandCodeView {
  readonly text: string;
  readonly short: string | null;
}
/** What a code of another tablet says. `fen` and `to` are null in the digits of a sender. */
export type ReadCode =
  | {
      readonly kind: 'send';
      readonly transfer: string;
      readonly from: string;
      readonly to: string | null;
      readonly fen: number | null;
      readonly sentOn: string;
      readonly nonce: string;
      readonly denominations: readonly DenominationLine[];
      readonly proof: Uint8Array | null;
    }
  | {
      readonly kind: 'answer';
      readonly transfer: string;
      readonly from: string;
      readonly answer: 'accepted' | 'refused';
      readonly fen: number;
      readonly proof: Uint8Array | null;
    }
  | { readonly kind: 'closing'; readonly deviceNo: string; readonly closingFen: number };

/** Controlled blank vouchers in one pair of hands. */
export interface VoucherStockView {
  readonly till: string;
  readonly mine: boolean;
  readonly type: VoucherType;
  readonly ranges: readonly { readonly from_no: string; readonly to_no: string }[];
  readonly count: number;
}

/** A case of this outlet as its people see it: both records, what was asked and answered. */
export interface CaseView {
  readonly id: string;
  readonly code: string;
  readonly closed: boolean;
  /** The county asked and nobody answered since. */
  readonly asked: boolean;
  readonly amountFen: number;
  readonly suspenseFen: number;
  readonly openedAt: number;
  readonly dueAt: number;
  readonly businessDate: string;
  readonly customerName: string | null;
  readonly accountTail: string | null;
  readonly outletFacts: readonly CaseFact[];
  readonly centreFacts: readonly CaseFact[];
  readonly steps: readonly {
    readonly id: string;
    readonly step: string;
    readonly by: string;
    readonly at: number;
    readonly words: string;
  }[];
  /** What a customer was paid too much and may bring back, fen. */
  readonly owedFen: number;
  /** Cash the county agreed to give back here, fen: of which entry, and to whom. */
  readonly refund: { readonly entry: string; readonly fen: number; readonly payeeMasked: string } | null;
}
export interface CaseFact {
  readonly name: string;
  readonly value: string;
}
