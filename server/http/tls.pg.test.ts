import { writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestFolder } from '../store/testing/database.ts';
import { readConfig } from '../config.ts';
import { depositDraft } from '../ws/testing/deposits.ts';
import { greetTablet, journalOf, openLine, pushOf } from '../ws/testing/line.ts';
import { createHttpServer } from './listen.ts';
import { makeCertificate, type TestCertificate } from './testing/certificate.ts';
import { makeTablet, startTestHub, type TestHub } from './testing/hub.ts';

/** The hub with a certificate: pages, doors and sockets under TLS on the one port. */
let folder: string;
let remove: () => Promise<void>;
let certificate: TestCertificate;
let hub: TestHub;
beforeAll(async () => {
  ({ folder, remove } = await openTestFolder());
  certificate = makeCertificate(folder);
  hub = await startTestHub({ TLS_CERT: certificate.cert, TLS_KEY: certificate.key, HOST: '127.0.0.1' });
});
afterAll(async () => {
  await hub.stop();
  await remove();
});

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
}

const ask = (path: string, body: unknown = null, ca: string | null = certificate.ca): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const method = body === null ? 'GET' : 'POST';
    const headers = { 'content-type': 'application/json' };
    const options = { method, headers, ...(ca === null ? {} : { ca }) };
    const asked = request(hub.url + path, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    asked.on('error', reject);
    asked.end(body === null ? undefined : JSON.stringify(body));
  });

test('a door answers over https with the header that keeps a browser on https', async () => {
  const answer = await ask('/readyz');
  expect([answer.status, JSON.parse(answer.body)]).toEqual([
    200,
    {
      ready: true,
      database: 'up',
      notes: ['无异地存档 / no archive outside the data folder', '没有备份 / no backup is offered for restore'],
    },
  ]);
  expect(answer.headers['strict-transport-security']).toBe('max-age=31536000');
});

test('the cookie of the office goes over TLS only', async () => {
  const answer = await ask('/api/office/sign-on', { employeeNo: '41201990001', password: 'yizhan-demo-2026' });
  expect(answer.status).toBe(200);
  expect(String(answer.headers['set-cookie'])).toMatch(/; Secure/i);
});

test('a client that does not know the certificate, and one that speaks plain http, get nothing', async () => {
  await expect(ask('/readyz', null, null)).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  await expect(fetch(`${hub.url.replace('https', 'http')}/readyz`)).rejects.toThrow();
  const line = openLine(hub.url);
  expect((await line.closed).code).toBe(1006);
});

test('a tablet enrols over https and delivers over wss', async () => {
  const tablet = await makeTablet();
  const enrolled = await ask('/api/enrol', tablet.enrolBody(await hub.code('41272801')));
  expect(enrolled.status).toBe(200);
  const { deviceId } = JSON.parse(enrolled.body) as { deviceId: string };
  const journal = journalOf(tablet, deviceId, '41272801').add(depositDraft(12_345));
  const at = { tablet, device: deviceId, branch: '41272801', journal };
  const { line, welcome } = await greetTablet(hub.url, at, { ca: certificate.ca });
  expect(welcome).toMatchObject({ receivedSeq: 0, mayPull: true });
  await line.send(await pushOf(tablet, journal, 1, 1));
  expect(await line.nextOf('outcome')).toMatchObject({ receivedSeq: 1 });
  line.socket.close();
});

test('a file that is no certificate ends in one sentence', () => {
  const wrong = join(folder, 'wrong.crt');
  writeFileSync(wrong, 'not a certificate');
  const config = readConfig({ TLS_CERT: wrong, TLS_KEY: certificate.key });
  if (!config.ok) throw new Error(config.error);
  expect(() => createHttpServer(config.value, () => new Response())).toThrow(
    /^TLS_CERT and TLS_KEY cannot be used \(.*\): give a PEM certificate and its key\.$/,
  );
});
