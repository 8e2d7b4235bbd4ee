import { maskName } from '../../../../shared/rules/mask.ts';
import { orgUnit } from '../../../../shared/tables/org-unit.ts';
import { remittance } from '../../../../shared/tables/remittance.ts';
import type { OutletView, RemittanceView } from '../api.ts';
import type { Terminal } from '../terminal.ts';

/** Outlets that pay remittances, this one first. */
export async function outletViews(terminal: Terminal): Promise<readonly OutletView[]> {
  const own = terminal.device.outlet.code;
  const open = [...(await terminal.rows.list(orgUnit)).values()].filter(
    (one) => one.level === 'outlet' && one.status === 'open',
  );
  return open
    .map(({ code, name }) => ({ code, name }))
    .sort((a, b) => Number(b.code === own) - Number(a.code === own) || (a.code < b.code ? -1 : 1));
}

/** A remittance by its number, as far as this outlet has it. */
export async function remittanceView(terminal: Terminal, no: string): Promise<RemittanceView | null> {
  const row = await terminal.rows.get(remittance, no);
  if (row === null) return null;
  return {
    remitNo: no,
    fen: row.fen,
    mode: row.mode,
    status: row.status,
    payeeMasked: maskName(row.payee_name),
    senderMasked: maskName(row.sender_name),
    fromOutlet: row.from_outlet,
    sentOn: row.sent_on,
    paidOn: row.paid_on,
    here: row.to_outlet === terminal.device.outlet.code,
  };
}
