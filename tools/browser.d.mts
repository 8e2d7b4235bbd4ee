/** Path of a Chromium that is here, or null. */
export function findBrowser(): string | null;
/** Path of a Chromium. @throws when there is none and none can be installed. */
export function ensureBrowser(): string;
