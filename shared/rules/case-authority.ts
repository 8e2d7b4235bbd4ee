import type { Fen } from '../kernel/money.ts';

/** Who may decide about the money of a case (domain 4.8). Levels of units, lowest first. */
export const LEVELS = ['outlet', 'county', 'city', 'province'] as const;
export type Level = (typeof LEVELS)[number];

/** Level of unit that may write off `fen`: the county up to the first line, the city up to the second. */
export function writeOffLevel(fen: Fen, lines: { readonly cityFen: Fen; readonly provinceFen: Fen }): Level {
  if (fen > lines.provinceFen) return 'province';
  return fen > lines.cityFen ? 'city' : 'county';
}

export const isAtLeast = (level: Level, needed: Level): boolean => LEVELS.indexOf(level) >= LEVELS.indexOf(needed);
