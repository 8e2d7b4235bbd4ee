import type { Hello, Vouch } from '../protocol/messages.ts';
import { PROTOCOL_VOUCH } from '../protocol/version.ts';
import { readVouch } from '../protocol/vouch.ts';
import type { HubEngine } from './hub-api.ts';
import type { DeviceRecord } from './ports.ts';

/** What a hub that has lost everything asks of a terminal's rows, and takes. */

/** The first page it lacks; null = it has them all, or this terminal cannot be asked. */
export async function vouchWanted(hub: HubEngine, { branch, id }: DeviceRecord, hello: Hello): Promise<number | null> {
  if (hello.signedWith !== 'vault' || hello.protocol < PROTOCOL_VOUCH) return null;
  return (await hub.vouches?.wanted(branch, id)) ?? null;
}

/**
 * What a device says of the rows of its own branch, signed by its vault key; anything else is refused. Once the branch
 * is open nothing more is kept. @returns the next page that is wanted
 */
export async function takeVouch(
  hub: HubEngine,
  { id, branch, signingKey }: DeviceRecord,
  { body, signature }: Vouch,
): Promise<number | null | 'refused'> {
  const page = readVouch(body);
  if (page?.device !== id || page.at.branch !== branch) return 'refused';
  if (!(await hub.verifier.verify(signingKey, signature, body))) return 'refused';
  const isRebuilding = await hub.store.inBranch(branch, (tx) => Promise.resolve(tx.rebuilding));
  const keeper = isRebuilding ? hub.vouches : undefined;
  return (await keeper?.keep(page, { signed: body, signature }, hub.now())) ?? null;
}
