import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VanAnswer } from '../../shared/read-models/van.ts';
import { createCodec } from '../../sync/protocol/codec.ts';
import { DEMO_PASSWORD } from '../demo/staff.ts';
import { checkInvariants } from '../jobs/check.ts';
import { compressor } from '../ws/compressor.ts';
import { depositDraft } from '../ws/testing/deposits.ts';
import { journalOf } from '../ws/testing/line.ts';
import { enrol, startTestHub, type TestHub } from './testing/hub.ts';
import { AGENT, SUPERVISION } from './testing/office.ts';
import { carry, readReply, vanFile, type VanTablet } from './testing/van.ts';

/** Files of the mail van through the real doors, into a real database. */
const OUTLET = '41272801';
const OTHER = '41272802';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.stop());

async function aTablet(outlet: string, ...fens: readonly number[]): Promise<VanTablet> {
  const { tablet, device } = await enrol(hub, outlet);
  const journal = journalOf(tablet, device.deviceId, outlet).add(...fens.map(depositDraft));
  return { tablet, device, journal };
}
async function office(employeeNo: string): Promise<string> {
  const signed = await fetch(`${hub.url}/api/office/sign-on`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ employeeNo, password: DEMO_PASSWORD }),
  });
  return signed.headers.get('set-cookie')?.split(';')[0] ?? '';
}
const bring = (cookie: string, file: Uint8Array<ArrayBuffer>, query = '', type = 'application/octet-stream') =>
  fetch(`${hub.url}/api/office/van${query}`, { method: 'POST', headers: { 'content-type': type, cookie }, body: file });
const codeOf = async (response: Response): Promise<readonly [number, string]> => [
  response.status,
  ((await response.json()) as { code: string }).code,
];
const logged = async (device: string): Promise<number> =>
  Number(
    (
      await hub.hub.db.query<{ n: number }>('SELECT count(*) AS n FROM hub.command_log WHERE device_id = $1', [device])
    )[0]?.n,
  );

describe('the mail van at the hub', () => {
  it('[MV1] [MV2] a file brought to the office is posted, the answer holds the outcomes; the books close', async () => {
    const of = await aTablet(OUTLET, 100, 200, 400);
    const answer = await bring(await office(SUPERVISION), await vanFile(of, 1));
    expect(answer.status).toBe(200);
    const taken = (await answer.json()) as VanAnswer;
    expect(taken).toMatchObject({ outlet: OUTLET, number: 1, entries: 3, held: 0, damaged: 0 });
    expect(taken.replyName).toBe(`yizhan-to-tablet-${OUTLET}-${of.device.deviceNo}-1.van`);
    expect(await logged(of.device.deviceId)).toBe(3);
    const reply = await readReply(of, taken);
    expect(reply).toMatchObject({ answers: 1, receivedSeq: 3, signedSeq: 3, otherLife: false });
    const read = await createCodec(compressor).decode(reply.messages[0] ?? new Uint8Array(0));
    expect(read.ok && read.value.type).toBe('outcome');
    expect((await checkInvariants(hub.hub.db)).ok).toBe(true);
  });

  it('[MV3] the same file again is told apart and its answer is given once more; an older one that says nothing new is stale', async () => {
    const of = await aTablet(OUTLET, 100);
    const old = await vanFile(of, 1);
    of.journal.add(depositDraft(200));
    const file = await vanFile(of, 2);
    const cookie = await office(SUPERVISION);
    expect((await bring(cookie, file)).status).toBe(200);
    expect(await codeOf(await bring(cookie, file))).toEqual([409, 'VAN_REPLAYED']);
    const again = (await (await bring(cookie, file, '?again=1')).json()) as VanAnswer;
    expect(await readReply(of, again)).toMatchObject({ answers: 2, receivedSeq: 2 });
    expect(await codeOf(await bring(cookie, old))).toEqual([409, 'VAN_STALE']);
    expect(await logged(of.device.deviceId)).toBe(2);
  });

  it('[MV4] another tablet with a line carries it; it must be enrolled, and a wrong file is refused by its name', async () => {
    const [of, carrier] = [await aTablet(OUTLET, 700), await aTablet(OTHER)];
    const file = await vanFile(of, 1);
    expect(await codeOf(await carry(hub, { ...carrier, tablet: of.tablet }, file))).toEqual([403, 'BAD_SIGNATURE']);
    expect(await codeOf(await carry(hub, carrier, file.slice(0, 300)))).toEqual([400, 'VAN_TRUNCATED']);
    const harmed = file.slice();
    harmed[400] = (harmed[400] ?? 0) ^ 1;
    expect(await codeOf(await carry(hub, carrier, harmed))).toEqual([400, 'VAN_TAMPERED']);
    expect(await codeOf(await carry(hub, carrier, new TextEncoder().encode('hello')))).toEqual([
      400,
      'VAN_NOT_A_BUNDLE',
    ]);
    expect(await logged(of.device.deviceId)).toBe(0);
    const taken = (await (await carry(hub, carrier, file)).json()) as VanAnswer;
    expect(taken).toMatchObject({ outlet: OUTLET, entries: 1 });
    expect(await logged(of.device.deviceId)).toBe(1);
    // The answer opens on its own tablet alone.
    await expect(readReply({ ...of, tablet: carrier.tablet }, taken)).rejects.toThrow('VAN_TAMPERED');
    const lines = await hub.hub.db.query<{ actor: string }>(
      "SELECT actor FROM hub.audit WHERE branch_id = $1 AND action = 'van.take' ORDER BY n DESC LIMIT 1",
      [OUTLET],
    );
    expect(lines[0]?.actor).toBe(`device ${OTHER} ${carrier.device.deviceNo}`);
  });

  it('the office door takes files of its own unit, from who works on cases or devices, and no form of another page', async () => {
    const of = await aTablet(OUTLET, 100);
    const file = await vanFile(of, 1);
    expect((await bring('', file)).status).toBe(401);
    expect((await bring(await office(SUPERVISION), file, '', 'text/plain')).status).toBe(415);
    expect(await codeOf(await bring(await office(AGENT), file))).toEqual([403, 'ROLE_DENIED']);
    // The chief teller of another outlet.
    expect(await codeOf(await bring(await office('41201900201'), file))).toEqual([403, 'SCOPE_DENIED']);
    expect(await logged(of.device.deviceId)).toBe(0);
  });
});
