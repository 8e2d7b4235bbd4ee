import type { DealView, Draft } from '../worker/api.ts';

/** The cash of an agreed payout is out: what was asked for, and the customer's signature where there is one. */
export const payDraft = (
  deal: DealView,
  signature: { readonly png: Uint8Array; readonly hash: Uint8Array } | null,
): Draft => ({
  command: 'inter_branch.pay',
  payload: {
    deal: deal.id,
    account_no: deal.accountNo,
    fen: deal.fen,
    denominations: [],
    signature_hash: signature?.hash ?? null,
  },
  ...(signature === null ? {} : { signature: signature.png }),
});
