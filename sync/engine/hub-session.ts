import type { Bytes } from '../../shared/kernel/bytes.ts';
import type { CloseReason } from '../protocol/close-reasons.ts';
import type { Claim } from '../protocol/claim.ts';
import { createCodec, type PageCodec } from '../protocol/codec.ts';
import { helloBytes } from '../protocol/signed.ts';
import type {
  Evidence,
  HubMessage,
  Hello,
  Inquire,
  KeyUse,
  Load,
  Pull,
  Push,
  PageRequest,
  Sealed,
  TerminalMessage,
  Vouch,
} from '../protocol/messages.ts';
import { PROTOCOL_FLOOR, PROTOCOL_LIVE, PROTOCOL_VERSION } from '../protocol/version.ts';
import { checkClaims } from './claim-check.ts';
import { CHANGES_ROWS_MAX, deviceState, inquiryAnswer, inquiryOf, reasonToClose, visibleRows } from './hub-answers.ts';
import type { HubEngine, HubSession, HubSessionHooks, HubSessionOut, PushResult } from './hub-api.ts';
import { ingestPush } from './hub-ingest.ts';
import { LIVE_BYTES_MAX, LiveLane, sharedRows, type RowsAfter } from './live-lane.ts';
import { FLOW_PAGE_ROWS, PageFlow, type NextPage } from './page-flow.ts';
import { ingestSealed } from './sealed-intake.ts';
import { takeVouch, vouchWanted } from './vouch-intake.ts';
import type { ChangeBatch, DeviceRecord } from './ports.ts';

/**
 * The hub's side of one connection. Messages are handled strictly one after another; every answer is built
 * from the store, so a session holds nothing that another session or process would need.
 */

const PAGE_ROWS_MAX = 4096;

interface Peer {
  readonly device: DeviceRecord;
  readonly keyUse: KeyUse;
  readonly protocol: number;
  readonly lineage: readonly string[];
  readonly mayPull: boolean;
  /** Why this session ends as soon as the journal up to `headSeq` is received; null for an ordinary one. */
  readonly thenClose: CloseReason | null;
  readonly headSeq: number;
  readonly claims: readonly Claim[];
  /** The branch waits for its devices after a restore, for this one too. */
  awaited: boolean;
}

class Session implements HubSession {
  private readonly codec: PageCodec;
  private readonly nonce: Bytes;
  private peer: Peer | null = null;
  private open = true;
  /** Nothing but the answer to its hello reaches a terminal before it. */
  private welcomed = false;
  /** What the hello claims was compared, or there is nothing to compare. */
  private compared = false;
  private readonly live = new LiveLane();
  private readonly pages = new PageFlow();
  /** Somebody is about to look whether a page may be sent. */
  private flowing = false;
  private queue: Promise<void> = Promise.resolve();
  private sending: Promise<void> = Promise.resolve();

  constructor(
    private readonly hub: HubEngine,
    private readonly hooks: HubSessionHooks,
    private readonly out: HubSessionOut,
  ) {
    this.codec = createCodec(hub.compressor, (table) => hub.domain.kindsOf(table));
    this.nonce = hub.random(32);
  }

  get device(): DeviceRecord | null {
    return this.peer?.device ?? null;
  }

  get follows(): readonly string[] {
    return this.welcomed && this.peer?.mayPull === true ? this.peer.lineage : [];
  }

  start(): void {
    void this.send({
      type: 'challenge',
      nonce: this.nonce,
      hubTime: this.hub.now(),
      protocol: PROTOCOL_VERSION,
      floor: PROTOCOL_FLOOR,
    });
  }

  receive(bytes: Bytes): Promise<void> {
    this.queue = this.queue.then(() => this.handle(bytes)).catch(() => this.close('fault'));
    return this.queue;
  }

  /** Rows wait behind what is in hand: the outcome of a push, which is money, leaves before them. */
  poke(branch: string, rowsAfter: RowsAfter = sharedRows(this.hub.store)): void {
    if (!this.open || !this.follows.includes(branch) || !this.live.moves(branch, rowsAfter)) return;
    this.queue = this.queue.then(() => this.tell(branch)).catch(() => this.close('fault'));
  }

  async flushed(): Promise<void> {
    await this.queue;
    await this.sending;
  }

  private async tell(branch: string): Promise<void> {
    const { peer } = this;
    if (!this.open || peer === null) return;
    const may = peer.protocol >= PROTOCOL_LIVE && (this.out.unread?.() ?? 0) < LIVE_BYTES_MAX;
    const message = await this.live.next(branch, may, {
      rows: (batch) => this.seen(peer, batch).rows,
      isOwn: branch === peer.device.branch,
    });
    if (message !== null) void this.send(message);
  }

  end(reason: CloseReason): Promise<void> {
    this.queue = this.queue.then(() => this.close(reason));
    return this.flushed();
  }

  ended(): void {
    this.open = false;
  }

  /** Messages leave in the order of the calls, whatever compressing takes. @returns the bytes of this one */
  private send(message: HubMessage): Promise<number> {
    return this.sendWire(this.codec.encode(message));
  }

  private sendWire(encoded: Promise<Bytes>): Promise<number> {
    this.sending = this.sending
      .then(() => encoded)
      .then(
        (bytes) => {
          if (this.open) this.out.send(bytes);
        },
        () => this.close('fault'),
      );
    return encoded.then(
      (bytes) => bytes.length,
      () => 0,
    );
  }

  private close(reason: CloseReason): void {
    if (!this.open) return;
    void this.send({ type: 'goodbye', reason });
    this.sending = this.sending.then(() => {
      if (!this.open) return;
      this.open = false;
      this.out.close(reason);
    });
  }

  private async handle(bytes: Bytes): Promise<void> {
    if (!this.open) return;
    const decoded = await this.codec.decode(bytes);
    if (!decoded.ok) return this.close('bad_message');
    const message = decoded.value as TerminalMessage;
    if (message.type === 'hello') return this.peer === null ? this.greet(message) : this.close('bad_message');
    if (message.type === 'goodbye') return this.ended();
    if (this.peer === null) return this.close('bad_message');
    await this.answer(this.peer, message);
  }

  private async answer(peer: Peer, message: Exclude<TerminalMessage, Hello>): Promise<void> {
    switch (message.type) {
      case 'push':
        return this.push(peer, message);
      case 'sealed':
        return this.sealed(peer, message);
      case 'inquire':
        return this.inquire(peer, message);
      case 'pull':
        return this.pull(peer, message);
      case 'page_request':
        return this.page(peer, message);
      case 'load':
        return this.load(peer, message);
      case 'taken':
        this.pages.taken(message.pages);
        return this.flow(peer);
      case 'evidence':
        return this.evidence(peer, message);
      case 'vouch':
        return this.vouch(peer, message);
      case 'ping':
        return void this.send({ type: 'pong', mono: message.mono, hubTime: this.hub.now() });
      default:
        return this.close('bad_message');
    }
  }

  private async greet(hello: Hello): Promise<void> {
    const found = await deviceState(this.hub, hello);
    if (found === null) return this.close('unknown_device');
    const { device, received, recovering, rebuilding } = found;
    const key = hello.signedWith === 'vault' ? device.signingKey : device.deliveryKey;
    if (!(await this.hub.verifier.verify(key, hello.signature, helloBytes(this.nonce, hello))))
      return this.close('bad_signature');
    // A revoked or suspended device still delivers: its entries are facts and are held for two persons to judge.
    const lineage = await this.hub.store.lineage(device.branch);
    const thenClose = reasonToClose(device, hello.protocol);
    // A branch without opening balances has no rows to give: the terminal keeps those it has.
    const mayPull = thenClose === null && hello.signedWith === 'vault' && !rebuilding;
    this.peer = {
      device,
      keyUse: hello.signedWith,
      protocol: hello.protocol,
      lineage,
      mayPull,
      thenClose,
      headSeq: hello.headSeq,
      claims: hello.claims,
      awaited: recovering && hello.signedWith === 'vault',
    };
    // Anybody may hold the delivery key: only what the vault key signed is held against the hub's books.
    this.compared = hello.signedWith !== 'vault' || hello.claims.length === 0 || rebuilding;
    // Who only delivers is lent nothing, and nothing it says of itself is believed.
    if (hello.signedWith === 'vault') await this.hooks.onReady?.(device, hello);
    const tokens = mayPull ? await Promise.all(lineage.map((branch) => this.hub.store.token(branch))) : [];
    this.welcomed = true;
    void this.send({
      type: 'welcome',
      hubTime: this.hub.now(),
      receivedSeq: received,
      signedSeq: device.signedSeq,
      archivedSeq: device.archivedSeq,
      tokens: tokens.filter((token) => token !== null),
      recovering,
      mayPull,
    });
    this.closeWhenDelivered(this.peer, received);
    await this.returned(this.peer, received);
    await this.compare(this.peer, device.signedSeq);
    const page = rebuilding && thenClose === null ? await vouchWanted(this.hub, device, hello) : null;
    if (page !== null) void this.send({ type: 'vouch_asked', page });
  }

  private async vouch(peer: Peer, message: Vouch): Promise<void> {
    const page = await takeVouch(this.hub, peer.device, message);
    if (page === 'refused') return this.close('bad_message');
    void this.send({ type: 'vouch_asked', page });
  }

  /** A restored hub has all again that this device has. */
  private async returned(peer: Peer, receivedSeq: number): Promise<void> {
    if (!peer.awaited || receivedSeq < peer.headSeq) return;
    peer.awaited = false;
    const { id, branch } = peer.device;
    if (await this.hub.store.noteReturned(branch, id)) this.hooks.onRecovered?.(branch);
  }

  /** Once a session, as soon as all that the hello spoke of is judged. */
  private async compare(peer: Peer, signedSeq: number): Promise<void> {
    if (this.compared || signedSeq < peer.headSeq) return;
    this.compared = true;
    if (await checkClaims(this.hub, peer.device, peer)) this.hooks.onChanged?.(peer.device.branch);
  }

  private closeWhenDelivered(peer: Peer, receivedSeq: number): void {
    if (peer.thenClose !== null && receivedSeq >= peer.headSeq) this.close(peer.thenClose);
  }

  private async push(peer: Peer, message: Push): Promise<void> {
    // A session opened with the delivery key only delivers; without a signature nothing in it is authenticated.
    if (message.signature === null && peer.keyUse !== 'vault') return this.close('bad_signature');
    const { firstSeq, entries, previousHash, signature, signedWith, early, recorded } = message;
    const { id, branch } = peer.device;
    const result = await ingestPush(this.hub, {
      branch,
      device: id,
      firstSeq,
      entries,
      previousHash,
      signature,
      signedWith,
      early,
      recorded,
    });
    await this.took(peer, result);
  }

  private async sealed(peer: Peer, message: Sealed): Promise<void> {
    const { type: _type, signature, ...part } = message;
    const { id, branch } = peer.device;
    await this.took(peer, await ingestSealed(this.hub, { branch, device: id, part, signature }));
  }

  private async took(peer: Peer, result: PushResult): Promise<void> {
    const { branch } = peer.device;
    if (result.kind === 'refused') return this.close(result.reason);
    const { receivedSeq, signedSeq, archivedSeq, signed } = result;
    void this.send({
      type: 'outcome',
      hubTime: this.hub.now(),
      receivedSeq,
      signedSeq,
      archivedSeq,
      signed,
      signature: result.signature,
    });
    this.hooks.onProgress?.(peer.device);
    if (result.changed) this.hooks.onChanged?.(branch);
    for (const to of result.messagesTo) this.hooks.onMessages?.(to);
    this.closeWhenDelivered(peer, receivedSeq);
    await this.returned(peer, receivedSeq);
    await this.compare(peer, signedSeq);
  }

  private async inquire({ device }: Peer, { seqs, marks }: Inquire): Promise<void> {
    if (seqs.length === 0) return this.close('bad_message');
    void this.send(await inquiryAnswer(this.hub, device, inquiryOf(seqs, marks)));
  }

  private async pull(peer: Peer, { token }: Pull): Promise<void> {
    if (!this.follows.includes(token.branch)) return this.close('bad_message');
    this.live.asked(token.branch);
    const batch = await this.hub.store.changesAfter(token, CHANGES_ROWS_MAX);
    if (batch === null) {
      const found = await deviceState(this.hub, { device: peer.device.id, branch: peer.device.branch });
      return void this.send({ type: 'resync', branch: token.branch, receivedSeq: found?.received ?? 0 });
    }
    void this.send({ type: 'changes', batch: this.seen(peer, batch) });
    this.live.answered(batch);
  }

  private seen(peer: Peer, batch: ChangeBatch): ChangeBatch {
    return { ...batch, rows: visibleRows(this.hub.domain, peer.device.branch, batch.to.branch, batch.rows) };
  }

  private async page(peer: Peer, { branch, position }: PageRequest): Promise<void> {
    if (!this.follows.includes(branch)) return this.close('bad_message');
    this.live.asked(branch);
    await this.sendPage(peer, { branch, position }, PAGE_ROWS_MAX);
  }

  private async sendPage(peer: Peer, { branch, position }: NextPage, rowsMax: number) {
    const own = peer.device.branch;
    const page = await this.hub.store.snapshotPage(
      { branch, position, rowsMax },
      {
        name: `${this.codec.pageForm} ${branch === own ? 'own' : 'above'}`,
        pack: (whole) => this.codec.packPage({ ...whole, rows: visibleRows(this.hub.domain, own, branch, whole.rows) }),
      },
    );
    return { page, bytes: await this.sendWire(Promise.resolve(this.codec.encodePage(page.bytes))) };
  }

  /** Only from one who may post: what only the delivery key opened is nobody's evidence. */
  private async evidence(peer: Peer, { type: _type, ...piece }: Evidence): Promise<void> {
    const { id, branch } = peer.device;
    const keeper = peer.mayPull ? this.hub.evidence : undefined;
    const has = await keeper?.keep({ branch, device: id, ...piece, at: this.hub.now() });
    void this.send({ type: 'evidence_at', hash: piece.hash, ...(has ?? { bytes: 0, state: 'refused' }) });
  }

  private load(peer: Peer, { branch, position }: Load): void {
    if (!this.follows.includes(branch)) return this.close('bad_message');
    this.live.asked(branch);
    this.pages.begin(branch, position);
    this.flow(peer);
  }

  /** One page, and then what came meanwhile before the next one. */
  private flow(peer: Peer): void {
    if (this.flowing) return;
    this.flowing = true;
    this.queue = this.queue.then(() => this.flowOn(peer)).catch(() => this.close('fault'));
  }

  private async flowOn(peer: Peer): Promise<void> {
    this.flowing = false;
    const next = this.open ? this.pages.next() : null;
    if (next === null) return;
    const { page, bytes } = await this.sendPage(peer, next, FLOW_PAGE_ROWS);
    this.pages.sent(next.branch, bytes, page.next);
    if (page.next === null) await this.pull(peer, { type: 'pull', token: page.token });
    this.flow(peer);
  }
}

/** @param out where encoded messages go; `close` is called at most once, after the goodbye was sent. */
export const createHubSession = (hub: HubEngine, hooks: HubSessionHooks, out: HubSessionOut): HubSession =>
  new Session(hub, hooks, out);
