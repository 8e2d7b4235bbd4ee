import { openUp, takeUp, type BundleHub } from '../bundle/hub-bundle.ts';
import { packUp } from '../bundle/pack-up.ts';
import { checkDown } from '../bundle/unpack-down.ts';
import type { HubEngine } from '../engine/hub-api.ts';
import { StorageFull } from '../engine/store-faults.ts';
import type { Bytes } from '../../shared/kernel/bytes.ts';
import { HUB_KEY, testVerifier } from '../testing/device-kit.ts';
import type { FakeTerminal } from '../testing/terminal-kit.ts';
import { answerTo, openAnswer, packing, vanOf } from '../testing/van-kit.ts';
import { EPOCH_MS } from './market.ts';
import type { Random } from './random.ts';

/**
 * The mail van beside the road: files leave locked and open tablets, arrive late, in any order, twice, or after the hub
 * was restored, and so do the answers. What they carry is what the road carries too.
 */
interface Carried {
  readonly terminal: FakeTerminal;
  readonly file: Bytes;
}

export class MailVan {
  private readonly up: Carried[] = [];
  private readonly down: Carried[] = [];
  private readonly last = new Map<FakeTerminal, number>();
  private readonly hub: BundleHub;
  private packed = 0;

  constructor(
    engine: HubEngine,
    private readonly count: (what: string) => void,
  ) {
    this.hub = vanOf(engine);
  }

  get hasFiles(): boolean {
    return this.up.length > 0;
  }
  get hasAnswers(): boolean {
    return this.down.some(({ terminal }) => !terminal.locked && !terminal.gone);
  }

  async pack(terminal: FakeTerminal): Promise<void> {
    const of = { number: (this.packed += 1), madeAt: EPOCH_MS };
    const { file } = await packUp(packing(terminal), terminal.session.standing(), of);
    this.up.push({ terminal, file });
  }

  /** One file reaches the hub, or one that was brought before does so again. Answers the branch that moved, or null. */
  async arrive(random: Random, now: number): Promise<string | null> {
    const at = random.int(0, this.up.length - 1);
    const carried = this.up[at];
    if (carried === undefined) return null;
    if (!random.chance(0.25)) this.up.splice(at, 1);
    const opened = await openUp(this.hub, carried.file);
    if (!opened.ok) {
      this.count(`van refused ${opened.error}`);
      return null;
    }
    const taken = await takeUp(this.hub, opened.value);
    this.count(taken.isNew ? 'van brought news' : 'van brought nothing new');
    const file = await answerTo(this.hub, opened.value, now);
    this.down.push({ terminal: carried.terminal, file });
    return taken.changed ? opened.value.head.branch : null;
  }

  /** One answer reaches its tablet, or does so again. */
  async bring(random: Random): Promise<void> {
    const open = this.down.filter(({ terminal }) => !terminal.locked && !terminal.gone);
    const carried = open[random.int(0, open.length - 1)];
    if (carried === undefined) return;
    const { terminal, file } = carried;
    if (!random.chance(0.25)) this.down.splice(this.down.indexOf(carried), 1);
    const number = this.last.get(terminal);
    const last = number === undefined ? null : { number };
    const of = { device: terminal.keys.id, hubKey: HUB_KEY, verifier: testVerifier, last };
    const checked = await checkDown(of, file);
    if (!checked.ok) return this.count(`van answer refused ${checked.error}`);
    const mail = await openAnswer(checked.value);
    if (!mail.ok) return this.count(`van answer refused ${mail.error}`);
    const taken = await terminal.session.takeMail(mail.value).catch((thrown: unknown) => {
      if (thrown instanceof StorageFull) return null;
      throw thrown;
    });
    if (taken === null) return this.count('van answer refused storage_full');
    this.last.set(terminal, checked.value.head.number);
    this.count('van answered');
  }
}
