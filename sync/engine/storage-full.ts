/**
 * A terminal's store had no room: nothing of this call was written, and the same call is right later. Every other
 * failure of a store is a defect.
 */
export class StorageFull extends Error {
  override readonly name = 'StorageFull';
}
