import type { Answer, Approval, Draft, TerminalApi } from '../api.ts';
import { CHIEF, CODE, makeHub, PASSWORD, PIN, TELLER, type TestHub } from './hub-kit.ts';
import { newTablet, type Tablet } from './worker-kit.ts';

/** A counter in a Node test: a tablet enrolled, its clerk signed on, till 01 taken with ¥20,000. */

export function value<T>(answer: Answer<T>): T {
  if (!answer.ok) throw new Error(`${answer.error.code} ${JSON.stringify(answer.error.detail)}`);
  return answer.value;
}
export async function until(what: string, test: () => Promise<boolean> | boolean): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (await test()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`never: ${what}`);
}
export const chief = (code: string): Approval => ({ employeeNo: CHIEF, pin: PIN, approvalCode: code });
export const witness: Approval = { employeeNo: CHIEF, pin: PIN, approvalCode: '' };

const take: Draft = {
  command: 'till.take',
  payload: { till_no: '01', counted_fen: 2_000_000, denominations: [] },
};
/** Enrolled, signed on, till taken. */
export async function ready(): Promise<{ hub: TestHub; tablet: Tablet; api: TerminalApi }> {
  const hub = await makeHub();
  const tablet = await newTablet(hub);
  const { api } = tablet;
  value(await api.enrol({ code: CODE, employeeNo: TELLER, password: PASSWORD }));
  value(await api.signOn({ employeeNo: TELLER, password: PASSWORD, witness }));
  const shown = value(await api.preview(take));
  value(await api.capture(take, chief(shown.approvalCode)));
  return { hub, tablet, api };
}
