import { minuteInChina } from '../../../../shared/commands/agency-parts.ts';
import { isOwedToSender } from '../../../../shared/commands/remit-return.ts';
import { shanghaiDate } from '../../../../shared/kernel/dates.ts';
import { maskName } from '../../../../shared/rules/mask.ts';
import { agencyDay, biller, BILLER_KINDS } from '../../../../shared/tables/biller.ts';
import { orgUnit } from '../../../../shared/tables/org-unit.ts';
import { remittance } from '../../../../shared/tables/remittance.ts';
import type { BillerView, CollectedView, OutletView, RemittanceView } from '../api.ts';
import type { Terminal } from '../terminal.ts';

/** Outlets that pay remittances, this one first. */
export async function outletViews(terminal: Terminal): Promise<readonly OutletView[]> {
  const own = terminal.device.outlet.code;
  const open = [...(await terminal.rows.list(orgUnit)).values()].filter(
    (one) => one.level === 'outlet' && one.status === 'open',
  );
  return open
    .map(({ code, name, name_en }) => ({ code, name, nameEn: name_en }))
    .sort((a, b) => Number(b.code === own) - Number(a.code === own) || (a.code < b.code ? -1 : 1));
}

/** Billers that take payments now, in the order of their kinds and names. */
export async function billerViews(terminal: Terminal): Promise<readonly BillerView[]> {
  return [...(await terminal.rows.list(biller))]
    .filter(([, row]) => row.status === 'open')
    .map(([code, row]) => ({ code, name: row.name, nameEn: row.name_en, kind: row.kind }))
    .sort((a, b) => BILLER_KINDS.indexOf(a.kind) - BILLER_KINDS.indexOf(b.kind) || (a.code < b.code ? -1 : 1));
}

/** What waits to be handed over to the billers, oldest first. */
export async function collectedViews(terminal: Terminal): Promise<readonly CollectedView[]> {
  const at = terminal.engine.now().at;
  const names = await terminal.rows.list(biller);
  const open = [...(await terminal.rows.list(agencyDay)).values()].filter((day) => day.fen > day.handed_fen);
  return open
    .map((day): CollectedView => {
      const known = names.get(day.biller);
      const cutOff = known?.cut_off_minute ?? 0;
      const ahead = day.business_date >= shanghaiDate(at) && minuteInChina(at) < cutOff;
      return {
        biller: day.biller,
        name: known?.name ?? day.biller,
        nameEn: known?.name_en ?? day.biller,
        businessDate: day.business_date,
        count: day.count,
        fen: day.fen - day.handed_fen,
        fromMinute: ahead ? cutOff : null,
      };
    })
    .sort((a, b) => (a.businessDate + a.biller < b.businessDate + b.biller ? -1 : 1));
}

/** A remittance by its number, as far as this outlet has it. */
export async function remittanceView(terminal: Terminal, no: string): Promise<RemittanceView | null> {
  const row = await terminal.rows.get(remittance, no);
  if (row === null) return null;
  const own = terminal.device.outlet.code;
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
    here: row.to_outlet === own,
    ours: row.from_outlet === own,
    owedToSender: isOwedToSender(row, own),
  };
}
