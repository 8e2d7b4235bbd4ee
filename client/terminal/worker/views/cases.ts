import { maskName } from '../../../../shared/rules/mask.ts';
import { readFacts } from '../../../../shared/read-models/office.ts';
import { account } from '../../../../shared/tables/account.ts';
import { caseAction } from '../../../../shared/tables/case-action.ts';
import { cashRefund } from '../../../../shared/tables/cash-refund.ts';
import { customer } from '../../../../shared/tables/customer.ts';
import type { RowOf } from '../../../../shared/tables/define.ts';
import { employee } from '../../../../shared/tables/employee.ts';
import { exceptionCase } from '../../../../shared/tables/exception-case.ts';
import type { CaseView } from '../api.ts';
import type { Terminal } from '../terminal.ts';

/** 本网点差错: what the centre could not take as it was recorded here, and the talk about it. */
const SHOWN = 200;

type Steps = readonly (readonly [string, RowOf<typeof caseAction>])[];

/** The last word is the county's question. */
function isAsked(steps: Steps): boolean {
  const talk = steps.filter(([, one]) => one.step === 'enquiry' || one.step === 'answer');
  return talk.at(-1)?.[1].step === 'enquiry';
}

/** Suspense of payouts alone. */
const PAID_OUT: ReadonlySet<string> = new Set(['SUS-OD', 'SUS-LOST', 'SUS-FRZ']);

/** Cash the county agreed to give back and that is still to be paid. */
async function refundView(terminal: Terminal, entry: string): Promise<CaseView['refund']> {
  const row = await terminal.rows.get(cashRefund, entry);
  return row?.status === 'agreed' ? { entry, fen: row.fen, payeeMasked: maskName(row.payee_name) } : null;
}

async function viewOf(terminal: Terminal, id: string, row: RowOf<typeof exceptionCase>, steps: Steps) {
  const owner = row.account === null ? null : await terminal.rows.get(account, row.account);
  const customerId = row.customer ?? owner?.customer ?? null;
  const person = customerId === null ? null : await terminal.rows.get(customer, customerId);
  const nameOf = async (no: string | null): Promise<string> =>
    no === null ? '' : ((await terminal.rows.get(employee, no))?.name ?? no);
  const closed = row.status === 'closed';
  const view: CaseView = {
    id,
    code: row.code,
    closed,
    asked: !closed && isAsked(steps),
    amountFen: row.amount_fen,
    suspenseFen: row.suspense_fen,
    openedAt: row.opened_at,
    dueAt: row.due_at,
    businessDate: row.business_date,
    customerName: person === null ? null : maskName(person.name),
    accountTail: owner?.account_no.slice(-4) ?? null,
    outletFacts: readFacts(row.outlet_record),
    centreFacts: readFacts(row.centre_record),
    owedFen: !closed && PAID_OUT.has(row.suspense_ledger ?? '') ? row.suspense_fen : 0,
    refund: row.interaction === null ? null : await refundView(terminal, row.interaction),
    steps: await Promise.all(
      steps.map(async ([step, one]) => ({
        id: step,
        step: one.step,
        by: await nameOf(one.by),
        at: one.at,
        words: one.words,
      })),
    ),
  };
  return view;
}

const rank = (one: CaseView): number => (one.closed ? 2 : one.asked ? 0 : 1);

export async function caseViews(terminal: Terminal): Promise<readonly CaseView[]> {
  const actions = [...(await terminal.rows.list(caseAction))].sort(([, a], [, b]) => a.at - b.at);
  const cases = [...(await terminal.rows.list(exceptionCase))];
  const views = await Promise.all(
    cases.map(([id, row]) =>
      viewOf(
        terminal,
        id,
        row,
        actions.filter(([, one]) => one.case === id),
      ),
    ),
  );
  return views
    .sort((a, b) => rank(a) - rank(b) || (a.closed ? b.openedAt - a.openedAt : a.dueAt - b.dueAt))
    .slice(0, SHOWN);
}
