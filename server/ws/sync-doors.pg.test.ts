import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { base64ToBytes } from '../../shared/kernel/bytes.ts';
import {
  packMessages,
  SYNC_BROKEN_HEADER,
  SYNC_CLOSED_HEADER,
  SYNC_SESSION_HEADER,
  unpackMessages,
} from '../../shared/read-models/doors.ts';
import { lease as leaseTable } from '../../shared/tables/device.ts';
import { createVerifier } from '../auth/keys.ts';
import { hubCommand } from '../hub-command.ts';
import { enrol, startTestHub, type TestHub } from '../http/testing/hub.ts';
import { helloBytes, type FeedToken, type HubMessage, type Welcome } from '../../sync/index.ts';
import { leaseBytes } from './lease-grant.ts';
import { codec, connectionCodec, decode, greetTablet, helloOf, openLine } from './testing/line.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.stop());

const openSocket = (headers: Record<string, string> = {}) => openLine(hub.url, { headers });

async function greet(outlet: string) {
  const { tablet, device } = await enrol(hub, outlet);
  return { tablet, device, ...(await greetTablet(hub.url, { tablet, device: device.deviceId, branch: outlet })) };
}

/** The county stops a card: rows that every outlet below it follows. */
async function stop(last4: string): Promise<void> {
  const at = Date.now();
  const entry = { account: `621700000000${last4}`, last4: null, tag: null, reason: 'lost', from: at, lifted_at: null };
  const id = `00000000-0000-7000-8000-00000000b${last4.slice(1)}`;
  const command = {
    id,
    branch: '412728',
    command: 'org.set_hot_entry',
    payload: entry,
    businessDate: '2026-11-09',
    at,
  };
  const [outcome] = await hub.hub.post('412728', [hubCommand(command)]);
  expect(outcome?.verdict).toBe('posted');
}
function countyOf({ tokens }: Welcome): FeedToken {
  const county = tokens.find(({ branch }) => branch === '412728');
  if (county === undefined) throw new Error('the county is above the outlet');
  return county;
}

describe('the socket', () => {
  test('a signed hello is welcomed with the positions of the outlet and the units above it; [SS4] a newer line of the same tablet ends it with replaced, one that only delivers ends nothing', async () => {
    const { tablet, device, line, welcome } = await greet('41272803');
    expect(welcome).toMatchObject({ type: 'welcome', receivedSeq: 0, mayPull: true });
    if (welcome.type === 'welcome')
      expect(welcome.tokens.map((token) => token.branch)).toEqual(['41272803', '412728', '4127', '41']);

    const { line: newer } = await greetTablet(hub.url, { tablet, device: device.deviceId, branch: '41272803' });
    expect(await line.nextOf('goodbye')).toMatchObject({ reason: 'replaced' });
    expect((await line.closed).reason).toBe('replaced');
    const thief = openSocket();
    const challenge = await thief.nextOf('challenge');
    const place = { deviceId: device.deviceId, branch: '41272803', nonce: challenge.nonce };
    const hello = { ...(await helloOf(tablet, place)), signedWith: 'delivery' as const };
    const { type: _type, signature: _signature, ...said } = hello;
    await thief.send({ ...hello, signature: await tablet.delivery.sign(helloBytes(challenge.nonce, said)) });
    expect((await thief.nextOf('welcome')).mayPull).toBe(false);
    await newer.send({ type: 'ping', mono: 1 });
    expect(await newer.nextOf('pong')).toMatchObject({ mono: 1 });
    thief.socket.close();
    newer.socket.close();
  });

  test('a terminal gets a lease the hub signed: the even share, capped by what others were promised, and tills of its own', async () => {
    const first = await greet('41272804');
    const second = await greet('41272804');
    const leases = await hub.hub.reads.rowsOf('41272804', leaseTable);
    const of = (device: string) => leases.find(({ row }) => row.device === device && row.returned_at === null);
    const [one, two] = [of(first.device.deviceId), of(second.device.deviceId)];
    // The first device was alone and had all of ¥100,000; it is still online, so its share was taken down to the even one.
    expect([one?.row.share_fen, two?.row.share_fen]).toEqual([5_000_000, 5_000_000]);
    expect([one?.row.tills, two?.row.tills]).toEqual([
      // The main till is with one tablet only: no date closes without it (domain 6).
      [{ till: '00' }, { till: '01' }, { till: '02' }],
      [{ till: '03' }, { till: '04' }],
    ]);
    expect((one?.row.expires_at ?? 0) - (one?.row.issued_at ?? 0)).toBe(72 * 3_600_000);
    if (one === undefined) throw new Error('a lease was granted');
    const { signature, returned_at: _returned, ...grant } = one.row;
    const hubKey = base64ToBytes(first.device.hubSigningKey);
    expect(await createVerifier().verify(hubKey, signature, leaseBytes(one.id, grant))).toBe(true);
    first.line.socket.close();
    second.line.socket.close();
  });

  test('tablets that come back at the same moment share what there is: nothing is lent twice, no till to two of them', async () => {
    const outlet = '41272806';
    const tablets = [];
    for (let n = 0; n < 4; n++) tablets.push(await enrol(hub, outlet));
    const lines = await Promise.all(
      tablets.map(({ tablet, device }) => greetTablet(hub.url, { tablet, device: device.deviceId, branch: outlet })),
    );
    const held = (await hub.hub.reads.rowsOf(outlet, leaseTable)).filter(({ row }) => row.returned_at === null);
    expect(held.map(({ row }) => row.device).sort()).toEqual(tablets.map(({ device }) => device.deviceId).sort());
    expect(held.map(({ row }) => row.share_fen)).toEqual([2_500_000, 2_500_000, 2_500_000, 2_500_000]);
    const tills = held.flatMap(({ row }) => row.tills.map((one) => one.till));
    expect(new Set(tills).size).toBe(tills.length);
    expect(tills).toContain('00');
    for (const { line } of lines) line.socket.close();
  });

  test('a live line gets a new lease after an hour: it names the old one, what the hub has counted and the stop list', async () => {
    const { device, line } = await greet('41272802');
    const leases = async () =>
      (await hub.hub.reads.rowsOf('41272802', leaseTable)).filter(({ row }) => row.device === device.deviceId);
    const [first] = await leases();
    expect(first?.row).toMatchObject({ counted_seq: 0, hot_list_version: 0, previous: null });
    await hub.hub.leases.round();
    expect(await leases()).toHaveLength(1);

    const entry = {
      account: '6217000000000001',
      last4: null,
      tag: null,
      reason: 'lost',
      from: Date.now(),
      lifted_at: null,
    };
    const id = '00000000-0000-7000-8000-00000000a001';
    const at = Date.now();
    const outcomes = await hub.hub.post('412728', [
      hubCommand({
        id,
        branch: '412728',
        command: 'org.set_hot_entry',
        payload: entry,
        businessDate: '2026-11-09',
        at,
      }),
    ]);
    expect(outcomes[0]?.verdict).toBe('posted');
    const [county] = await hub.hub.db.query<{ version: number }>(
      "SELECT version FROM hub.branch WHERE branch_id = '412728'",
    );
    await hub.hub.db.query('UPDATE hub.device SET seq = 7 WHERE device_id = $1', [device.deviceId]);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61 * 60_000 });
    await hub.hub.leases.round().finally(() => vi.useRealTimers());

    const [old, renewed] = (await leases()).sort((a, b) => a.row.issued_at - b.row.issued_at);
    expect(old?.row.returned_at).toBe(renewed?.row.issued_at);
    expect(renewed?.row).toMatchObject({
      previous: first?.id,
      counted_seq: 7,
      hot_list_version: county?.version,
      share_fen: 10_000_000,
      returned_at: null,
    });
    let told = await line.next();
    while (told.type !== 'poke' || told.branch !== '41272802') told = await line.next();
    line.socket.close();
  });

  test('a restored outlet lends nothing until its tablets have come back; readyz names it until then', async () => {
    const notes = async () =>
      ((await (await fetch(`${hub.url}/readyz`)).json()) as { notes: string[] }).notes.join(' ');
    const outlet = '41272809';
    const first = await greet(outlet);
    const second = await enrol(hub, outlet);
    const leases = async () =>
      (await hub.hub.reads.rowsOf(outlet, leaseTable)).filter(({ row }) => row.returned_at === null);
    const before = await leases();
    await hub.hub.db.query("UPDATE hub.branch SET state = 'recovering' WHERE branch_id = $1", [outlet]);
    const third = await enrol(hub, outlet);
    const again = async (of: typeof second) =>
      (await greetTablet(hub.url, { tablet: of.tablet, device: of.device.deviceId, branch: outlet })).line;
    (await again(first)).socket.close();
    (await again(second)).socket.close();
    expect(await notes()).toContain(outlet);
    expect(await leases()).toEqual(before);
    expect(
      await hub.hub.directory.setDeviceStatus({ branch: outlet, device: third.device.deviceId, status: 'lost' }),
    ).toBe(true);
    await expect.poll(notes).not.toContain(outlet);
    await hub.hub.leases.round();
    const line = await again(second);
    expect((await leases()).length).toBeGreaterThan(before.length);
    line.socket.close();
    first.line.socket.close();
  });

  test('what a device out of reach was promised is not lent again', async () => {
    const first = await greet('41272807');
    first.line.socket.close();
    await first.line.closed;
    const second = await greet('41272807');
    const leases = (await hub.hub.reads.rowsOf('41272807', leaseTable)).filter(({ row }) => row.returned_at === null);
    const shareOf = (device: string) => leases.find(({ row }) => row.device === device)?.row.share_fen;
    expect([shareOf(first.device.deviceId), shareOf(second.device.deviceId)]).toEqual([10_000_000, 0]);
    second.line.socket.close();
  });

  test('a hello signed by another key ends with bad_signature, bytes of nobody with bad_message', async () => {
    const { tablet, device } = await enrol(hub, '41272803');
    const line = openSocket();
    const challenge = await line.next();
    if (challenge.type !== 'challenge') throw new Error('the hub speaks first');
    const hello = await helloOf(tablet, { deviceId: device.deviceId, branch: '41272803', nonce: challenge.nonce });
    await line.send({ ...hello, headSeq: 7 });
    expect((await line.closed).reason).toBe('bad_signature');
    const garbage = openSocket();
    await garbage.next();
    garbage.socket.send(new Uint8Array([0, 250, 17, 3]));
    expect((await garbage.closed).reason).toBe('bad_message');
    const text = openSocket();
    await text.next();
    text.socket.send('hello');
    expect((await text.closed).reason).toBe('bad_message');
  });

  test('a message past the bound cuts the connection and the hub goes on serving', async () => {
    const line = openSocket();
    await line.next();
    line.socket.send(new Uint8Array(4_194_305));
    await line.closed;
    expect((await fetch(`${hub.url}/healthz`)).status).toBe(200);
  });

  test('a page of another site gets no socket', async () => {
    const line = openSocket({ origin: 'https://elsewhere.example' });
    expect((await line.closed).code).toBe(1006);
  });

  test('[LV1] a terminal that has asked once is sent what changed, and asks no more', async () => {
    const { line, welcome } = await greet('41272805');
    await line.send({ type: 'pull', token: countyOf(welcome) });
    const { batch: first } = await line.nextOf('changes');
    let at = first.to;
    for (const last4 of ['0001', '0002']) {
      await stop(last4);
      const { batch } = await line.nextOf('live');
      expect(batch.from).toEqual(at);
      expect(batch.rows.map((row) => row.table)).toContain('hot_entry');
      at = batch.to;
    }
    line.socket.close();
  });

  test('when a branch moves, a terminal whose position is not known is poked', async () => {
    const { line } = await greet('41272805');
    const other = await greet('41272805');
    let poke = await line.next();
    while (poke.type !== 'poke') poke = await line.next();
    expect(poke).toEqual({ type: 'poke', branch: '41272805' });
    line.socket.close();
    other.line.socket.close();
  });
});

describe('the same messages over plain HTTP', () => {
  const post = (body: Uint8Array<ArrayBuffer>, session?: string, more: RequestInit = {}) =>
    fetch(`${hub.url}/sync/http`, {
      method: 'POST',
      body,
      ...more,
      headers: { ...more.headers, ...(session === undefined ? {} : { [SYNC_SESSION_HEADER]: session }) },
    });
  const afterBroken = { headers: { [SYNC_BROKEN_HEADER]: '1' } };
  const read = async (response: Response) =>
    Promise.all((unpackMessages(new Uint8Array(await response.arrayBuffer())) ?? []).map((bytes) => decode(bytes)));

  test('challenge, hello and welcome', async () => {
    const { tablet, device } = await enrol(hub, '41272806');
    const opened = await post(new Uint8Array(0));
    const session = opened.headers.get(SYNC_SESSION_HEADER) ?? '';
    const [challenge] = await read(opened);
    if (challenge?.type !== 'challenge') throw new Error('the hub speaks first');
    const hello = await helloOf(tablet, { deviceId: device.deviceId, branch: '41272806', nonce: challenge.nonce });
    const answers = await read(await post(packMessages([await codec.encode(hello)]), session));
    const welcome =
      answers.find((message) => message.type === 'welcome') ?? (await read(await post(new Uint8Array(0), session)))[0];
    expect(welcome).toMatchObject({ type: 'welcome', mayPull: true });
  });

  test('[LV1] a waiting post is answered with the rows that changed', async () => {
    const { tablet, device } = await enrol(hub, '41272807');
    const mine = connectionCodec();
    const take = async (response: Response): Promise<HubMessage[]> => {
      const out: HubMessage[] = [];
      for (const bytes of unpackMessages(new Uint8Array(await response.arrayBuffer())) ?? [])
        out.push(await decode(bytes, mine));
      return out;
    };
    const opened = await post(new Uint8Array(0));
    const session = opened.headers.get(SYNC_SESSION_HEADER) ?? '';
    const until = async <K extends HubMessage['type']>(kind: K, first: Promise<Response>) => {
      for (let answer = first; ; answer = post(new Uint8Array(0), session)) {
        const found = (await take(await answer)).find((message) => message.type === kind);
        if (found !== undefined) return found as Extract<HubMessage, { type: K }>;
      }
    };
    const { nonce } = await until('challenge', Promise.resolve(opened));
    const hello = await helloOf(tablet, { deviceId: device.deviceId, branch: '41272807', nonce });
    const welcome = await until('welcome', post(packMessages([await mine.encode(hello)]), session));
    const pull = await mine.encode({ type: 'pull', token: countyOf(welcome) });
    const { batch: first } = await until('changes', post(packMessages([pull]), session));
    const waiting = until('live', post(new Uint8Array(0), session));
    await stop('0003');
    expect((await waiting).batch.from).toEqual(first.to);
  });

  test('[PR5] a wait the terminal broke off ends at once, and what it was answered is given again', async () => {
    const { tablet, device } = await enrol(hub, '41272806');
    const opened = await post(new Uint8Array(0));
    const session = opened.headers.get(SYNC_SESSION_HEADER) ?? '';
    const [challenge] = await read(opened);
    if (challenge?.type !== 'challenge') throw new Error('the hub speaks first');
    const wait = new AbortController();
    const broken = post(new Uint8Array(0), session, { signal: wait.signal }).catch(() => null);
    await new Promise((resolve) => setTimeout(resolve, 200));
    wait.abort();
    expect(await broken).toBeNull();

    const hello = await helloOf(tablet, { deviceId: device.deviceId, branch: '41272806', nonce: challenge.nonce });
    const started = performance.now();
    const greeting = post(packMessages([await codec.encode(hello)]), session, afterBroken);
    const answers = await read(await greeting);
    if (answers.length === 0) answers.push(...(await read(await post(new Uint8Array(0), session))));
    expect(answers.map((message) => message.type)).toContain('welcome');
    // Behind the broken wait the hello would have stood for HTTP_POLL_MS.
    expect(performance.now() - started).toBeLessThan(5_000);

    const unread = answers.map((message) => message.type);
    const again = await read(await post(new Uint8Array(0), session, afterBroken));
    expect(again.map((message) => message.type)).toEqual(unread);
  });

  test('a session that is over, a broken body and garbage each get a clear answer', async () => {
    const gone = await post(new Uint8Array(0), 'no-such-session');
    expect([gone.status, ((await gone.json()) as { code: string }).code]).toEqual([410, 'SESSION_GONE']);
    const broken = await post(new Uint8Array([0, 0, 1]));
    expect([broken.status, ((await broken.json()) as { code: string }).code]).toEqual([400, 'BODY_NOT_MESSAGES']);
    const session = (await post(new Uint8Array(0))).headers.get(SYNC_SESSION_HEADER) ?? '';
    const closed = await post(packMessages([new Uint8Array([9, 9, 9])]), session);
    expect(closed.headers.get(SYNC_CLOSED_HEADER)).toBe('bad_message');
    expect((await post(new Uint8Array(0), session)).status).toBe(410);
  });
});
