import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchDevice } from '../../support/bench-hub.ts';
import { EngineTerminal } from '../../support/engine-terminal.ts';
import { accountId, accountNo, customerId } from '../../support/peer-rows.ts';

/** Two terminals of one outlet with the product's engine: signed, chained, every amount a real deposit. */
/** Below the line from which identity papers are asked for. */
const FEN_MAX = 900_000;

interface Interaction {
  readonly accountId: string;
  readonly amount: number;
}
interface Records {
  readonly customers: readonly { readonly id: string }[];
  readonly accounts: readonly { readonly id: string }[];
  readonly interactions: readonly Interaction[];
  readonly delta: readonly { readonly id: string; readonly phone: string }[];
}

export async function create({ port, dir, w }: { port: number; dir: string; w: Records }) {
  const [one, two] = (
    JSON.parse(readFileSync(join(dir, 'devices.json'), 'utf8')) as readonly (BenchDevice & { hubKey: number[] })[]
  ).map((device): BenchDevice => ({ ...device, hubKey: new Uint8Array(device.hubKey) }));
  if (one === undefined || two === undefined) throw new Error('the server has written two devices');
  const rowOf = new Map(w.accounts.map((account, n) => [account.id, n]));
  const customerOf = new Map(w.customers.map((customer, n) => [customer.id, n]));
  const a = await EngineTerminal.open(one, port);
  let b: EngineTerminal | null = null;
  let captured = 0;
  const capture = (record: Interaction) => {
    const n = rowOf.get(record.accountId) ?? 0;
    return a.deposit({
      account: accountId(n),
      accountNo: accountNo(n),
      fen: 100 + (record.amount % FEN_MAX),
      nth: captured++,
    });
  };
  const read = async (of: EngineTerminal, table: string, id: string, field: string): Promise<unknown> =>
    (await of.store.rows([{ table, id }])).get(`${table}:${id}`)?.[field];
  return {
    async bootstrap(): Promise<void> {
      await a.start();
      await a.whole();
      a.cut();
    },
    async capture(): Promise<void> {
      for (const record of w.interactions) await capture(record);
    },
    async push(): Promise<void> {
      a.road = true;
      a.nudge();
      await a.settled();
    },
    async predelta(): Promise<void> {
      a.cut();
      await a.until(() => a.status().phase === 'backing_off');
    },
    async delta(): Promise<void> {
      a.road = true;
      a.nudge();
      const last = w.delta.at(-1);
      const id = customerId(customerOf.get(last?.id ?? '') ?? -1);
      await a.until(async () => (await read(a, 'customer', id, 'phone')) === last?.phone);
    },
    async liveStart(): Promise<void> {
      b = await EngineTerminal.open(two, port);
      await b.start();
      await b.whole();
    },
    /** Until the other terminal shows the new balance. */
    async live(record: Interaction): Promise<void> {
      const other = b;
      if (other === null) throw new Error('live begins with liveStart');
      const id = accountId(rowOf.get(record.accountId) ?? 0);
      const before = (await read(other, 'account', id, 'ledger_fen')) as number;
      await capture(record);
      await other.until(async () => (await read(other, 'account', id, 'ledger_fen')) !== before);
    },
  };
}
