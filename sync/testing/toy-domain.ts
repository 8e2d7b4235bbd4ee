import type { Cbor } from '../../shared/kernel/cbor.ts';
import { err, ok } from '../../shared/kernel/result.ts';
import type { Command, Domain, HubFacts, Judgement, RowKey, RowReader } from '../engine/ports.ts';
import type { ColumnKinds } from '../protocol/typed-ways.ts';

/**
 * A bank of jars: the smallest business that shows everything the engine does. `put` and `take` move coins,
 * what a jar cannot give goes to suspense, `seal` is a priority, `tell` sends a message, `burst` is a bug.
 */

interface Jar {
  readonly coins: number;
  readonly sealed_at: number | null;
}
const jarOf = (rows: RowReader, id: string): Jar =>
  (rows.get('jar', id) as Jar | null) ?? { coins: 0, sealed_at: null };

const payloadOf = (command: Command): readonly Cbor[] =>
  Array.isArray(command.payload) ? (command.payload as readonly Cbor[]) : [];
const jarId = (command: Command): string => String(payloadOf(command)[0] ?? '');
const amount = (command: Command): number => Number(payloadOf(command)[1] ?? 0);

const plainly = (kind: string) => ({ kind, members: null });
/** What the rows of the toy look like, for their typed columns. */
const TOY_KINDS: Readonly<Record<string, ColumnKinds>> = {
  jar: { coins: plainly('fen'), sealed_at: plainly('instant') },
  line: { jar: plainly('id'), fen: plainly('fen'), what: plainly('code'), status: plainly('code') },
};

const nothing: Judgement = {
  verdict: 'posted',
  code: null,
  split: null,
  rows: [],
  postings: [],
  cases: [],
  messages: [],
};
const line = (command: Command, status: string) => ({
  table: 'line',
  id: command.rowId,
  body: { jar: jarId(command), fen: amount(command), what: command.name, status },
});

function put(command: Command, rows: RowReader): Judgement {
  const id = jarId(command);
  const jar = jarOf(rows, id);
  return {
    ...nothing,
    rows: [{ table: 'jar', id, body: { ...jar, coins: jar.coins + amount(command) } }, line(command, 'posted')],
    postings: [
      { ledger: 'TILL', account: null, fen: amount(command) },
      { ledger: 'JAR', account: id, fen: -amount(command) },
    ],
  };
}

function take(command: Command, rows: RowReader): Judgement {
  const id = jarId(command);
  const jar = jarOf(rows, id);
  const sealed = jar.sealed_at !== null && command.capturedAt >= jar.sealed_at;
  const given = sealed ? 0 : Math.min(jar.coins, amount(command));
  const missing = amount(command) - given;
  const verdict = missing === 0 ? 'posted' : given === 0 ? 'suspense' : 'posted_with_exception';
  const cases =
    missing === 0 ? [] : [{ code: 'SHORT', table: 'case', id: `${command.id}/SHORT`, body: { jar: id, fen: missing } }];
  return {
    ...nothing,
    verdict,
    split: missing === 0 ? null : { accountFen: given, suspenseLedger: 'SUS', suspenseFen: missing },
    rows: [{ table: 'jar', id, body: { ...jar, coins: jar.coins - given } }, line(command, verdict)],
    postings: [
      { ledger: 'TILL', account: null, fen: -amount(command) },
      { ledger: 'JAR', account: id, fen: given },
      { ledger: 'SUS', account: null, fen: missing },
    ],
    cases,
  };
}

/** Undoes the request it replaces when that was posted; then it stands for nothing. */
function abandon(command: Command, rows: RowReader): Judgement {
  const original =
    command.replaces === null
      ? null
      : (rows.get('line', command.replaces) as { jar: string; fen: number; status: string } | null);
  if (original === null || command.replaces === null || original.status !== 'posted') return nothing;
  const jar = jarOf(rows, original.jar);
  return {
    ...nothing,
    rows: [
      { table: 'jar', id: original.jar, body: { ...jar, coins: jar.coins + original.fen } },
      { table: 'line', id: command.replaces, body: { ...original, status: 'undone' } },
    ],
    postings: [
      { ledger: 'TILL', account: null, fen: original.fen },
      { ledger: 'JAR', account: original.jar, fen: -original.fen },
    ],
  };
}

function reads(command: Command, rows: RowReader): readonly RowKey[] {
  const keys: RowKey[] = [{ table: 'jar', id: jarId(command) }];
  if (command.replaces === null) return keys;
  keys.push({ table: 'line', id: command.replaces });
  const original = rows.has('line', command.replaces)
    ? (rows.get('line', command.replaces) as { jar: string } | null)
    : null;
  return original === null ? keys : [...keys, { table: 'jar', id: original.jar }];
}

function apply(command: Command, rows: RowReader, hub: HubFacts | null): Judgement {
  // A request waits for its verdict.
  if (hub === null && command.basis === 'request') return nothing;
  switch (command.name) {
    case 'put':
      return put(command, rows);
    case 'take':
      return take(command, rows);
    case 'abandon':
      return abandon(command, rows);
    case 'seal':
      return {
        ...nothing,
        rows: [
          { table: 'jar', id: jarId(command), body: { ...jarOf(rows, jarId(command)), sealed_at: command.capturedAt } },
        ],
      };
    case 'name':
      return { ...nothing, rows: [{ table: 'tag', id: command.rowId, body: { number: hub?.numbers['tag'] ?? null } }] };
    case 'tell':
      return {
        ...nothing,
        messages: [
          {
            toBranch: String(payloadOf(command)[2]),
            command: 'put',
            payloadVersion: 1,
            payload: [jarId(command), amount(command)],
          },
        ],
      };
    case 'unbalanced':
      return { ...nothing, postings: [{ ledger: 'TILL', account: null, fen: 1 }] };
    default:
      throw new Error('a defect of the business code');
  }
}

const NAMES = ['put', 'take', 'abandon', 'seal', 'name', 'tell', 'unbalanced', 'burst'];

export const toyDomain: Domain = {
  reads,
  apply,
  admit(command, rows) {
    const jar = jarOf(rows, jarId(command));
    if (command.name === 'take' && jar.coins < amount(command))
      return err({ code: 'JAR_SHORT', detail: { coins: jar.coins } });
    return ok(null);
  },
  readable: (command) => NAMES.includes(command.name) && command.payloadVersion === 1 && Array.isArray(command.payload),
  isPriority: (name) => name === 'seal',
  numbersFor: (name) => (name === 'name' ? ['tag'] : []),
  sigma: (command) => ({
    command: command.name,
    direction: command.name === 'put' ? 'in' : command.name === 'take' ? 'out' : 'none',
    fen: amount(command),
  }),
  scopeOf: (table) => (table === 'case' || table === 'secret' ? 'never' : table === 'rule' ? 'reference' : 'outlet'),
  kindsOf: (table) => TOY_KINDS[table] ?? null,
  incident: ({ reason, command, seq }) => [{ code: reason, table: 'case', id: `${command}/${reason}`, body: { seq } }],
};
