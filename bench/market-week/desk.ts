import { randomUUID } from 'node:crypto';
import type { CaseStepAnswer } from '../../shared/read-models/office-cases.ts';
import type { BagsAnswer } from '../../shared/read-models/office-bags.ts';
import type { CaseLine } from '../../shared/read-models/office.ts';
import type { Post } from '../../shared/tables/employee.ts';
import { DEMO_PASSWORD, EMPLOYEES } from '../../server/demo/staff.ts';

/** The office's own door, and who stands at it. */
export class Desk {
  private readonly cookies = new Map<string, string>();
  constructor(private readonly url: string) {}

  private async cookieOf(employeeNo: string): Promise<string> {
    const known = this.cookies.get(employeeNo);
    if (known !== undefined) return known;
    const response = await fetch(`${this.url}/api/office/sign-on`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ employeeNo, password: DEMO_PASSWORD }),
    });
    const cookie = response.headers.get('set-cookie')?.split(';')[0];
    if (!response.ok || cookie === undefined) throw new Error(`${employeeNo} is not let into the office`);
    this.cookies.set(employeeNo, cookie);
    return cookie;
  }

  /** At the office's door; whose sign-on has run out over night signs on again. */
  private async ask(employeeNo: string, path: string, init: RequestInit): Promise<Response> {
    const once = async (): Promise<Response> => {
      const cookie = await this.cookieOf(employeeNo);
      return fetch(`${this.url}/api/office${path}`, { ...init, headers: { ...init.headers, cookie } });
    };
    const response = await once();
    if (response.status !== 401) return response;
    this.cookies.delete(employeeNo);
    return once();
  }

  async get<T>(employeeNo: string, path: string): Promise<T> {
    const response = await this.ask(employeeNo, path, {});
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return (await response.json()) as T;
  }

  step(employeeNo: string, of: CaseLine, body: Record<string, unknown>): Promise<CaseStepAnswer> {
    return this.post(employeeNo, '/case', { branch: of.outlet.code, case: of.id, aml: of.aml, ...body });
  }

  /** A command of its own id; what the door says when it is no answer stands in the verdict. */
  async post(employeeNo: string, path: string, body: Record<string, unknown>): Promise<CaseStepAnswer> {
    const response = await this.ask(employeeNo, path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ commandId: randomUUID(), ...body }),
    });
    const answer = (await response.json()) as CaseStepAnswer;
    return response.ok ? answer : { ...answer, verdict: `door ${response.status}` };
  }
}

/** Somebody of the demo with that post, at a unit whose code has so many digits. */
export const having = (post: Post, level: number): string => {
  const found = EMPLOYEES.find((one) => one.posts.includes(post) && one.unit.length === level);
  if (found === undefined) throw new Error(`nobody is ${post}`);
  return found.employeeNo;
};
export const COUNTY = 6;
export const PROVINCE = 2;

/** The county counts every bag that waits, and finds in it what the outlet wrote. @throws when the door does not take it. */
export async function countBags(desk: Desk): Promise<number> {
  const clerk = having('supervision', COUNTY);
  const { bags } = await desk.get<BagsAnswer>(clerk, '/bags?state=waiting');
  for (const one of bags) {
    const counted = { branch: one.outlet.code, bag: one.id, fen: one.outletFen };
    const { verdict, code } = await desk.post(clerk, '/bag', counted);
    if (verdict !== 'posted') throw new Error(`bag ${one.sealNo ?? one.id}: ${verdict} ${code ?? ''}`);
  }
  return bags.length;
}
