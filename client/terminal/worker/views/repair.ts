import { deviceRowId } from '../../../../shared/kernel/ids.ts';
import { repairReason } from '../../../../shared/rules/repair.ts';
import { exceptionCase } from '../../../../shared/tables/exception-case.ts';
import type { JournalRecord } from '../../../../sync/index.ts';
import type { RepairView } from '../api.ts';
import type { Terminal } from '../terminal.ts';
import { factsOf } from './journal.ts';
import { verdictOf } from './lights.ts';

/** 修复台: what of this tablet's journal is not posted though its time is over, and why. */

interface Around {
  readonly now: number;
  readonly broken: ReadonlySet<number>;
  readonly replaced: ReadonlySet<number>;
  /** Suspense of open cases by the entry they are about. */
  readonly suspense: ReadonlyMap<string, number>;
}

async function around(terminal: Terminal, records: readonly JournalRecord[]): Promise<Around> {
  const suspense = new Map<string, number>();
  for (const row of (await terminal.rows.list(exceptionCase)).values())
    if (row.status !== 'closed' && row.interaction !== null && row.suspense_fen > 0)
      suspense.set(row.interaction, row.suspense_fen);
  return {
    now: terminal.engine.now().at,
    broken: new Set(terminal.engine.status().broken),
    replaced: new Set(records.map(({ entry }) => entry.replaces).filter((seq) => seq !== null)),
    suspense,
  };
}

function reasonOf({ entry, receipt, ...record }: JournalRecord, all: Around) {
  const verdict = verdictOf({ entry, receipt, ...record });
  const state = {
    capturedAt: entry.capturedAt,
    deadline: entry.basis === 'request' ? (entry.deadline ?? entry.capturedAt) : null,
    isReplaced: all.replaced.has(entry.seq),
    isReceived: record.state !== 'recorded',
    verdict,
    heldFor: verdict === 'held' ? (receipt?.code ?? null) : null,
    isBroken: all.broken.has(entry.seq),
    isSettled: record.state === 'settled',
    suspenseFen: all.suspense.get(deviceRowId(entry.device, entry.seq)) ?? 0,
  };
  return repairReason(state, all.now);
}

export async function repairViews(terminal: Terminal): Promise<readonly RepairView[]> {
  const records = await terminal.store.records(terminal.store.recentSeqs());
  const all = await around(terminal, records);
  const views: RepairView[] = [];
  for (const record of records) {
    const reason = reasonOf(record, all);
    if (reason === null) continue;
    const facts = await factsOf(terminal, record);
    views.push({
      seq: record.seq,
      command: record.entry.command,
      at: record.entry.capturedAt,
      amountFen: facts.fen,
      direction: facts.direction,
      customerName: facts.customerRow?.name ?? facts.deal?.holder ?? null,
      reason,
      hasCase: all.suspense.has(deviceRowId(record.entry.device, record.seq)),
    });
  }
  return views;
}
