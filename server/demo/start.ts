import { DAY_MS } from '../../shared/kernel/dates.ts';
import { makeCode } from '../auth/enrol-code.ts';
import { secretHash } from '../auth/keys.ts';
import type { Hub } from '../hub.ts';
import { generateDemo, type DemoReport } from './generate.ts';
import { COUNTY, OUTLETS, PROVINCE } from './places.ts';
import { DEMO_PASSWORD, EMPLOYEES } from './staff.ts';

/** Demo data at the first start of an empty hub, and what a visitor needs to try it at every start. */
const SEED = 20_261_125;
const CODE_MS = DAY_MS;

/** Makes the demo province when nothing was ever posted here. null = the hub had data already, or none is wanted. */
export async function makeDemo(hub: Hub, say: (line: string) => void, withHistory = true): Promise<DemoReport | null> {
  if (!hub.config.demo || !(await hub.reads.isEmpty())) return null;
  const startedAt = performance.now();
  const percent = hub.config.demoPercent;
  say(`Making demo data (8 outlets, ${(200 * percent).toLocaleString('en')} customers) …`);
  const report = await generateDemo({
    keys: hub.keys,
    when: { businessDate: hub.engine.postingDate(), at: hub.engine.now() },
    seed: SEED,
    percent,
    withHistory,
    post: hub.post,
    draw: (branch, kind, count) => hub.engine.store.inBranch(branch, (tx) => tx.draw(kind, count)),
    saveLogins: async (logins) => {
      for (const login of logins) {
        await hub.directory.setPassword({
          employeeNo: login.employeeNo,
          branch: login.unit,
          passwordHash: login.passwordHash,
          at: hub.engine.now(),
        });
      }
    },
    relay: () => hub.relay.drain(),
    progress: say,
  });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  say(`Demo data: ${report.commands} commands posted in ${seconds} s`);
  return report;
}

/** A new enrolment code for the first demo outlet and the demo sign-ons, as lines to print; nothing on a hub without them. */
export async function issueCode(hub: Hub): Promise<readonly string[]> {
  const [outlet] = OUTLETS;
  if (outlet === undefined || (await hub.directory.login(EMPLOYEES[0]?.employeeNo ?? '')) === null) return [];
  const code = makeCode();
  const at = hub.engine.now();
  await hub.directory.issueEnrolCode({
    codeHash: secretHash(code.replaceAll('-', '')),
    outlet: outlet.code,
    issuedBy: null,
    at,
    expiresAt: at + CODE_MS,
  });
  const people = (unit: string) =>
    EMPLOYEES.filter((one) => one.unit === unit).map(
      (one) => `    ${one.employeeNo}  ${one.name.padEnd(4, '　')}  ${one.posts.join(' ').padEnd(14)}  PIN ${one.pin}`,
    );
  return [
    `  Enrolment code 注册码  ${code}   ${outlet.name} (${outlet.code}), once, within 24 hours`,
    `  Demo sign-ons 演示工号, password 密码 ${DEMO_PASSWORD}`,
    `  ${outlet.name}`,
    ...people(outlet.code),
    `  ${COUNTY.name}, ${PROVINCE.name} (office 管理端)`,
    ...people(COUNTY.code),
    ...people(PROVINCE.code),
  ];
}
