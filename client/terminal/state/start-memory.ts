import type { AppState, KnownClerk } from '../worker/api.ts';

/**
 * What the sign-on page showed last: who may sign on here and where this is. The page shows it at once, while the
 * worker still starts, which on a slow tablet takes seconds. Nothing is decided by it, and it holds only what anyone
 * who switches the tablet on is shown anyway; the worker's first answer takes its place.
 */
export interface StartMemory {
  readonly app: AppState;
  readonly clerks: readonly KnownClerk[];
  /** Business date of the last sign-on on this tablet, or null. */
  readonly workedOn: string | null;
}

const KEY = 'yizhan.start';

type Reader = Pick<Storage, 'getItem'>;
type Writer = Pick<Storage, 'setItem' | 'removeItem'>;

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** A clerk whose every shown field is there: what an older version wrote may lack some. */
function isClerk(value: unknown): value is KnownClerk {
  if (!isRecord(value)) return false;
  const time = (one: unknown): boolean => one === null || typeof one === 'number';
  return (
    typeof value['employeeNo'] === 'string' &&
    typeof value['name'] === 'string' &&
    typeof value['credentialUntil'] === 'number' &&
    Array.isArray(value['posts']) &&
    time(value['lastOnAt']) &&
    time(value['lockedUntil'])
  );
}

/** Null when this tablet was never enrolled, or what is there cannot be read. */
export function readStartMemory(storage: Reader): StartMemory | null {
  try {
    const found: unknown = JSON.parse(storage.getItem(KEY) ?? 'null');
    if (!isRecord(found) || !isRecord(found['app']) || !Array.isArray(found['clerks'])) return null;
    const { outlet, deviceNo, persisted } = found['app'];
    if (!isRecord(outlet) || typeof outlet['name'] !== 'string' || !found['clerks'].every(isClerk)) return null;
    return {
      app: {
        phase: 'locked',
        outlet: { code: String(outlet['code']), name: outlet['name'], nameEn: String(outlet['nameEn'] ?? '') },
        deviceNo: typeof deviceNo === 'string' ? deviceNo : null,
        persisted: persisted !== false,
        damage: null,
        practice: false,
      },
      clerks: found['clerks'],
      workedOn: typeof found['workedOn'] === 'string' ? found['workedOn'] : null,
    };
  } catch {
    return null;
  }
}

/** A tablet that is not enrolled, or damaged, is remembered as nothing; practice is never remembered. Losing the memory costs a moment at the next start. */
export function writeStartMemory(storage: Writer, memory: StartMemory): void {
  const enrolled = memory.app.phase === 'locked' || memory.app.phase === 'open';
  if (memory.app.practice) return;
  try {
    if (enrolled) storage.setItem(KEY, JSON.stringify(memory));
    else if (memory.app.phase !== 'starting' && memory.app.phase !== 'other_tab') storage.removeItem(KEY);
  } catch {
    // No room: the next start waits for the worker.
    return;
  }
}
