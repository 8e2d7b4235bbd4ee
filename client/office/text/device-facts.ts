import type { DeviceLine } from '../../../shared/read-models/office.ts';
import type { Lang } from '../state/office-state.svelte.ts';
import { deviceWords } from './device-work.ts';

/** Within this a tablet's clock is called exact. */
const EXACT_MS = 2_000;

/** `准`, `快 12 秒`; null while no entry has come. */
export function clockText(lang: Lang, offsetMs: number | null): string | null {
  if (offsetMs === null) return null;
  if (Math.abs(offsetMs) < EXACT_MS) return deviceWords(lang).clockExact;
  return deviceWords(lang).seconds(Math.round(offsetMs / 1000));
}
/** Domain 4.3 clock.skew_warn_s. */
export const isSkewed = (offsetMs: number | null): boolean => offsetMs !== null && Math.abs(offsetMs) > 60_000;

/** A tablet in use whose storage does not hold any more: somebody has to bring another. */
export const isToExchange = ({ status, wornSince }: Pick<DeviceLine, 'status' | 'wornSince'>): boolean =>
  wornSince !== null && (status === 'active' || status === 'suspended');
