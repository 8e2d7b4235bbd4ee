import type { HubStore, SnapshotPage } from '../../sync/index.ts';

/**
 * Makes a store pack every page for every line again out of rows it has in memory, as it did before packed pages were
 * kept: what a benchmark compares with.
 */
export function packAnew(store: HubStore): void {
  const keep = store.snapshotPage;
  const rows = new Map<string, SnapshotPage>();
  const anew: HubStore['snapshotPage'] = async (at, form) => {
    const key = JSON.stringify([at, form.name]);
    let isPacked = false;
    const page = await keep(at, {
      name: form.name,
      pack(whole) {
        isPacked = true;
        rows.set(key, whole);
        return form.pack(whole);
      },
    });
    const whole = rows.get(key);
    return isPacked || whole === undefined ? page : { ...page, bytes: await form.pack(whole) };
  };
  Object.assign(store, { snapshotPage: anew });
}
