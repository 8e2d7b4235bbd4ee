// @triplit/server createServer, storage memory-btree (better-sqlite3/lmdb are not shipped with it)
const T = new URL('../triplit/node_modules/', import.meta.url).pathname;
export const secret = 'bench-secret-bench-secret-bench-secret';
export async function token(type = 'secret') {
  const jose = await import(T + 'jose/dist/webapi/index.js').catch(() => import(T + 'jose/dist/node/esm/index.js'));
  return new jose.SignJWT({ 'x-triplit-token-type': type })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode(secret));
}
export async function makeSchema(w) {
  const { Schema: S } = await import(T + '@triplit/client/dist/index.js');
  const of = (d) =>
    S.Schema(
      Object.fromEntries(
        Object.entries(d).map(([k, v]) => [
          k,
          k === 'id' ? S.Id() : Array.isArray(v) ? S.Set(S.String()) : typeof v === 'number' ? S.Number() : S.String(),
        ]),
      ),
    );
  return S.Collections(
    Object.fromEntries(
      ['customers', 'accounts', 'cards', 'interactions'].map((k) => [
        k,
        { schema: of(w[k][0]), permissions: undefined },
      ]),
    ),
  );
}
export const conv = (d) => (d.tags ? { ...d, tags: new Set(d.tags) } : d);
export async function start({ port, w }) {
  const { createServer } = await import(T + '@triplit/server/dist/index.js');
  const schema = await makeSchema(w);
  const quiet = { log() {}, handle() {}, startSpan: () => ({ log() {}, end() {} }) };
  const startServer = await createServer({
    storage: undefined,
    dbOptions: { schema: { collections: schema, roles: undefined } },
    jwtSecret: secret,
    projectId: 'bench',
    maxPayloadMb: 200,
    logHandler: quiet,
  });
  await new Promise((r) => startServer(port, r));
  const { HttpClient } = await import(T + '@triplit/client/dist/index.js').then((m) =>
    m.HttpClient ? m : import(T + '@triplit/client/dist/http-client/index.js'),
  );
  const http = new HttpClient({ serverUrl: `http://127.0.0.1:${port}`, token: await token(), schema });
  for (const k of ['customers', 'accounts', 'cards'])
    for (let i = 0; i < w[k].length; i += 1000) await http.bulkInsert({ [k]: w[k].slice(i, i + 1000).map(conv) });
  return {
    durability: 'memory-btree (no durable store shipped; sqlite/lmdb are optional)',
    delta: async (d) => {
      for (const x of d)
        await http.update('customers', x.id, (e) => {
          e.phone = x.phone;
          e.riskLevel = x.riskLevel;
          e.updatedAt = x.updatedAt;
        });
    },
  };
}
