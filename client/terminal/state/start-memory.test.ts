import { describe, expect, it } from 'vitest';
import type { AppState, KnownClerk } from '../worker/api.ts';
import { readStartMemory, writeStartMemory } from './start-memory.ts';

const app: AppState = {
  phase: 'open',
  outlet: { code: '41272801', name: '练村邮政支局', nameEn: 'Liancun post office' },
  deviceNo: '02',
  persisted: true,
  damage: null,
  practice: false,
};
const clerk: KnownClerk = {
  employeeNo: '41201900102',
  name: '李建国',
  posts: ['teller'],
  lastOnAt: 1_794_000_000_000,
  credentialUntil: 1_795_000_000_000,
  lockedUntil: null,
};

function storage() {
  const held = new Map<string, string>();
  return {
    held,
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, value: string) => void held.set(key, value),
    removeItem: (key: string) => void held.delete(key),
  };
}

describe('what the sign-on page remembers', () => {
  it('comes back locked, with the clerks and the last date', () => {
    const kept = storage();
    writeStartMemory(kept, { app, clerks: [clerk], workedOn: '2026-11-09' });
    expect(readStartMemory(kept)).toEqual({
      app: { ...app, phase: 'locked' },
      clerks: [clerk],
      workedOn: '2026-11-09',
    });
  });

  it('is nothing on a new tablet, and nothing again once the tablet is no longer enrolled', () => {
    const kept = storage();
    expect(readStartMemory(kept)).toBeNull();
    writeStartMemory(kept, { app, clerks: [clerk], workedOn: null });
    writeStartMemory(kept, { app: { ...app, phase: 'other_tab' }, clerks: [], workedOn: null });
    expect(readStartMemory(kept)).not.toBeNull();
    writeStartMemory(kept, { app: { ...app, phase: 'unenrolled' }, clerks: [], workedOn: null });
    expect(readStartMemory(kept)).toBeNull();
  });

  it.each([
    ['not JSON', '{'],
    ['of another form', '{"app":{"outlet":null},"clerks":[]}'],
    ['a clerk without a name', '{"app":{"outlet":{"code":"1","name":"a"}},"clerks":[{"employeeNo":"41201900102"}]}'],
  ])('is nothing when it is %s', (_, written) => {
    expect(readStartMemory({ getItem: () => written })).toBeNull();
  });

  it('a full disk is no error', () => {
    const full = {
      setItem: () => {
        throw new Error('QuotaExceededError');
      },
      removeItem: () => undefined,
    };
    expect(() => writeStartMemory(full, { app, clerks: [], workedOn: null })).not.toThrow();
  });
});
