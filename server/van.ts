import { sealTo } from './auth/sealing.ts';
import type { HubKeys } from './auth/keys.ts';
import { createVan, type VanDeps, type VanDoor } from './http/van.ts';
import type { Database } from './store/database.ts';
import { createVanFiles } from './store/van-files.ts';
import type { Directory } from './store/directory.ts';
import type { Relay } from './relay.ts';

/** Joins the mail van's door to this hub's engine, keys and database. */
interface Parts extends Pick<VanDeps, 'metrics' | 'now'> {
  readonly engine: VanDeps['hub']['engine'];
  readonly keys: HubKeys;
  readonly db: Database;
  readonly directory: Directory;
  readonly relay: Relay;
}

/** @param moved a branch has new rows: its sessions, the feed and the archive are told. */
export const vanOf = (parts: Parts, moved: (branch: string) => void): VanDoor => {
  const { engine, keys, db, directory, metrics, now, relay } = parts;
  return createVan({
    hub: { engine, hubKey: keys.signingKey, open: (purpose, box) => keys.openBox(purpose, box) },
    files: createVanFiles(db),
    audit: directory,
    metrics,
    now,
    seal: sealTo,
    sign: (bytes) => keys.sign(bytes),
    moved(branch, messagesTo) {
      moved(branch);
      if (messagesTo.length > 0) relay.nudge();
    },
  });
};
