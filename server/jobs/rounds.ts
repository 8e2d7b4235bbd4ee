import { startFreezeRounds } from './freezes.ts';
import { startHoldRounds } from './holds.ts';
import { startInfoRounds } from './info-cases.ts';
import type { OpeningDeps } from './open-outlet.ts';
import { startOpenings, type Openings } from './openings.ts';
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

type Failed = (what: string) => (fault: unknown) => void;

function startDayRounds(deps: SettingDeps, failed: Failed): DayRounds {
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

/** All that the hub does by itself, beside its doors. */
export const startJobs = (
  deps: SettingDeps & OpeningDeps,
  failed: Failed,
): { readonly days: DayRounds; readonly openings: Openings } => ({
  days: startDayRounds(deps, failed),
  openings: startOpenings(deps, failed('openings')),
});
