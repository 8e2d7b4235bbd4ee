import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestHub, makeTablet, type Tablet, type TestHub } from './testing/hub.ts';

/** Whatever is thrown at a door, the answer is a refusal in the doors' own form, never a fault, and the hub goes on. */
const RUNS = 400;
let hub: TestHub;
let tablet: Tablet;
beforeAll(async () => {
  hub = await startTestHub({ YIZHAN_BEHIND_PROXY: '1' });
  tablet = await makeTablet();
});
afterAll(() => hub.stop());

const statuses = new Map<string, number>();
let caller = 0;

/** Every call comes from an address of its own, as a proxy would say, so that not only the rate limit answers. */
async function refused(path: string, body: BodyInit, headers: Record<string, string> = {}): Promise<void> {
  caller += 1;
  const from = `10.${caller >> 16}.${(caller >> 8) & 255}.${caller & 255}`;
  const response = await fetch(hub.url + path, {
    method: 'POST',
    body,
    headers: { ...headers, 'x-forwarded-for': from },
  });
  const text = await response.text();
  const seen = `${path} ${response.status}`;
  statuses.set(seen, (statuses.get(seen) ?? 0) + 1);
  expect(response.status, text).toBeGreaterThanOrEqual(400);
  expect(response.status, text).toBeLessThan(500);
  const error = JSON.parse(text) as { code: unknown; message: unknown };
  expect(typeof error.code === 'string' && typeof error.message === 'string').toBe(true);
}

/** A body of the door's form with one or two fields replaced, removed or added: most of it passes decoding. */
const nearly = (good: Record<string, unknown>) =>
  fc
    .record({
      changed: fc.dictionary(
        fc.constantFrom(...Object.keys(good)),
        fc.oneof(
          fc.string(),
          fc.integer(),
          fc.constant(null),
          fc.string({ maxLength: 200 }),
          fc.array(fc.integer(), { maxLength: 3 }),
        ),
        { maxKeys: 2 },
      ),
      extra: fc.dictionary(fc.string({ maxLength: 12 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 2 }),
    })
    .map(({ changed, extra }) => JSON.stringify({ ...extra, ...good, ...changed }));

const anything = fc.oneof(
  fc.json(),
  fc.string({ maxLength: 400 }),
  fc.constant('{"code":'),
  fc.constant('['.repeat(9_000)),
);

const CODE_LETTERS = [...'23456789ABCDEFGHJKLMNPQRSTUVWXYZ'];
const code = fc.string({ unit: fc.constantFrom(...CODE_LETTERS), minLength: 12, maxLength: 12 });

describe('fuzz', () => {
  test('property: POST /api/enrol refuses every body without a code that was issued', async () => {
    const good = code.chain((letters) => nearly(tablet.enrolBody(letters)));
    await fc.assert(
      fc.asyncProperty(fc.oneof({ weight: 2, arbitrary: good }, { weight: 1, arbitrary: anything }), (body) =>
        refused('/api/enrol', body),
      ),
      { numRuns: RUNS },
    );
  });

  test('property: POST /api/credential refuses every request no device signed', async () => {
    const good = nearly({
      deviceId: 'a'.repeat(32),
      employeeNo: '41201900102',
      password: 'yizhan-demo-2026',
      at: Date.now(),
      signature: 'A'.repeat(86),
    });
    await fc.assert(
      fc.asyncProperty(fc.oneof({ weight: 2, arbitrary: good }, { weight: 1, arbitrary: anything }), (body) =>
        refused('/api/credential', body),
      ),
      { numRuns: RUNS },
    );
  });

  test('property: POST /api/office/sign-on refuses everybody without a password', async () => {
    const good = nearly({ employeeNo: '41201990001', password: 'not this one' });
    const headers = { 'content-type': 'application/json' };
    await fc.assert(
      fc.asyncProperty(fc.oneof({ weight: 2, arbitrary: good }, { weight: 1, arbitrary: anything }), (body) =>
        refused('/api/office/sign-on', body, headers),
      ),
      { numRuns: RUNS },
    );
  });

  test('property: POST /sync/http never faults: frames of garbage end the session with a reason', async () => {
    const frames = fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(frames, fc.boolean(), async (parts, isFramed) => {
        const framed = parts.flatMap((part) => [0, 0, 0, part.length, ...part]);
        const body = new Uint8Array(isFramed ? framed : parts.flatMap((part) => [...part]));
        const response = await fetch(`${hub.url}/sync/http`, { method: 'POST', body });
        await response.arrayBuffer();
        expect([200, 400, 413]).toContain(response.status);
      }),
      { numRuns: 100 },
    );
  });

  test('a body past the bound is refused before it is read to its end', async () => {
    await refused('/api/enrol', JSON.stringify({ code: 'X'.repeat(20_000) }));
    const response = await fetch(`${hub.url}/sync/http`, { method: 'POST', body: new Uint8Array(4_194_305) });
    expect(response.status).toBe(413);
  });

  test('a good part of the bodies passed decoding and was refused for what it said', () => {
    expect(statuses.get('/api/enrol 403') ?? 0).toBeGreaterThan(RUNS / 20);
    expect(statuses.get('/api/credential 403') ?? 0).toBeGreaterThan(RUNS / 20);
    expect(statuses.get('/api/office/sign-on 401') ?? 0).toBeGreaterThan(0);
  });

  test('after all of that the hub is ready and has met no fault', async () => {
    expect((await fetch(`${hub.url}/readyz`)).status).toBe(200);
    expect(hub.logged.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });
});
