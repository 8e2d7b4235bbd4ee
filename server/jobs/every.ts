/** Work that comes round by itself, one round at a time. A round that fails is told and the next one comes all the same. */
export interface Rounds {
  /** Ends after the round in hand. */
  stop(): Promise<void>;
}

export function every(ms: number, work: () => Promise<unknown>, failed: (fault: unknown) => void): Rounds {
  let round: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    round = round.then(work).catch(failed);
  }, ms);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await round;
    },
  };
}
