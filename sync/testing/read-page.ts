import { EMPTY_BYTES } from '../../shared/kernel/bytes.ts';
import type { HubStore, PageAt, SnapshotPage } from '../engine/ports.ts';

/** A page's rows as the store reads them now: every reading is a form of its own. */
let readings = 0;

export async function readPage(store: Pick<HubStore, 'snapshotPage'>, at: PageAt): Promise<SnapshotPage> {
  const read: SnapshotPage[] = [];
  readings += 1;
  await store.snapshotPage(at, {
    name: `rows, reading ${String(readings)}`,
    pack(page) {
      read.push(page);
      return Promise.resolve(EMPTY_BYTES);
    },
  });
  const [page] = read;
  if (page === undefined) throw new Error('the store gave a page without packing it');
  return page;
}
