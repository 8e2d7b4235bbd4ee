/**
 * One tab at a time: a Web Lock names the leader. A leader that does not answer a ping is frozen and loses the
 * lock by `steal`; the fence in the database (see dexie/store.ts) then refuses whatever it writes when it wakes.
 */
const LOCK = 'yizhan-terminal';
const CHANNEL = 'yizhan-terminal-tabs';
const ANSWER_MS = 3000;

export interface TabLock {
  /** Told once when another tab took the terminal. */
  onLost(what: () => void): void;
  release(): void;
}

/** Resolves when this tab leads. `onWaiting` is told when another tab leads now. */
export async function takeTabLock(onWaiting: () => void): Promise<TabLock> {
  const channel = new BroadcastChannel(CHANNEL);
  const free = await tryLock();
  const held = free ?? (await waitOrSteal(channel, onWaiting));
  channel.onmessage = (event: MessageEvent<unknown>) => {
    if (event.data === 'ping') channel.postMessage('pong');
  };
  return {
    onLost: (what) => {
      void held.lost.then(() => {
        channel.close();
        what();
      });
    },
    release: () => {
      channel.close();
      held.release();
    },
  };
}

interface Held {
  readonly lost: Promise<void>;
  release(): void;
}

function request(options: LockOptions): Promise<Held | null> {
  return new Promise((granted, failed) => {
    let release = (): void => undefined;
    const done = new Promise<void>((resolve) => {
      release = resolve;
    });
    let lose = (): void => undefined;
    const lost = new Promise<void>((resolve) => {
      lose = resolve;
    });
    navigator.locks
      .request(LOCK, options, (lock) => {
        granted(lock === null ? null : { lost, release });
        return lock === null ? undefined : done;
      })
      .catch((thrown: unknown) => {
        // AbortError: stolen after it was granted, or a wait that was given up.
        lose();
        failed(thrown);
      });
  });
}

const tryLock = (): Promise<Held | null> => request({ ifAvailable: true });

async function waitOrSteal(channel: BroadcastChannel, onWaiting: () => void): Promise<Held> {
  onWaiting();
  const giveUp = new AbortController();
  const queued = request({ signal: giveUp.signal });
  queued.catch(() => undefined);
  for (;;) {
    const first = await Promise.race([queued, leaderSilent(channel)]);
    if (first === 'silent') break;
    if (first !== 'answered' && first !== null) return first;
  }
  giveUp.abort();
  const stolen = await request({ steal: true });
  if (stolen === null) throw new Error('the lock could not be taken');
  return stolen;
}

function leaderSilent(channel: BroadcastChannel): Promise<'silent' | 'answered'> {
  return new Promise((resolve) => {
    let answered = false;
    channel.onmessage = (event: MessageEvent<unknown>) => {
      if (event.data === 'pong') answered = true;
    };
    channel.postMessage('ping');
    setTimeout(() => resolve(answered ? 'answered' : 'silent'), ANSWER_MS);
  });
}

const WRITE_LOCK = 'yizhan-journal-write';

/** Keeps an update of the app out of an entry. */
export interface Writing {
  /** Runs what builds and records an entry, so that `atRest` waits for it. */
  during<T>(work: () => Promise<T>): Promise<T>;
  /** The entry may be written: no update is at hand, and none begins before `during` is over. */
  granted(): Promise<void>;
}

/** Where nothing takes over in the middle: practice and tests. */
export const FREE_WRITING: Writing = { during: (work) => work(), granted: () => Promise.resolve() };

/** Asking the browser for its lock takes longer than building an entry: both go on at once, and the write waits for the lock. */
export function createWriting(): Writing {
  let granted = Promise.resolve();
  return {
    during: async (work) => {
      let release = (): void => undefined;
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      granted = new Promise((resolve, reject) => {
        navigator.locks
          .request(WRITE_LOCK, { mode: 'shared' }, () => {
            resolve();
            return held;
          })
          .catch(reject);
      });
      granted.catch(() => undefined);
      try {
        return await work();
      } finally {
        release();
      }
    },
    granted: () => granted,
  };
}

/** Runs `last` when no entry is being recorded; none is begun any more before the page is gone. */
export async function atRest(last: () => void): Promise<void> {
  await navigator.locks.request(WRITE_LOCK, () => {
    last();
    return new Promise<never>(() => undefined);
  });
}
