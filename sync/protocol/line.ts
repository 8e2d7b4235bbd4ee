import type { Cbor } from '../../shared/kernel/cbor.ts';
import type { Bytes } from '../../shared/kernel/bytes.ts';
import type { FeedToken } from '../engine/ports.ts';
import type { SyncMessage } from './messages.ts';
import { token } from './parts.ts';
import { bytes, count, flag, opt, record, text, type Shape } from './shape.ts';
import { FormsRead, FormsWritten, readRows, writeRows, type TableKinds } from './typed-rows.ts';
import { PROTOCOL_VERSION } from './version.ts';

/**
 * One connection as both ends know it: which protocol is spoken, and what need not be said twice. The engine sends
 * the same messages whatever is spoken; here they become their packed forms where the other end knows those.
 */

/** The first protocol with rows in typed columns. */
const TYPED_ROWS = 3;
const ROWS_BYTES_MAX = 16_777_216;

interface PackedChanges {
  /** Messages of this kind on this connection before: forms are numbered, so none may be missing between. */
  readonly nth: number;
  readonly from: FeedToken;
  readonly to: FeedToken;
  readonly rows: Bytes;
  readonly more: boolean;
}
interface PackedPage {
  readonly token: FeedToken;
  readonly table: string;
  readonly rows: Bytes;
  readonly next: string | null;
  readonly rowsTotal: number;
}
const packedRows = bytes(0, ROWS_BYTES_MAX);
const packedChanges = record<PackedChanges>({ nth: count, from: token, to: token, rows: packedRows, more: flag });
const packedPage = record<PackedPage>({
  token,
  table: text(64),
  rows: packedRows,
  next: opt(text(400)),
  rowsTotal: count,
});

/** Kinds behind those of `messages.ts`, in the order of their numbers: only ever add at the end. */
export const PACKED = { typed_changes: packedChanges, typed_page: packedPage } as const;
export type PackedKind = keyof typeof PACKED;

interface Packed {
  readonly kind: PackedKind;
  readonly body: Cbor;
}
const packedAs = <T>(kind: PackedKind, shape: Shape<T>, value: T): Packed => ({ kind, body: shape.to(value) });

export class Line {
  /** What both ends know; the lowest until the hello has told. */
  private spoken = 1;
  private challenged = PROTOCOL_VERSION;
  private changesSent = 0;
  private changesRead = 0;
  private readonly written = new FormsWritten();
  private readonly read = new FormsRead();

  constructor(private readonly kinds: TableKinds) {}

  /** A message that went either way: the challenge and the hello settle what is spoken. */
  passed(message: SyncMessage, way: 'in' | 'out'): void {
    if (message.type === 'challenge' && way === 'in') this.challenged = message.protocol;
    if (message.type === 'hello') this.spoken = Math.min(message.protocol, this.challenged, PROTOCOL_VERSION);
  }

  /** The packed form, or null when this message goes as it is. */
  pack(message: SyncMessage): Packed | null {
    if (this.spoken < TYPED_ROWS) return null;
    if (message.type === 'changes') {
      const { rows, ...batch } = message.batch;
      const packed = { nth: this.changesSent++, ...batch, rows: writeRows(rows, this.kinds, this.written) };
      return packedAs('typed_changes', packedChanges, packed);
    }
    if (message.type === 'page') {
      const { rows, ...page } = message.page;
      return packedAs('typed_page', packedPage, { ...page, rows: writeRows(rows, this.kinds, null) });
    }
    return null;
  }

  /** undefined: no message of this form, or one that is missing what came before it. */
  unpack(kind: PackedKind, body: Cbor): SyncMessage | undefined {
    return kind === 'typed_changes' ? this.changes(packedChanges.from(body)) : this.page(packedPage.from(body));
  }

  private changes(packed: PackedChanges | undefined): SyncMessage | undefined {
    if (packed?.nth !== this.changesRead) return undefined;
    this.changesRead += 1;
    const { from, to, more } = packed;
    const rows = readRows(packed.rows, this.read);
    return rows === undefined ? undefined : { type: 'changes', batch: { from, to, rows, more } };
  }

  private page(packed: PackedPage | undefined): SyncMessage | undefined {
    const rows = packed === undefined ? undefined : readRows(packed.rows, null);
    if (packed === undefined || rows === undefined) return undefined;
    return { type: 'page', page: { ...packed, rows } };
  }
}
