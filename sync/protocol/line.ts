import type { Cbor } from '../../shared/kernel/cbor.ts';
import type { Bytes } from '../../shared/kernel/bytes.ts';
import type { ChangeBatch, FeedToken, SnapshotPage } from '../engine/ports.ts';
import {
  EVIDENCE_STATES,
  type Evidence,
  type EvidenceAt,
  type Inquire,
  type Load,
  type SyncMessage,
  type Taken,
  type Vouch,
  type VouchAsked,
} from './messages.ts';
import {
  changesBehind,
  changesOn,
  Ended,
  flowPage,
  follows,
  liveOn,
  packedChanges,
  packedPage,
  pageOf,
  Pulled,
  pullOn,
  type PackedPage,
  type RowsOn,
} from './packed-changes.ts';
import { INQUIRE_MAX, MARK_BYTES } from './marks.ts';
import { packedOutcome, packedPush, PushLine } from './packed-push.ts';
import { branch, hash, signature } from './parts.ts';
import { bytes, count, list, opt, record, text, word, type Shape } from './shape.ts';
import { TypedFault } from './typed-bytes.ts';
import { FormsRead, FormsWritten, readRows, writeRows, type TableKinds } from './typed-rows.ts';
import { PROTOCOL_EVIDENCE, PROTOCOL_FLOW, PROTOCOL_LIVE, PROTOCOL_MARKED, PROTOCOL_VOUCH } from './version.ts';

/**
 * One connection as both ends know it: which protocol is spoken, and what need not be said twice. The engine sends
 * the same messages whatever is spoken; here they become their packed forms where the other end knows those.
 */

/** The first protocol with rows in typed columns. */
const TYPED_ROWS = 3;
/** The first with pushes, outcomes and pulls as a connection carries them. */
const PACKED_ENTRIES = 4;
const EVIDENCE_PART_MAX = 65_536;
const VOUCH_BYTES_MAX = 1_048_576;

const load = record<Omit<Load, 'type'>>({ branch, position: opt(text(400)) });
/** Pages follow it: one that came twice would bring them a second time, to whoever asked for others meanwhile. */
const loadNth = record<Omit<Load, 'type'> & { readonly nth: number }>({
  nth: count,
  branch,
  position: opt(text(400)),
});
const taken = record<Omit<Taken, 'type'>>({ pages: count });

const evidence = record<Omit<Evidence, 'type'>>({
  hash,
  total: count,
  from: count,
  part: bytes(0, EVIDENCE_PART_MAX),
});
const evidenceAt = record<Omit<EvidenceAt, 'type'>>({ hash, bytes: count, state: word(EVIDENCE_STATES) });
const inquireOf = record<Required<Omit<Inquire, 'type'>>>({
  seqs: list(count, INQUIRE_MAX),
  marks: bytes(0, INQUIRE_MAX * MARK_BYTES),
});
const vouch = record<Omit<Vouch, 'type'>>({ body: bytes(1, VOUCH_BYTES_MAX), signature });
const vouchAsked = record<Omit<VouchAsked, 'type'>>({ page: opt(count) });

/** Kinds behind those of `messages.ts`, in the order of their numbers: only ever add at the end. */
export const PACKED = {
  typed_changes: packedChanges,
  typed_page: packedPage,
  packed_push: packedPush,
  packed_outcome: packedOutcome,
  pull_on: pullOn,
  changes_on: changesOn,
  live: packedChanges,
  live_on: liveOn,
  load,
  taken,
  flow_page: flowPage,
  evidence,
  evidence_at: evidenceAt,
  vouch,
  vouch_asked: vouchAsked,
  changes_behind: changesBehind,
  inquire_of: inquireOf,
  load_nth: loadNth,
} as const;
export type PackedKind = keyof typeof PACKED;

interface Packed {
  readonly kind: PackedKind;
  readonly body: Cbor;
}
const packedAs = <T>(kind: PackedKind, shape: Shape<T>, value: T): Packed => ({ kind, body: shape.to(value) });

export class Line {
  /** What both ends know; the lowest until the hello has told. */
  private spoken = 1;
  private challenged: number;
  private changesSent = 0;
  private changesRead = 0;
  private pagesSent = 0;
  private pagesRead = 0;
  private loadsSent = 0;
  private loadsRead = 0;
  private readonly written = new FormsWritten();
  private readonly read = new FormsRead();
  private pushes: PushLine | null = null;
  private readonly pulled = new Pulled();
  private readonly ended = new Ended();

  /** @param protocol the highest this end speaks */
  constructor(
    private readonly kinds: TableKinds,
    private readonly protocol: number,
  ) {
    this.challenged = protocol;
  }

  /** A message that went either way: the challenge and the hello settle what is spoken. */
  passed(message: SyncMessage, way: 'in' | 'out'): void {
    if (message.type === 'challenge' && way === 'in') this.challenged = message.protocol;
    if (message.type === 'hello') {
      this.spoken = Math.min(message.protocol, this.challenged, this.protocol);
      this.pushes = new PushLine({ device: message.device, branch: message.branch });
    }
    if (message.type === 'pull') this.pulled.add(message.token);
    if (message.type === 'changes' || message.type === 'live') this.ended.add(message.batch.to);
  }

  /** The packed form, or null when this message goes as it is. */
  pack(message: SyncMessage): Packed | null {
    if (this.spoken < TYPED_ROWS) return null;
    if (this.spoken < PACKED_ENTRIES) return message.type === 'changes' ? this.packTypedChanges(message.batch) : null;
    switch (message.type) {
      case 'changes':
        return this.packChanges(message.batch);
      case 'live':
        return this.spoken < PROTOCOL_LIVE ? null : this.packLive(message.batch);
      case 'load':
        return this.packLoad(message);
      case 'taken':
        return this.spoken < PROTOCOL_FLOW ? null : packedAs('taken', taken, message);
      case 'evidence':
        return this.spoken < PROTOCOL_EVIDENCE ? null : packedAs('evidence', evidence, message);
      case 'evidence_at':
        return this.spoken < PROTOCOL_EVIDENCE ? null : packedAs('evidence_at', evidenceAt, message);
      case 'vouch':
        return this.spoken < PROTOCOL_VOUCH ? null : packedAs('vouch', vouch, message);
      case 'vouch_asked':
        return this.spoken < PROTOCOL_VOUCH ? null : packedAs('vouch_asked', vouchAsked, message);
      case 'pull':
        return this.packPull(message.token);
      case 'inquire':
        return this.packInquire(message);
      case 'push':
        return packedOrNull('packed_push', this.pushes?.packPush(message));
      case 'outcome':
        return packedOrNull('packed_outcome', this.pushes?.packOutcome(message));
      default:
        return null;
    }
  }

  /** How pages go over this connection. Each stands for itself, but for its number where they flow. */
  get pageForm(): 'page' | 'typed_page' | 'flow_page' {
    if (this.spoken < TYPED_ROWS) return 'page';
    return this.spoken < PROTOCOL_FLOW ? 'typed_page' : 'flow_page';
  }
  /** The items of a typed page, which are those of one that flows behind its number. */
  typedPage(page: SnapshotPage): readonly Cbor[] {
    return packedPage.to({ ...page, rows: writeRows(page.rows, this.kinds, null) }) as readonly Cbor[];
  }
  /** The number of the page that is sent now. */
  nextPage(): number {
    return this.pagesSent++;
  }

  /** undefined: no message of this form, or one that is missing what came before it. */
  unpack(kind: PackedKind, body: Cbor): SyncMessage | undefined {
    try {
      return this.unpackKind(kind, body);
    } catch (fault) {
      if (fault instanceof TypedFault) return undefined;
      throw fault;
    }
  }

  private unpackKind(kind: PackedKind, body: Cbor): SyncMessage | undefined {
    switch (kind) {
      case 'typed_changes': {
        const packed = packedChanges.from(body);
        return packed === undefined ? undefined : this.changes('changes', packed, packed);
      }
      case 'live': {
        const packed = packedChanges.from(body);
        return packed === undefined ? undefined : this.changes('live', packed, packed);
      }
      case 'live_on': {
        const packed = liveOn.from(body);
        const from = this.ended.at(packed?.ofChanges ?? -1);
        return packed === undefined || from === undefined ? undefined : this.changesBehind('live', packed, from);
      }
      case 'typed_page':
        return this.page(packedPage.from(body));
      case 'packed_push':
        return this.pushes?.unpackPush(body);
      case 'packed_outcome':
        return this.pushes?.unpackOutcome(body);
      case 'flow_page': {
        const packed = flowPage.from(body);
        if (packed?.nth !== this.pagesRead) return undefined;
        this.pagesRead += 1;
        return this.page(packed);
      }
      case 'load':
        return typed('load', load.from(body));
      case 'load_nth': {
        const asked = loadNth.from(body);
        if (asked?.nth !== this.loadsRead) return undefined;
        this.loadsRead += 1;
        return { type: 'load', branch: asked.branch, position: asked.position };
      }
      case 'taken':
        return typed('taken', taken.from(body));
      case 'evidence':
        return typed('evidence', evidence.from(body));
      case 'evidence_at':
        return typed('evidence_at', evidenceAt.from(body));
      case 'vouch':
        return typed('vouch', vouch.from(body));
      case 'vouch_asked':
        return typed('vouch_asked', vouchAsked.from(body));
      case 'inquire_of': {
        const asked = inquireOf.from(body);
        return asked?.marks.length === (asked?.seqs.length ?? 0) * MARK_BYTES ? typed('inquire', asked) : undefined;
      }
      case 'pull_on': {
        const at = this.ended.at(pullOn.from(body)?.ofChanges ?? -1);
        return at === undefined ? undefined : { type: 'pull', token: at };
      }
      case 'changes_on': {
        const packed = changesOn.from(body);
        const from = this.pulled.byNumber(packed?.ofPull ?? -1);
        return packed === undefined || from === undefined ? undefined : this.changesBehind('changes', packed, from);
      }
      case 'changes_behind': {
        const packed = changesBehind.from(body);
        const from = packed && this.pulled.byMark(packed.mark);
        return packed === undefined || from === undefined ? undefined : this.changesBehind('changes', packed, from);
      }
    }
  }

  private packLoad(message: Load): Packed | null {
    if (this.spoken < PROTOCOL_FLOW) return null;
    if (this.spoken < PROTOCOL_MARKED) return packedAs('load', load, message);
    return packedAs('load_nth', loadNth, { ...message, nth: this.loadsSent++ });
  }

  private packInquire({ seqs, marks }: Inquire): Packed | null {
    if (this.spoken < PROTOCOL_MARKED || marks === undefined) return null;
    return packedAs('inquire_of', inquireOf, { seqs, marks });
  }

  private packPull(at: FeedToken): Packed | null {
    const ofChanges = this.ended.numberOf(at);
    return ofChanges === null ? null : packedAs('pull_on', pullOn, { ofChanges });
  }

  private packTypedChanges({ rows, ...batch }: ChangeBatch, kind: 'typed_changes' | 'live' = 'typed_changes'): Packed {
    const packed = { nth: this.changesSent++, ...batch, rows: writeRows(rows, this.kinds, this.written) };
    return packedAs(kind, packedChanges, packed);
  }

  private packChanges(batch: ChangeBatch): Packed {
    const mark = this.spoken < PROTOCOL_MARKED ? null : this.pulled.markOf(batch.from);
    if (mark === null || !follows(batch)) return this.packTypedChanges(batch);
    return packedAs('changes_behind', changesBehind, { mark, ...this.behind(batch) });
  }

  private packLive(batch: ChangeBatch): Packed {
    const ofChanges = this.ended.numberOf(batch.from);
    if (ofChanges === null || !follows(batch)) return this.packTypedChanges(batch, 'live');
    return packedAs('live_on', liveOn, { ofChanges, ...this.behind(batch) });
  }

  private behind({ from, to, rows, more }: ChangeBatch) {
    return {
      nth: this.changesSent++,
      step: to.version - from.version,
      commitId: to.commitId,
      rows: writeRows(rows, this.kinds, this.written),
      more,
    };
  }

  private changesBehind(type: 'changes' | 'live', packed: RowsOn, from: FeedToken) {
    const to = { ...from, version: from.version + packed.step, commitId: packed.commitId };
    return this.changes(type, packed, { from, to });
  }

  private changes(
    type: 'changes' | 'live',
    packed: { readonly nth: number; readonly rows: Bytes; readonly more: boolean },
    { from, to }: { readonly from: FeedToken; readonly to: FeedToken },
  ): SyncMessage | undefined {
    if (packed.nth !== this.changesRead) return undefined;
    this.changesRead += 1;
    const rows = readRows(packed.rows, this.read);
    if (rows === undefined) return undefined;
    return { type, batch: { from, to, rows, more: packed.more } };
  }

  private page(packed: PackedPage | undefined): SyncMessage | undefined {
    const rows = packed === undefined ? undefined : readRows(packed.rows, null);
    if (packed === undefined || rows === undefined) return undefined;
    return { type: 'page', page: pageOf(packed, rows) };
  }
}

const typed = <K extends string, T>(type: K, value: T | undefined): ({ readonly type: K } & T) | undefined =>
  value === undefined ? undefined : { type, ...value };
const packedOrNull = (kind: PackedKind, body: Cbor | null | undefined): Packed | null =>
  body === null || body === undefined ? null : { kind, body };
