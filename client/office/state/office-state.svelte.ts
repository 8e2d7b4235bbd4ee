import { getContext, setContext } from 'svelte';
import type { Right } from '../../../shared/read-models/office-rights.ts';
import type { OfficeMe, OfficeUnit } from '../../../shared/read-models/office.ts';
import { createOfficeApi, type OfficeApi } from '../api.ts';
import { en } from '../text/en.ts';
import { placeName } from '../text/names.ts';
import { zh, type Text } from '../text/zh-CN.ts';
import { RouteState } from './route.svelte.ts';

/**
 * What all office pages share: who is signed on, language and theme, the hub's clock, whether it answers.
 * One instance, made in main.ts and handed down by context. Data from the hub is never kept here.
 */
export type Lang = 'zh-CN' | 'en';
export type Theme = 'system' | 'light' | 'dark';

const ONLINE_MS = 60_000;
const KEEP = 'yizhan.office';

interface Kept {
  readonly lang: Lang;
  readonly theme: Theme;
}

function readKept(storage: Storage): Kept {
  try {
    const kept = JSON.parse(storage.getItem(KEEP) ?? '{}') as Partial<Kept>;
    return {
      lang: kept.lang === 'en' ? 'en' : 'zh-CN',
      theme: kept.theme === 'light' || kept.theme === 'dark' ? kept.theme : 'system',
    };
  } catch {
    return { lang: 'zh-CN', theme: 'system' };
  }
}

export class OfficeState {
  readonly route = new RouteState();
  readonly api: OfficeApi;
  /** undefined: not known yet; null: nobody is signed on. */
  me: OfficeMe | null | undefined = $state.raw(undefined);
  lang: Lang = $state('zh-CN');
  theme: Theme = $state('system');
  /** Browser time, moved on every few seconds so that ages stay true. */
  now = $state(Date.now());
  private answeredAt = $state(0);
  private hubAhead = $state(0);

  readonly text: Text = $derived(this.lang === 'en' ? en : zh);
  readonly online: boolean = $derived(this.now - this.answeredAt < ONLINE_MS);
  /** The hub's clock as far as this browser can tell: ages and time left are counted by it. */
  readonly hubNow: number = $derived(this.now + this.hubAhead);

  constructor() {
    const kept = readKept(localStorage);
    this.lang = kept.lang;
    this.theme = kept.theme;
    this.api = createOfficeApi({
      answered: () => {
        this.now = Date.now();
        this.answeredAt = this.now;
      },
      signedOut: () => (this.me = null),
    });
  }

  /** An outlet's name as the reader's own unit says it. */
  place(unit: OfficeUnit): string {
    return placeName(unit, this.lang, this.me?.unit);
  }

  can(right: Right): boolean {
    return this.me?.rights.includes(right) ?? false;
  }

  /** A page's data as its query returns it; its `asOf` sets the hub's clock. */
  async heard<T extends { readonly asOf: number }>(asked: Promise<T>): Promise<T> {
    const answer = await asked;
    this.hearHubTime(answer.asOf);
    return answer;
  }

  private hearHubTime(asOf: number): void {
    this.hubAhead = asOf - Date.now();
  }

  keep(change: Partial<Kept>): void {
    if (change.lang !== undefined) this.lang = change.lang;
    if (change.theme !== undefined) this.theme = change.theme;
    localStorage.setItem(KEEP, JSON.stringify({ lang: this.lang, theme: this.theme }));
    this.dress();
  }

  /** Language and theme of the whole document. */
  dress(): void {
    const root = document.documentElement;
    root.lang = this.lang;
    document.title = this.text.appName;
    if (this.theme === 'system') delete root.dataset.theme;
    else root.dataset.theme = this.theme;
  }

  async start(): Promise<void> {
    this.route.follow(window);
    this.dress();
    setInterval(() => (this.now = Date.now()), 5_000);
    try {
      const me = await this.api.me();
      if (me === null) this.me = null;
      else this.signedOn(me);
    } catch {
      this.me = null;
    }
  }

  signedOn(me: OfficeMe): void {
    this.hearHubTime(me.asOf);
    this.me = me;
  }
}

const CONTEXT = Symbol('office');
export const provideOffice = (office: OfficeState): OfficeState => setContext(CONTEXT, office);
export const useOffice = (): OfficeState => getContext<OfficeState>(CONTEXT);
