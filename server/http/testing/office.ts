import { randomUUID } from 'node:crypto';
import { findCommand, payloadToCbor } from '../../../shared/commands/domain.ts';
import { assert } from '../../../shared/kernel/assert.ts';
import type { Command } from '../../../sync/index.ts';
import { DEMO_PASSWORD } from '../../demo/staff.ts';
import type { Hub } from '../../hub.ts';
import type { TestHub } from './hub.ts';

/** People of the demo province at the office door. */
export const SUPERVISION = '41201990001';
export const SECOND = '41201990002';
/** The county's other manager: two may decide where one of the county counted. */
export const THIRD = '41201990006';
export const AGENT = '41201990003';

export interface OfficePerson {
  /** @throws when the door answers anything but 200. */
  get<T>(path: string): Promise<T>;
  /** The answer as it comes. */
  ask(path: string): Promise<Response>;
  /** Status and answer, whatever it is. */
  post(path: string, body: Record<string, unknown>): Promise<{ readonly status: number; readonly body: unknown }>;
  /** A file, as it is. */
  bring(path: string, file: Uint8Array<ArrayBuffer>): Promise<Response>;
  /** A command with an id of its own. @throws when the door answers anything but 200. */
  command<T>(path: string, body: Record<string, unknown>): Promise<T>;
}

/** Signs on with the demo's password. */
export async function atOffice(hub: TestHub, employeeNo: string): Promise<OfficePerson> {
  const base = `${hub.url}/api/office`;
  const send = (path: string, body: unknown, cookie = ''): Promise<Response> =>
    fetch(base + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie },
      body: JSON.stringify(body),
    });
  const signed = await send('/sign-on', { employeeNo, password: DEMO_PASSWORD });
  if (signed.status !== 200) throw new Error(`sign-on of ${employeeNo}: ${signed.status}`);
  const cookie = signed.headers.get('set-cookie')?.split(';')[0] ?? '';
  const wanted = async <T>(response: Response): Promise<T> => {
    if (response.status !== 200) throw new Error(`${response.url}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  return {
    get: async (path) => wanted(await fetch(base + path, { headers: { cookie } })),
    ask: (path) => fetch(base + path, { headers: { cookie } }),
    async post(path, body) {
      const response = await send(path, body, cookie);
      return { status: response.status, body: await response.json() };
    },
    bring: (path, file) =>
      fetch(base + path, {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream', cookie },
        body: file,
      }),
    command: async (path, body) => wanted(await send(path, { commandId: randomUUID(), ...body }, cookie)),
  };
}

/** What happened at an outlet's counter, as a command to post: by a teller of the demo, online, without a journal. */
export function factOf(
  hub: Pick<Hub, 'engine'>,
  of: {
    readonly branch: string;
    readonly name: string;
    readonly payload: Readonly<Record<string, unknown>>;
    readonly at: number;
    readonly maker?: string;
    readonly checker?: string;
  },
): Command {
  const definition = findCommand(of.name);
  assert(definition !== undefined, of.name);
  const id = randomUUID();
  return {
    id,
    rowId: id,
    door: 'office',
    branch: of.branch,
    device: null,
    seq: null,
    name: of.name,
    payloadVersion: definition.version,
    basis: 'advice',
    businessDate: hub.engine.postingDate(),
    capturedAt: of.at,
    anchored: true,
    offline: false,
    maker: of.maker ?? '41201900102',
    checker: of.checker ?? null,
    approval: null,
    lease: null,
    replicaAsOf: null,
    deadline: null,
    replaces: null,
    payload: payloadToCbor(definition, of.payload),
  };
}
