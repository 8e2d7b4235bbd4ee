import { bytesToHex, textToBytes, type Bytes } from '../../shared/kernel/bytes.ts';
import { sha256 } from '../../shared/kernel/hash.ts';
import type { ChangeBatch, FeedToken, SnapshotPage } from '../engine/ports.ts';
import { bytes, count, flag, opt, record, text } from './shape.ts';
import { token, uuid } from './parts.ts';

/** Rows as one connection carries them, and how a position that was named on it is named again. */

const ROWS_BYTES_MAX = 16_777_216;
const packedRows = bytes(0, ROWS_BYTES_MAX);

export interface PackedChanges {
  /** Messages of this kind on this connection before: forms are numbered, so none may be missing between. */
  readonly nth: number;
  readonly from: FeedToken;
  readonly to: FeedToken;
  readonly rows: Bytes;
  readonly more: boolean;
}
export const packedChanges = record<PackedChanges>({
  nth: count,
  from: token,
  to: token,
  rows: packedRows,
  more: flag,
});

/** Rows behind a position that was named before. */
export interface RowsOn {
  readonly nth: number;
  /** Versions from there to here. */
  readonly step: number;
  readonly commitId: string;
  readonly rows: Bytes;
  readonly more: boolean;
}
const rowsOn = { step: count, commitId: uuid, rows: packedRows, more: flag } as const;

/** A pull that goes on where changes of this connection ended: their number. */
export const pullOn = record<{ readonly ofChanges: number }>({ ofChanges: count });

/**
 * Changes behind the pull of this number. Only read: a pull that was lost or came twice is not missed, and from then
 * on the two ends count differently.
 */
export const changesOn = record<RowsOn & { readonly ofPull: number }>({ nth: count, ofPull: count, ...rowsOn });

/** Rows nobody asked for, behind the changes of this number. */
export const liveOn = record<RowsOn & { readonly ofChanges: number }>({ nth: count, ofChanges: count, ...rowsOn });

const MARK_BYTES = 4;
/** Changes behind the pull whose position has this mark. */
export const changesBehind = record<RowsOn & { readonly mark: Bytes }>({
  nth: count,
  mark: bytes(MARK_BYTES, MARK_BYTES),
  ...rowsOn,
});

export interface PackedPage {
  readonly token: FeedToken;
  readonly table: string;
  readonly rows: Bytes;
  readonly next: string | null;
  readonly rowsTotal: number;
}
const pageItems = { token, table: text(64), rows: packedRows, next: opt(text(400)), rowsTotal: count } as const;
export const packedPage = record<PackedPage>(pageItems);
/** A page of a connection on which they follow one another unasked: none may be missing between, none come twice. */
export const flowPage = record<PackedPage & { readonly nth: number }>({ nth: count, ...pageItems });
/** Items of a page that stands for itself. */
export const PAGE_ITEMS = 5;
export const pageOf = (
  { token: at, table, next, rowsTotal }: PackedPage,
  rows: SnapshotPage['rows'],
): SnapshotPage => ({
  token: at,
  table,
  rows,
  next,
  rowsTotal,
});

const isSame = (a: FeedToken | undefined, b: FeedToken): boolean =>
  a?.epoch === b.epoch && a.version === b.version && a.commitId === b.commitId;

/** Only the version and the commit of `to` are new. */
export const follows = ({ from, to }: ChangeBatch): boolean =>
  to.epoch === from.epoch && to.branch === from.branch && to.version >= from.version;

const KEPT = 16;

/** Positions at which changes of a connection ended, by the number of the message; both ends count alike. */
export class Ended {
  private count = 0;
  private readonly byNumber = new Map<number, FeedToken>();
  private readonly last = new Map<string, number>();

  add(at: FeedToken): void {
    this.byNumber.set(this.count, at);
    this.byNumber.delete(this.count - KEPT);
    this.last.set(at.branch, this.count);
    this.count += 1;
  }
  at(number: number): FeedToken | undefined {
    return this.byNumber.get(number);
  }
  /** The number of the last message of this branch, when that named this very position and is still kept. */
  numberOf(at: FeedToken): number | null {
    const number = this.last.get(at.branch);
    return number !== undefined && isSame(this.byNumber.get(number), at) ? number : null;
  }
}

const markOf = ({ epoch, branch, version, commitId }: FeedToken): Bytes =>
  sha256(textToBytes([epoch, branch, String(version), commitId].join('\n'))).slice(0, MARK_BYTES);

/**
 * Positions that pulls of a connection named. A pull changes nothing at the hub, so nothing tells one that was lost or
 * came twice: the answer says by its mark which position it goes on from, and not as the how manyth that was named.
 */
export class Pulled {
  /** The newest last. */
  private readonly kept: { readonly at: FeedToken; readonly mark: Bytes }[] = [];
  /** Of all there were: hubs of before name a pull by its number. */
  private count = 0;

  add(at: FeedToken): void {
    this.kept.push({ at, mark: markOf(at) });
    if (this.kept.length > KEPT) this.kept.shift();
    this.count += 1;
  }
  byNumber(number: number): FeedToken | undefined {
    return this.kept[number - (this.count - this.kept.length)]?.at;
  }
  /** undefined where none has it, or two that differ. */
  byMark(mark: Bytes): FeedToken | undefined {
    const hex = bytesToHex(mark);
    const [first, ...others] = this.kept.filter((one) => bytesToHex(one.mark) === hex).map((one) => one.at);
    return first !== undefined && others.every((one) => one.branch === first.branch && isSame(one, first))
      ? first
      : undefined;
  }
  /** The mark of a position that is still kept. */
  markOf(at: FeedToken): Bytes | null {
    return this.kept.find((one) => one.at.branch === at.branch && isSame(one.at, at))?.mark ?? null;
  }
}
