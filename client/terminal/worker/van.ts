import { base64ToBytes, type Bytes } from '../../../shared/kernel/bytes.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { vanFileName } from '../../../shared/read-models/van.ts';
import { checkDown, openDown, packUp, type BundleFile, type BundleStanding } from '../../../sync/index.ts';
import { sealedJournal } from '../../platform/dexie/sealed-journal.ts';
import { sealedFile } from '../../platform/files.ts';
import { signBytes } from '../../platform/vault/device-keys.ts';
import type { DeviceRecord } from '../../platform/vault/key-database.ts';
import { openBox, sealTo } from '../../platform/vault/sealed-box.ts';
import type { Failure, VanCarried, VanExport, VanImport, VanView } from './api.ts';
import { askVan } from './hub-doors.ts';
import { lineageOf, type Terminal } from './terminal.ts';
import { roughNow } from './unlock.ts';
import { keptStanding, noteVan, vanFacts } from './van-facts.ts';
import type { World } from './world.ts';

/**
 * The mail van at the tablet. A file is made with the delivery key alone; with the vault open the segment in hand is
 * closed and signed first, so that the centre may post all of it. An answer is checked at once and opened with the
 * vault: at the latest at the next sign-on.
 */
const fail = (code: string): Result<never, Failure> => err({ code, detail: {} });

/** Where the journal stands, from the engine or as it was when the vault closed. */
async function standingOf(world: World, terminal: Terminal | null): Promise<BundleStanding> {
  const standing = terminal === null ? await keptStanding(world.keyDb) : terminal.engine.standing();
  const { hubHas } = await vanFacts(world.keyDb);
  return hubHas === null ? standing : { ...standing, receivedSeq: Math.min(standing.receivedSeq, hubHas) };
}

export async function makeVanFile(world: World, device: DeviceRecord, terminal: Terminal | null): Promise<VanExport> {
  const { deviceId, deviceNo, outlet, deliveryPrivate } = device;
  await terminal?.store.closeSegment(world.clock.wall());
  const [facts, madeAt] = [await vanFacts(world.keyDb), await roughNow(world)];
  const number = facts.made + 1;
  // Counted before it is made: no two files bear one number, whenever the tablet dies.
  await noteVan(world.keyDb, { made: number, madeAt });
  const { file, entries, left } = await packUp(
    {
      journal: sealedJournal(world.db),
      identity: {
        device: deviceId,
        branch: outlet.code,
        lineage: lineageOf(outlet.code),
        appVersion: world.appVersion,
      },
      compressor: world.compressor,
      hubKey: device.hubSigningKey,
      sign: (bytes) => signBytes(deliveryPrivate, bytes),
      seal: (purpose, plain) => sealTo(device.hubSealingKey, purpose, plain),
    },
    await standingOf(world, terminal),
    { number, madeAt },
  );
  const name = vanFileName({ way: 'up', outlet: outlet.code, deviceNo, number });
  return { file: sealedFile(file), name, entries, left };
}

async function checked(world: World, device: DeviceRecord, file: Bytes): Promise<Result<BundleFile, Failure>> {
  const { applied } = await vanFacts(world.keyDb);
  const last = applied === null ? null : { number: applied };
  const { deviceId, hubSigningKey } = device;
  const of = { device: deviceId, hubKey: hubSigningKey, verifier: world.verifier, last };
  const done = await checkDown(of, file);
  return done.ok ? done : fail(done.error);
}

async function openWith(terminal: Terminal, purpose: string, box: Bytes): Promise<Bytes | null> {
  try {
    return await openBox(terminal.vault.ecdh, purpose, box);
  } catch {
    return null;
  }
}

async function apply(world: World, terminal: Terminal, bundle: BundleFile): Promise<Result<VanImport, Failure>> {
  const mail = await openDown(bundle, (purpose, box) => openWith(terminal, purpose, box));
  if (!mail.ok) return fail(mail.error);
  const { outcomes, otherLife } = await terminal.engine.takeMail(mail.value);
  const hubHas = otherLife ? mail.value.receivedSeq : null;
  await noteVan(world.keyDb, { applied: bundle.head.number, hubHas, fault: null });
  return ok({ kind: 'taken', outcomes, otherLife });
}

/** An answer somebody brought: in use at once, or kept sealed until the vault opens. */
export async function takeVanFile(
  world: World,
  device: DeviceRecord,
  terminal: Terminal | null,
  file: Uint8Array,
): Promise<Result<VanImport, Failure>> {
  const bytes = new Uint8Array(file);
  const bundle = await checked(world, device, bytes);
  if (!bundle.ok) return bundle;
  if (terminal !== null) return apply(world, terminal, bundle.value);
  await world.db.meta.put({ key: 'mail', file: bytes });
  return ok({ kind: 'kept' });
}

/** The vault is open: what was brought while it was closed comes in use. What cannot is told on the page of the van. */
export async function takeKeptMail(world: World, terminal: Terminal): Promise<void> {
  const kept = await world.db.meta.get('mail');
  if (kept?.key !== 'mail') return;
  const bundle = await checked(world, terminal.device, kept.file);
  const done = bundle.ok ? await apply(world, terminal, bundle.value) : bundle;
  if (!done.ok) await noteVan(world.keyDb, { fault: done.error.code });
  await world.db.meta.delete('mail');
}

export async function vanView(world: World): Promise<VanView> {
  const { made, madeAt, applied, fault } = await vanFacts(world.keyDb);
  return {
    made: madeAt === null ? null : { number: made, at: madeAt },
    answeredAt: applied,
    kept: (await world.db.meta.get('mail')) !== undefined,
    fault,
  };
}

/** Another tablet's file over this tablet's line. Nothing of it is kept here. */
export async function carryVanFile(
  world: World,
  device: DeviceRecord,
  file: Uint8Array,
  again: boolean,
): Promise<Result<VanCarried, Failure>> {
  const { deviceId, deliveryPrivate } = device;
  const ask = { deviceId, deliveryKey: deliveryPrivate, file: new Uint8Array(file), again, at: await roughNow(world) };
  const answer = await askVan(world, ask);
  if (!answer.ok) return answer;
  const { outlet, deviceNo, entries, held, damaged, reply, replyName } = answer.value;
  return ok({ file: sealedFile(base64ToBytes(reply)), name: replyName, outlet, deviceNo, entries, held, damaged });
}
