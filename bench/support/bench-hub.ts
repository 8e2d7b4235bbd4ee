import { webcrypto } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bytes } from '../../shared/kernel/bytes.ts';
import { deviceIdOf } from '../../shared/kernel/ids.ts';
import { readConfig } from '../../server/config.ts';
import { startHub, type Hub } from '../../server/hub.ts';
import { createLog } from '../../server/log.ts';
import { certificateId, CERTIFICATE_KINDS, type certificate } from '../../shared/tables/certificate.ts';
import { shanghaiDate } from '../../shared/kernel/dates.ts';
import type { RowOf } from '../../shared/tables/define.ts';
import type { employee } from '../../shared/tables/employee.ts';
import type { tellerSession } from '../../shared/tables/teller-session.ts';
import type { till } from '../../shared/tables/till.ts';
import { newDeviceRecord, type RowChange } from '../../sync/index.ts';

/** The product's hub on an embedded PostgreSQL of its own, without demo data, filled by what a benchmark gives it. */
export interface BenchHub {
  readonly hub: Hub;
  /** Puts rows into a branch as they are, in commits of at most 4,096. */
  fill(branch: string, rows: readonly RowChange[]): Promise<void>;
  /** A device that may greet with its keys, and a teller who has signed on at it with a till of their own. */
  enrol(branch: string, deviceNo: string): Promise<BenchDevice>;
  stop(): Promise<void>;
}

/** A device and its private key, as a terminal of a benchmark holds them. */
export interface BenchDevice {
  readonly id: string;
  readonly branch: string;
  readonly lineage: readonly string[];
  readonly port: number;
  readonly hubKey: Bytes;
  readonly privateKey: JsonWebKey;
  readonly maker: string;
  readonly till: string;
}

/** What the counter has before its first customer: a person with their post and certificate, a till, an open session. */
function counterRows(
  branch: string,
  { id, deviceNo, maker }: { id: string; deviceNo: string; maker: string },
): RowChange[] {
  const at = Date.now();
  const today = shanghaiDate(at);
  const person: RowOf<typeof employee> = {
    employee_no: maker,
    name: '王柜员',
    unit: branch,
    posts: [{ post: 'teller', from: '2026-01-01', to: null }],
    status: 'active',
    pin_salt: null,
    pin_hash: null,
    id_no_hash: null,
  };
  const own: RowOf<typeof till> = {
    till_no: deviceNo,
    status: 'held',
    cash_fen: 0,
    holder: maker,
    device: id,
    last_holder: null,
    last_held_on: null,
    balanced_on: null,
    opening_counted_fen: 0,
    taken_at: at,
    last_count: [],
  };
  const session: RowOf<typeof tellerSession> = {
    employee: maker,
    device: id,
    business_date: today,
    status: 'open',
    on_at: at,
    off_at: null,
    till: deviceNo,
    witness: null,
  };
  return [
    { table: 'employee', id: maker, body: person },
    { table: 'till', id: deviceNo, body: own },
    { table: 'teller_session', id: maker, body: session },
    ...CERTIFICATE_KINDS.map((kind): RowChange => {
      const held: RowOf<typeof certificate> = {
        employee: maker,
        kind,
        valid_from: '2026-01-01',
        valid_to: '2030-12-31',
      };
      return { table: 'certificate', id: certificateId(maker, kind), body: held };
    }),
  ];
}

const COMMIT_ROWS = 4096;
const NOTHING = { device: null, log: [], rows: [], postings: [], outbox: [], inbox: [], raw: [] };

export async function startBenchHub(port = 0): Promise<BenchHub> {
  const folder = await mkdtemp(join(tmpdir(), 'yizhan-bench-'));
  await chmod(folder, 0o755);
  const config = readConfig({ PORT: String(port), YIZHAN_DATA: join(folder, 'data'), YIZHAN_DEMO: '0' });
  if (!config.ok) throw new Error(config.error);
  const log = createLog(
    (line) => {
      if (line.includes('"level":"error"')) console.error(line.trim());
    },
    () => Date.now(),
  );
  const hub = await startHub(config.value, log, join(folder, 'client'));
  const { store } = hub.engine;
  return {
    hub,
    async fill(branch, rows) {
      for (let from = 0; from < rows.length; from += COMMIT_ROWS) {
        const part = rows.slice(from, from + COMMIT_ROWS);
        await store.inBranch(branch, (tx) => tx.commit({ ...NOTHING, rows: part }));
      }
    },
    async enrol(branch, deviceNo) {
      const pair = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
      const signingKey: Bytes = new Uint8Array(await webcrypto.subtle.exportKey('raw', pair.publicKey));
      const id = deviceIdOf(signingKey);
      const device = newDeviceRecord({ id, branch, deviceNo, signingKey, deliveryKey: signingKey });
      const maker = `${branch}1${deviceNo}`;
      const rows = counterRows(branch, { id, deviceNo, maker });
      await store.inBranch(branch, (tx) => tx.commit({ ...NOTHING, device, rows }));
      return {
        id,
        branch,
        lineage: await store.lineage(branch),
        port: hub.port,
        hubKey: hub.keys.signingKey,
        maker,
        till: deviceNo,
        privateKey: await webcrypto.subtle.exportKey('jwk', pair.privateKey),
      };
    },
    async stop() {
      await hub.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
