/**
 * A terminal's store had no room: nothing of this call was written, and the same call is right later. Every other
 * failure of a store is a defect.
 */
export class StorageFull extends Error {
  override readonly name = 'StorageFull';
  /** For what is done at the next occasion as well as now. */
  static readonly wait = (failure: unknown): void => {
    if (!(failure instanceof StorageFull)) throw failure;
  };
}

/**
 * A row may be there and cannot be read: its page is damaged. Nothing was written, and the call is right again once the
 * branch was fetched anew (SE23).
 */
export class RowsBroken extends Error {
  override readonly name = 'RowsBroken';
}
