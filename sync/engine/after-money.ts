import type { Evidence, EvidenceAt, Vouch, VouchAsked } from '../protocol/messages.ts';
import { EvidenceLane } from './evidence-lane.ts';
import type { FeedToken } from './ports.ts';
import type { TerminalDeps } from './terminal-api.ts';
import { VouchLane } from './vouch-lane.ts';

/** What goes up when no entry waits: rows that a hub without its past asks for, then pictures. */
export class AfterMoney {
  private readonly pictures: EvidenceLane;
  private readonly rows: VouchLane;

  constructor(
    private readonly deps: TerminalDeps,
    private readonly replica: { readonly tokens: ReadonlyMap<string, FeedToken> },
    /** When the own branch's rows in use were last known equal to the hub's; null = never. */
    private readonly known: { dataAt(): number | null },
  ) {
    const { pictures, clock, identity, domain, store, signer } = deps;
    const mono = (): number => clock.mono();
    this.pictures = new EvidenceLane(pictures ?? null, mono);
    this.rows = new VouchLane({ device: identity.device, tables: domain.vouched ?? [], store, signer, mono });
  }

  /** A new connection. @param epoch the life of a hub that takes pictures; null = it takes none */
  begin(epoch: string | null): void {
    this.pictures.begin(epoch);
    this.rows.begin();
  }

  /** A picture may have been added. */
  look(): void {
    this.pictures.look();
  }

  /** Monotonic time of the oldest open question, or null. */
  get openSince(): number | null {
    const open = [this.pictures.openSince, this.rows.openSince].filter((one) => one !== null);
    return open.length === 0 ? null : Math.min(...open);
  }

  async next(bytesPerSecond: number): Promise<Vouch | Evidence | null> {
    if (!this.rows.isAsked) return this.pictures.next(bytesPerSecond);
    const at = this.replica.tokens.get(this.deps.identity.branch);
    return (await this.rows.next(at, this.known.dataAt())) ?? this.pictures.next(bytesPerSecond);
  }

  async answered(message: EvidenceAt | VouchAsked): Promise<void> {
    if (message.type === 'evidence_at') return this.pictures.answered(message);
    this.rows.asked(message.page);
  }
}
