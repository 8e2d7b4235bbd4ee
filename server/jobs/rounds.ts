import { startFreezeRounds } from './freezes.ts';
import { startHoldRounds } from './holds.ts';
import { startInfoRounds } from './info-cases.ts';
import { startInterestRounds } from './interest.ts';
import { startRemittanceRounds } from './remittances.ts';
import { startRetentionRounds } from './retention.ts';
import { startSettingRounds, type SettingDeps } from './settings.ts';
import { startStopRounds } from './stops.ts';

/** What the hub does by itself as days go by: interest, holds, freezes, remittances and notices that run out, what is let go, settings whose day has come. */
export interface DayRounds {
  /** Ends after the rounds in hand. */
  stop(): Promise<void>;
}

export function startDayRounds(deps: SettingDeps, failed: (what: string) => (fault: unknown) => void): DayRounds {
  const rounds = [
    startInterestRounds(deps, failed('interest')),
    startHoldRounds(deps, failed('holds')),
    startFreezeRounds(deps, failed('freezes')),
    startRemittanceRounds(deps, failed('remittances')),
    startStopRounds(deps, failed('stops')),
    startInfoRounds(deps, failed('info cases')),
    startRetentionRounds(deps, failed('retention')),
    startSettingRounds(deps, failed('settings')),
  ];
  return {
    async stop() {
      for (const one of rounds) await one.stop();
    },
  };
}
