import { webcrypto } from 'node:crypto';
import { join } from 'node:path';
import { bytesToBase64, type Bytes } from '../../../shared/kernel/bytes.ts';
import type { EnrolResponse } from '../../../shared/read-models/doors.ts';
import { makeCode } from '../../auth/enrol-code.ts';
import { openBox } from '../../auth/sealing.ts';
import { secretHash } from '../../auth/keys.ts';
import { readConfig, type Config } from '../../config.ts';
import { makeDemo } from '../../demo/start.ts';
import { startHub, type Hub } from '../../hub.ts';
import { createLog } from '../../log.ts';
import { copyTemplate, openTestFolder } from '../../store/testing/database.ts';

/** A whole hub on a real database and a free port, with a demo province of about 200 customers. */
export interface TestHub {
  readonly hub: Hub;
  readonly url: string;
  readonly config: Config;
  readonly logged: string[];
  code(outlet: string, ageMs?: number): Promise<string>;
  stop(): Promise<void>;
}

function testConfig(folder: string, settings: Record<string, string>): Config {
  const config = readConfig({ PORT: '0', YIZHAN_DATA: join(folder, 'data'), YIZHAN_DEMO_PERCENT: '1', ...settings });
  if (!config.ok) throw new Error(config.error);
  return config.value;
}

const HOUR_MS = 3_600_000;

/** Settings that leave the hub its own database and data folder, and the demo province as it is. */
const OVER_TEMPLATE = new Set(['YIZHAN_BEHIND_PROXY', 'TLS_CERT', 'TLS_KEY', 'HOST']);

export async function startTestHub(settings: Record<string, string> = {}): Promise<TestHub> {
  const place = await openTestFolder();
  if (Object.keys(settings).every((name) => OVER_TEMPLATE.has(name))) await copyTemplate('demo', place.folder);
  return startHubIn(place, settings);
}

/** Makes the demo province unless the folder has one. */
export async function startHubIn(
  { folder, remove }: Awaited<ReturnType<typeof openTestFolder>>,
  settings: Record<string, string> = {},
): Promise<TestHub> {
  const config = testConfig(folder, settings);
  const logged: string[] = [];
  const hub = await startHub(
    config,
    createLog((line) => void logged.push(line), Date.now),
    join(folder, 'client'),
  );
  await makeDemo(hub, () => undefined);
  return {
    hub,
    config: { ...config, port: hub.port },
    url: `${config.tls === null ? 'http' : 'https'}://127.0.0.1:${hub.port}`,
    logged,
    async code(outlet, ageMs = 0) {
      const code = makeCode();
      const at = Date.now() - ageMs;
      await hub.directory.issueEnrolCode({
        codeHash: secretHash(code.replaceAll('-', '')),
        outlet,
        issuedBy: null,
        at,
        expiresAt: at + HOUR_MS,
      });
      return code;
    },
    async stop() {
      await hub.stop();
      await remove();
    },
  };
}

interface Pair {
  readonly publicKey: Bytes;
  sign(bytes: Bytes): Promise<Bytes>;
}

async function makePair(): Promise<Pair> {
  const pair = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  return {
    publicKey: new Uint8Array(await webcrypto.subtle.exportKey('raw', pair.publicKey)),
    sign: async (bytes) =>
      new Uint8Array(await webcrypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, pair.privateKey, bytes)),
  };
}

/** The keys of a tablet that is not enrolled yet. */
export interface Tablet {
  readonly signing: Pair;
  readonly delivery: Pair;
  /** Opens what was sealed to this tablet; null for everything else. */
  openBox(purpose: string, box: Bytes): Promise<Bytes | null>;
  enrolBody(code: string): Record<string, string>;
}

export async function makeTablet(): Promise<Tablet> {
  const [signing, delivery] = await Promise.all([makePair(), makePair()]);
  const ecdh = await webcrypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
  const ecdhKey = new Uint8Array(await webcrypto.subtle.exportKey('raw', ecdh.publicKey));
  return {
    signing,
    delivery,
    openBox: (purpose, box) => openBox(ecdh.privateKey, purpose, box),
    enrolBody: (code) => ({
      code,
      signingKey: bytesToBase64(signing.publicKey),
      deliveryKey: bytesToBase64(delivery.publicKey),
      ecdhKey: bytesToBase64(ecdhKey),
      appVersion: '0.1.0',
    }),
  };
}

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

export async function postJson(url: string, body: unknown, more: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...more },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

let caller = 0;
/** An address of its own, which only a hub behind a proxy believes: tests that enrol many tablets meet no rate limit. */
const fromElsewhere = (): Record<string, string> => {
  caller += 1;
  return { 'x-forwarded-for': `10.200.${caller >> 8}.${caller & 255}` };
};

export async function enrol(hub: TestHub, outlet: string): Promise<{ tablet: Tablet; device: EnrolResponse }> {
  const tablet = await makeTablet();
  const answer = await postJson(`${hub.url}/api/enrol`, tablet.enrolBody(await hub.code(outlet)), fromElsewhere());
  if (answer.status !== 200) throw new Error(`enrolment refused: ${JSON.stringify(answer.body)}`);
  return { tablet, device: answer.body as unknown as EnrolResponse };
}
