import { en } from '../../text/en.ts';
import { zh, type Texts } from '../../text/zh-CN.ts';
import { parseRoute, pathOf, type Route } from '../routes.ts';
import type {
  AppState,
  Captured,
  KnownClerk,
  QuotaView,
  SessionStatus,
  SyncStatus,
  TerminalApi,
  TerminalEvent,
} from '../worker/api.ts';
import { readStartMemory, writeStartMemory, type StartMemory } from './start-memory.ts';
import { forgetDrill, readDrill, type KeptDrill } from './drill-memory.ts';
import { NO_SYNC } from '../worker/sync-view.ts';
import { readPreferences, writePreferences, type Preferences } from './preferences.ts';

/**
 * What every page of the terminal shares: the worker's door, who is signed on, how the road is, where we are, which language.
 * Made once in main.ts and handed to pages by context. It holds nothing that must survive a reload.
 */

const STARTING: AppState = {
  phase: 'starting',
  outlet: null,
  deviceNo: null,
  persisted: true,
  damage: null,
  practice: false,
};

/** What the shared state uses of the page's window. */
export interface TerminalWindow {
  readonly localStorage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  readonly location: Pick<Location, 'pathname' | 'search'>;
  readonly history: Pick<History, 'pushState' | 'replaceState' | 'back'>;
  setInterval(what: () => void, ms: number): number;
  addEventListener(type: 'popstate', listener: () => void): void;
}

export interface TerminalPorts {
  readonly api: TerminalApi;
  readonly onEvent: (listener: (event: TerminalEvent) => void) => () => void;
  readonly window: TerminalWindow;
  /** The worker behind `api` is the one of practice (演练). */
  readonly practice: boolean;
}

/** What the last finished flow knows and the journal does not: shown once on its done page. */
export interface JustDone {
  readonly captured: Captured;
  /** Who and which account, in whatever language the page has by then. */
  readonly who: (t: Texts) => string;
}

export class Terminal {
  app = $state.raw<AppState>(STARTING);
  sync = $state.raw<SyncStatus>(NO_SYNC);
  session = $state.raw<SessionStatus | null>(null);
  quota = $state.raw<QuotaView | null>(null);
  route = $state.raw<Route>({ page: 'home' });
  now = $state(0);
  /** Counts changes of rows; pages that show rows load again when it moves. */
  rows = $state(0);
  preferences = $state.raw<Preferences>({ lang: 'zh', theme: 'auto', bright: false, paper: '80mm' });
  /** A clerk worked in this page already: its lock is theirs. After a reload or a restart anybody may sign on. */
  wasOpen = $state(false);
  justDone = $state.raw<JustDone | null>(null);
  /** A newer version of the app waits to take over. */
  update = $state.raw<(() => void) | null>(null);
  /** Asks for a newer version now. */
  lookForUpdate = (): void => undefined;
  /** Leads into practice (演练) and out of it; null where there is no such way. */
  enterPractice = $state.raw<(() => Promise<void>) | null>(null);
  leavePractice = $state.raw<(() => void) | null>(null);
  /** The page came out of practice: said once, until somebody signs on. */
  practiceOver = $state(false);
  /** Of practice: what is kept of it outside. */
  noteDrill: (done: number, of: number) => void = () => undefined;
  /** A drill played here that nobody has taken for theirs. */
  drill = $state.raw<KeptDrill | null>(null);
  readonly api: TerminalApi;
  /** What the sign-on page shows until the worker answers; null when nothing is remembered. */
  remembered = $state.raw<StartMemory | null>(null);
  private steps = 0;

  constructor(private readonly ports: TerminalPorts) {
    this.api = ports.api;
    this.app = { ...STARTING, practice: ports.practice };
    this.preferences = readPreferences(ports.window.localStorage);
    this.remembered = readStartMemory(ports.window.localStorage);
    this.drill = readDrill(ports.window.localStorage, Date.now());
    if (this.remembered !== null) this.app = this.remembered.app;
    this.route = parseRoute(ports.window.location.pathname + ports.window.location.search);
    this.tick();
    ports.window.setInterval(() => this.tick(), 5_000);
    ports.window.addEventListener('popstate', () => {
      this.steps = Math.max(0, this.steps - 1);
      this.route = parseRoute(ports.window.location.pathname + ports.window.location.search);
    });
    ports.onEvent((event) => this.take(event));
  }

  get t(): Texts {
    return this.preferences.lang === 'en' ? en : zh;
  }
  get lang(): 'zh' | 'en' {
    return this.preferences.lang;
  }
  /** The vault was not opened since the page started: nothing is known yet of what lies in it. */
  get sealed(): boolean {
    const { dataAt, lastAnswerAt, bootstrap } = this.sync;
    return this.app.phase === 'locked' && dataAt === null && lastAnswerAt === null && bootstrap === null;
  }
  /** When a balance of the replica was true: at its last movement, or later when the replica is younger. */
  asOf(balanceAt: number): number {
    return Math.max(balanceAt, this.sync.dataAt ?? balanceAt);
  }
  get online(): boolean {
    return this.sync.online;
  }

  async start(): Promise<void> {
    this.setApp(await this.api.state());
    const [sync, session] = await Promise.all([this.api.sync(), this.api.session()]);
    this.sync = sync;
    this.setSession(session);
  }

  go(route: Route): void {
    this.ports.window.history.pushState(null, '', pathOf(route));
    this.steps += 1;
    this.route = route;
  }
  /** Same page, other address: typing in the find box must not fill the history. */
  replace(route: Route): void {
    this.ports.window.history.replaceState(null, '', pathOf(route));
    this.route = route;
  }
  back(): void {
    if (this.steps > 0) this.ports.window.history.back();
    else this.replace({ page: 'home' });
  }

  prefer(change: Partial<Preferences>): void {
    this.preferences = { ...this.preferences, ...change };
    writePreferences(this.ports.window.localStorage, this.preferences);
  }

  /** While the worker starts, what is remembered stays on the page. */
  private setApp(app: AppState): void {
    if (app.phase === 'starting' && this.app.phase === 'locked') return;
    this.app = app;
    this.remember({ app });
  }

  /** The worker's list of who may sign on here. */
  knowClerks(clerks: readonly KnownClerk[]): void {
    this.remember({ clerks });
  }

  private remember(part: Partial<StartMemory>): void {
    const before = this.remembered ?? { app: this.app, clerks: [], workedOn: null };
    this.remembered = { ...before, ...part };
    writeStartMemory(this.ports.window.localStorage, this.remembered);
  }

  setSession(session: SessionStatus | null): void {
    this.session = session;
    if (session !== null) this.remember({ workedOn: session.businessDate });
    if (session === null) this.wasOpen = false;
    else if (!session.locked) {
      this.wasOpen = true;
      this.practiceOver = false;
    }
    void this.refreshQuota();
  }

  forgetDrill(): void {
    this.drill = null;
    forgetDrill(this.ports.window.localStorage);
  }

  private tick(): void {
    this.now = Date.now();
  }

  private async refreshQuota(): Promise<void> {
    if (this.app.phase === 'open' && this.session !== null) this.quota = await this.api.quota();
  }

  private take(event: TerminalEvent): void {
    this.tick();
    switch (event.type) {
      case 'state':
        this.setApp(event.state);
        break;
      case 'sync':
        this.sync = event.sync;
        break;
      case 'session':
        this.setSession(event.session);
        break;
      case 'rows':
        this.rows += 1;
        void this.refreshQuota();
    }
  }
}
