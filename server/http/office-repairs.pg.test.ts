import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RepairLine, RepairsAnswer } from '../../shared/read-models/office-repairs.ts';
import { headBytes } from '../../sync/index.ts';
import { depositDraft } from '../ws/testing/deposits.ts';
import { greetTablet, journalOf, pushOf } from '../ws/testing/line.ts';
import { enrol, startTestHub, type TestHub } from './testing/hub.ts';
import { atOffice, SUPERVISION } from './testing/office.ts';

/** The repair desk of the county: held, missing and suspended, by the real doors. */
const OUTLET = '41272803';
const IT = '41201990004';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.stop());

async function sent(use: 'vault' | 'delivery', ranges: readonly (readonly [number, number])[]): Promise<string> {
  const { tablet, device } = await enrol(hub, OUTLET);
  const id = device.deviceId;
  const journal = journalOf(tablet, id, OUTLET).add(...[100, 200, 400, 800].map(depositDraft));
  for (const [from, to] of ranges) {
    const { line } = await greetTablet(hub.url, { tablet, device: id, branch: OUTLET, journal });
    const push = await pushOf(tablet, journal, from, to);
    const head = journal.entries[to - 1]?.hash ?? push.previousHash;
    const signature = await tablet[use === 'vault' ? 'signing' : 'delivery'].sign(headBytes(id, to, head));
    await line.send({ ...push, signature, signedWith: use });
    await line.nextOf('outcome');
    line.socket.close();
  }
  return id;
}
const desk = async (who: string, device: string): Promise<readonly RepairLine[]> => {
  const { repairs } = await (await atOffice(hub, who)).get<RepairsAnswer>('/repairs');
  return repairs.filter((one) => one.device?.id === device);
};
const short = (line: RepairLine) => [line.reason, line.seqs?.from, line.seqs?.to, line.fen, line.case !== null];

describe('the repair desk', () => {
  it('an entry behind a hole, the hole itself, and money in suspense with its case', async () => {
    const device = await sent('vault', [
      [1, 1],
      [4, 4],
    ]);
    expect((await desk(SUPERVISION, device)).map(short).toSorted()).toEqual([
      ['gap', 4, 4, 800, false],
      ['missing', 2, 3, null, false],
      ['suspense', 1, 1, 100, true],
    ]);
  });

  it('what nobody signed stands there until it is signed; who works on devices sees no money and no suspense', async () => {
    const device = await sent('delivery', [[1, 2]]);
    expect((await desk(SUPERVISION, device)).map(short)).toEqual([
      ['unsigned', 1, 1, 100, false],
      ['unsigned', 2, 2, 200, false],
      ['missing', 3, 4, null, false],
    ]);
    expect((await desk(IT, device)).map(short)).toEqual([
      ['unsigned', 1, 1, null, false],
      ['unsigned', 2, 2, null, false],
      ['missing', 3, 4, null, false],
    ]);
    const posted = await sent('vault', [[1, 4]]);
    expect((await desk(IT, posted)).map(short)).toEqual([]);
  });

  it('a post without cases is refused', async () => {
    const hr = await atOffice(hub, '41201990007');
    await expect(hr.get('/repairs')).rejects.toThrow('403');
  });
});
