/** How this tablet likes to show things. Nothing here is business; losing it costs a tap. */
export interface Preferences {
  readonly lang: 'zh' | 'en';
  readonly theme: 'auto' | 'light' | 'dark';
  /** 强光: darker captions and lines for sunlight. */
  readonly bright: boolean;
  /** What lies in the printer: slips 80 mm wide, or a sheet of A5. */
  readonly paper: '80mm' | 'a5';
}
const DEFAULTS: Preferences = { lang: 'zh', theme: 'auto', bright: false, paper: '80mm' };
export const PREFERENCES_KEY = 'yizhan.display';

export function readPreferences(storage: Pick<Storage, 'getItem'>): Preferences {
  try {
    const stored: unknown = JSON.parse(storage.getItem(PREFERENCES_KEY) ?? '{}');
    const wish =
      typeof stored === 'object' && stored !== null ? (stored as Partial<Record<keyof Preferences, unknown>>) : {};
    return {
      lang: wish.lang === 'en' ? 'en' : 'zh',
      theme: wish.theme === 'light' || wish.theme === 'dark' ? wish.theme : 'auto',
      bright: wish.bright === true,
      paper: wish.paper === 'a5' ? 'a5' : '80mm',
    };
  } catch {
    return DEFAULTS;
  }
}

export function writePreferences(storage: Pick<Storage, 'setItem'>, preferences: Preferences): void {
  storage.setItem(PREFERENCES_KEY, JSON.stringify(preferences));
}
