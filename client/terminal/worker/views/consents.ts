import { consentReads } from '../../../../shared/commands/consents.ts';
import { consent, CONSENT_PURPOSES, consentId } from '../../../../shared/tables/account-opening.ts';
import type { ConsentView } from '../api.ts';
import { loadedRows } from '../loaded-rows.ts';
import type { Terminal } from '../terminal.ts';

/** What a customer agreed to, purpose by purpose, in the order of the page. */
export async function consentViews(terminal: Terminal, customer: string): Promise<readonly ConsentView[]> {
  const rows = await loadedRows(terminal, () => CONSENT_PURPOSES.flatMap((purpose) => consentReads(customer, purpose)));
  return CONSENT_PURPOSES.map((purpose): ConsentView => {
    const row = rows.get(consent, consentId(customer, purpose));
    return {
      purpose,
      state: row === null ? 'never' : row.granted ? 'granted' : 'withdrawn',
      at: row === null ? null : row.granted ? row.at : row.withdrawn_at,
      textVersion: row?.text_version ?? null,
      voucherNo: row?.voucher_no ?? null,
    };
  });
}
