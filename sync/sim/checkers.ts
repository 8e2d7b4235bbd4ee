import { bytesToHex, equalBytes, type Bytes } from '../../shared/kernel/bytes.ts';
import { deviceRowId } from '../../shared/kernel/ids.ts';
import { commandOf } from '../engine/command.ts';
import { rawKey } from '../engine/intake.ts';
import { lostAt } from '../engine/lost-ranges.ts';
import { decodeEntry } from '../protocol/entry.ts';
import { countsOnce, lossIsListed, nothingBeforeOpening, openedAsVouched, shownStands } from './loss-checkers.ts';
import { COUNTY, OUTLETS, realDomain } from './market.ts';
import { clearingCloses, copiesEqualMaster, dealsAgree, moneyAgrees, personCash } from './money-checkers.ts';
import { bodyText, EXCEPTIONS, toldByCases, type Checker, type Quiet } from './quiet.ts';

/** What must hold of journals, feeds and replicas when everything is quiet, and the list of all checkers. */

/** Every entry a clerk was told is recorded is on the hub, judged or held, byte for byte. */
const nothingLost: Checker = ({ store, terminals }) =>
  terminals.flatMap(({ seat, terminal, isGone }) => {
    if (isGone) return [];
    const branch = store.branch(seat.outlet);
    const raw = [...branch.raw.values()].filter((one) => one.device === seat.device);
    const log = new Map(branch.log.filter((one) => one.device === seat.device).map((one) => [one.seq, one]));
    return terminal.store.allRecords().flatMap((record) => {
      const logged = log.get(record.seq);
      if (logged?.hash && equalBytes(logged.hash, record.hash) && equalBytes(logged.bytes, record.canonical)) return [];
      if (raw.some((one) => one.seq === record.seq && equalBytes(one.hash, record.hash))) return [];
      return [`lost: seq ${record.seq} of ${seat.deviceNo} at ${seat.outlet}`];
    });
  });

const nothingDoubled: Checker = ({ store }) =>
  [...store.branches.values()].flatMap((branch) => {
    const seen = new Set<string>();
    return branch.log.flatMap((one) => {
      const keys = [
        one.command,
        ...(one.device === null ? [] : [`${one.device}.${one.seq}.${one.hash === null ? '' : bytesToHex(one.hash)}`]),
      ];
      const twice = keys.filter((key) => seen.has(key));
      for (const key of keys) seen.add(key);
      return twice.map((key) => `doubled: ${key}`);
    });
  });

/**
 * Σ: what a device claims = what the hub has judged or holds, per command, direction and business date. Two tablets
 * with one set of keys are one device that wrote both journals; of a lost one that was never found the rest is missing.
 */
const sigmaCloses: Checker = ({ store, terminals }) =>
  [...new Set(terminals.map(({ seat }) => seat.device))].flatMap((device) => {
    const own = terminals.filter(({ seat }) => seat.device === device);
    const branch = store.branch(own[0]?.seat.outlet ?? '');
    const sums = new Map<string, { count: number; fen: number }>();
    const add = (sigma: { command: string; direction: string; fen: number }, date: string, sign: 1 | -1): void => {
      const key = `${sigma.command} ${sigma.direction} ${date}`;
      const sum = sums.get(key) ?? { count: 0, fen: 0 };
      sums.set(key, { count: sum.count + sign, fen: sum.fen + sign * sigma.fen });
    };
    const logged = new Set<string>();
    for (const one of branch.log) {
      if (one.device !== device || one.seq === null || one.hash === null) continue;
      logged.add(rawKey({ seq: one.seq, hash: one.hash }));
      add(one.sigma, one.businessDate, -1);
    }
    const held = new Set([...branch.raw.values()].filter((one) => one.device === device).map(rawKey));
    const written = new Map(
      own.flatMap(({ terminal }) => terminal.store.allRecords().map((one) => [rawKey(one), one])),
    );
    const isMissing = own.every((one) => one.isGone);
    for (const [key, record] of written) {
      if (!logged.has(key) && (held.has(key) || isMissing)) continue;
      add(realDomain.sigma(commandOf(record.entry)), record.entry.businessDate, 1);
    }
    return [...sums]
      .filter(([, sum]) => sum.count !== 0 || sum.fen !== 0)
      .map(([key, sum]) => `sigma open: ${key} ${sum.count} ${sum.fen}`);
  });

/**
 * The hub compares the claims of every hello with its own sums: no case may say that they differ, but of a device
 * that was copied. A copy whose tail was only delivered is found by nothing but its claims, so no fork says it.
 */
const claimsAgree: Checker = ({ store, terminals }) =>
  OUTLETS.flatMap((outlet) =>
    [...store.branch(outlet).rows.values()]
      .filter((row) => row.table === 'exception_case' && row.body?.['code'] === 'CASH_DIFFERENCE')
      .filter((row) => (store.branch(outlet).devices.get(String(row.body?.['device']))?.forkedAt ?? null) === null)
      .filter((row) => terminals.filter(({ seat }) => seat.device === row.body?.['device']).length < 2)
      .map((row) => `${outlet}: ${String(row.body?.['outlet_record'])} / ${String(row.body?.['centre_record'])}`),
  );

const postingsBalance: Checker = ({ store }) =>
  [...store.branches.values()].flatMap((branch) => {
    const sums = new Map<string, number>();
    for (const one of branch.postings) sums.set(one.command, (sums.get(one.command) ?? 0) + one.fen);
    return [...sums].filter(([, sum]) => sum !== 0).map(([command, sum]) => `postings of ${command} sum to ${sum}`);
  });

const feedHasNoGap: Checker = ({ store }) =>
  [...store.branches.values()].flatMap((branch) => {
    const missing = Array.from({ length: branch.version + 1 }, (_, version) => version).filter(
      (version) => !branch.commitIds[version],
    );
    const ahead = [...branch.rows.values()].filter((row) => row.version > branch.version);
    return [
      ...missing.map((version) => `feed of ${branch.name} lacks ${version}`),
      ...ahead.map((row) => `row ${row.id} is ahead of its feed`),
    ];
  });

/** Every terminal's confirmed rows equal the hub's. */
const replicasConverge: Checker = ({ store, terminals }) =>
  terminals.flatMap(({ seat, terminal, isGone, isStopped }) =>
    (isGone || isStopped ? [] : [seat.outlet, COUNTY]).flatMap((name) => {
      const expected = new Map<string, string>();
      for (const [key, row] of store.branch(name).rows) {
        const scope = realDomain.scopeOf(row.table);
        if (row.body !== null && (scope === 'reference' || (scope === 'outlet' && name === seat.outlet)))
          expected.set(key, bodyText(row.body));
      }
      const replica = terminal.store.replicaOf(name);
      const wrong = [...expected]
        .filter(([key, text]) => bodyText(replica.get(key) ?? null) !== text)
        .map(([key]) => `replica of ${seat.deviceNo} differs: ${key}`);
      const extra = [...replica.keys()]
        .filter((key) => !expected.has(key))
        .map((key) => `replica of ${seat.deviceNo} has too much: ${key}`);
      return [...wrong, ...extra];
    }),
  );

const nothingPending: Checker = ({ terminals }) =>
  terminals.flatMap(({ seat, terminal, isGone, isStopped }) => {
    if (isGone) return [];
    const { waiting, phase } = terminal.session.status();
    const open = isStopped ? [] : terminal.store.pendingSeqs();
    return waiting === 0 && open.length === 0
      ? []
      : [`${seat.deviceNo} at ${seat.outlet} is not quiet: ${phase}, ${waiting} waiting, pending ${open.join(' ')}`];
  });

/** A journal is judged in its turn: up to where a device stands, every seq is in the log. */
const journalHasNoHole: Checker = ({ store }) =>
  [...store.branches.values()].flatMap((branch) => {
    const logged = new Set(branch.log.map((one) => `${one.device}.${one.seq}`));
    return [...branch.devices.values()].flatMap((device) =>
      Array.from({ length: device.seq }, (_, index) => index + 1)
        .filter((seq) => !logged.has(`${device.id}.${seq}`) && lostAt(device.lost, seq) === undefined)
        .map((seq) => `${device.deviceNo} at ${branch.name} stands at ${device.seq} without ${seq}`),
    );
  });

/**
 * Of a journal that went wrong, too: claimed = posted + suspense + held + missing. Every entry it ever wrote stands in
 * one of them, exactly; what two persons decided about is held no longer, and what came after all is missing no longer.
 */
const decisionsClose: Checker = ({ store, poisons }) =>
  poisons.flatMap((poison) => {
    const branch = store.branch(poison.outlet);
    const device = branch.devices.get(poison.keys.id);
    if (device === undefined) return [`poisoned device ${poison.of.n} is gone`];
    const log = branch.log.filter((one) => one.device === device.id);
    const judged = new Set(log.map((one) => `${one.seq}:${bytesToHex(one.hash ?? new Uint8Array(0))}`));
    const held = [...branch.raw.values()].filter((raw) => raw.device === device.id && !judged.has(rawKey(raw)));
    const isMissing = (seq: number) => seq > device.seq || lostAt(device.lost, seq) !== undefined;
    const written = new Map([...poison.journal.entries, ...poison.rival.entries].map((one) => [rawKey(one), one]));
    const sum = { claimed: 0, found: 0 };
    const out: string[] = [];
    for (const [key, one] of written) {
      const fen = sigmaOf(one.canonical);
      const places = [judged.has(key), held.some((raw) => rawKey(raw) === key)].filter(Boolean).length;
      const isGone = places === 0 && (isMissing(one.seq) || log.some((each) => each.seq === one.seq));
      if (places !== 1 && !isGone)
        out.push(`seq ${one.seq} of a poisoned ${poison.of.kind} stands in ${places} places`);
      if (isGone) continue;
      sum.claimed += fen;
      sum.found += judged.has(key)
        ? (log.find((each) => each.hash !== null && rawKey({ seq: one.seq, hash: each.hash }) === key)?.sigma.fen ?? 0)
        : fen;
    }
    if (sum.claimed !== sum.found) out.push(`sigma of a poisoned ${poison.of.kind}: ${sum.claimed} ${sum.found}`);
    if (poison.isDecided && held.length > 0) out.push(`a poisoned ${poison.of.kind} is still held`);
    if (poison.comesLate && (device.lost.length > 0 || device.seq !== poison.journal.entries.length))
      out.push(`what came after all is still missing: ${device.lost.length} holes, seq ${device.seq}`);
    return out;
  });

function sigmaOf(canonical: Bytes): number {
  const decoded = decodeEntry(canonical);
  return decoded.ok ? realDomain.sigma(commandOf(decoded.value)).fen : 0;
}

/** Whatever became of the hub since: an entry that is an exception has a case that tells of it. */
const exceptionsAreCases: Checker = (quiet) => {
  const told = toldByCases(quiet);
  return [...quiet.store.branches.values()].flatMap(({ log }) =>
    log
      .filter((one) => one.door === 'terminal' && EXCEPTIONS.has(one.verdict))
      .filter((one) => !told.has(one.rowId) && !told.has(one.command))
      .map((one) => `${one.name} ${one.rowId} is ${one.verdict} ${one.code ?? ''} and no case says so`),
  );
};

/** A restored hub that has heard all its devices waits for nobody. */
const recoveryEnds: Checker = ({ store }) =>
  [...store.branches.values()]
    .filter((branch) => branch.recovering)
    .map((branch) => `${branch.name} is still recovering`);

const pendingUntilApplied: Checker = ({ seen }) => seen;
const replicaIsWhole: Checker = ({ lacking }) => lacking;
const doorIsShut: Checker = ({ unexpected }) => unexpected;

/**
 * What a device pays by the offline rules and has not taken back never passes its share, at any moment. Cash paid in
 * the place of a request counts, but is a fact: only the next ordinary payout is stopped by it.
 */
const shareHolds: Checker = ({ terminals }) =>
  terminals.flatMap(({ seat, terminal }) => {
    const standing = new Map<string, number>();
    return terminal.store.allRecords().flatMap(({ seq, entry }) => {
      if (entry.command === 'counter.reverse')
        standing.delete(String(Array.isArray(entry.payload) ? entry.payload[0] : ''));
      if (entry.command !== 'counter.withdraw' || !(entry.offline || entry.replaces !== null)) return [];
      standing.set(deviceRowId(seat.device, seq), realDomain.sigma(commandOf(entry)).fen);
      const paid = [...standing.values()].reduce((sum, fen) => sum + fen, 0);
      return paid <= seat.shareFen || entry.replaces !== null
        ? []
        : [`${seat.deviceNo} at ${seat.outlet} paid ${paid} of a share of ${seat.shareFen}`];
    });
  });

const messagesArrive: Checker = ({ store }) =>
  [...store.branches.values()].flatMap((branch) =>
    branch.outbox.flatMap((message) => {
      const target = store.branch(message.toBranch);
      const taken = target.log.filter((one) => one.command === message.id).length;
      const noted = target.inbox.filter((one) => one.id === message.id).length;
      return taken === 1 && noted === 1 ? [] : [`message ${message.id} was taken ${taken} times, noted ${noted} times`];
    }),
  );

export const CHECKERS = {
  nothingLost,
  nothingDoubled,
  sigmaCloses,
  claimsAgree,
  postingsBalance,
  feedHasNoGap,
  replicasConverge,
  nothingPending,
  recoveryEnds,
  exceptionsAreCases,
  pendingUntilApplied,
  replicaIsWhole,
  doorIsShut,
  journalHasNoHole,
  decisionsClose,
  shareHolds,
  messagesArrive,
  copiesEqualMaster,
  clearingCloses,
  dealsAgree,
  personCash,
  moneyAgrees,
  nothingBeforeOpening,
  openedAsVouched,
  countsOnce,
  shownStands,
  lossIsListed,
} as const;

export const checkAll = (quiet: Quiet): readonly string[] =>
  Object.entries(CHECKERS).flatMap(([name, check]) => check(quiet).map((breach) => `${name}: ${breach}`));
