import { describe, expect, test } from 'vitest';
import { checkRecord } from '../../../shared/tables/fields.ts';
import { findCommand } from '../../../shared/commands/domain.ts';
import type { AccountView } from '../worker/api.ts';
import { fitsStop, lackOf, STOP_MODES, stopDraft, turnOf, type StopMode, type StopPaper } from './stop-drafts.ts';

const isWhole = (mode: StopMode, of: StopPaper): boolean => lackOf(mode, of) === null;

const account = (over: Partial<AccountView>): AccountView =>
  ({ status: 'active', stopped: false, frozen: false, frozenFen: 0, stopToConfirm: null, ...over }) as AccountView;
const ONE = { id: '106', stopToConfirm: { at: 1, reason: '疑似被骗', maker: null } };
const paper = (over: Partial<StopPaper> = {}): StopPaper => ({
  reason: '疑似被骗',
  authority: '沈丘县人民法院',
  documentNo: '(2026)豫1624执101号',
  officers: ['4116240001', '4116240002'],
  part: '',
  partFen: 0,
  until: '2027-11-10',
  ...over,
});

describe('stops and freezes', () => {
  test('an account is offered where the act makes sense', () => {
    const offered = (one: AccountView) => STOP_MODES.filter((mode) => fitsStop(one, mode));
    expect(offered(account({}))).toEqual(['stop', 'freeze']);
    expect(offered(account({ stopped: true }))).toEqual(['lift_stop', 'freeze']);
    expect(offered(account({ stopped: true, stopToConfirm: ONE.stopToConfirm }))).toContain('confirm_stop');
    expect(offered(account({ frozen: true }))).toEqual(['stop', 'freeze', 'unfreeze']);
    expect(offered(account({ frozenFen: 50_000 }))).toEqual(['stop', 'freeze', 'unfreeze']);
    expect(offered(account({ status: 'closed' }))).toEqual([]);
  });

  test('two officers are two persons, the day is a day, a part is an amount', () => {
    expect(isWhole('freeze', paper())).toBe(true);
    expect(isWhole('freeze', paper({ officers: ['4116240001', ' 4116240001'] }))).toBe(false);
    expect(isWhole('unfreeze', paper({ officers: ['4116240001', ''] }))).toBe(false);
    expect(isWhole('freeze', paper({ until: '2027-02-29' }))).toBe(false);
    expect(isWhole('freeze', paper({ part: '很多', partFen: 0 }))).toBe(false);
    expect(isWhole('stop', paper({ reason: ' ' }))).toBe(false);
  });

  test('what is missing is named, one thing after the other', () => {
    expect(lackOf('freeze', paper({ authority: '' }))).toBe('authority');
    expect(lackOf('freeze', paper({ officers: ['4116240001', ''] }))).toBe('officers');
    expect(lackOf('freeze', paper({ until: '' }))).toBe('freezeUntil');
    expect(lackOf('lift_stop', paper({ reason: '' }))).toBe('reason');
    expect(lackOf('unfreeze', paper({ until: '' }))).toBeNull();
  });

  test('a second authority waits its turn, the same one prolongs its own', () => {
    const held = account({ frozen: true, freezeHolder: '沈丘县人民法院', freezesWaiting: 1 });
    expect(turnOf(held, '郸城县人民法院')).toBe(2);
    expect(turnOf(held, ' 沈丘县人民法院 ')).toBeNull();
    expect(turnOf(account({ freezeHolder: null, freezesWaiting: 0 }), '郸城县人民法院')).toBeNull();
  });

  test.each(STOP_MODES)('%s makes a payload its command takes', (mode) => {
    const draft = stopDraft(mode, ONE, paper({ part: '500', partFen: 50_000 }));
    const definition = findCommand(draft.command);
    const payload = { until: null, ...draft.payload };
    const named = Object.fromEntries(
      Object.keys(definition?.payload ?? {}).map((name) => [name, payload[name as 'until']]),
    );
    expect(definition && checkRecord(definition.payload, named)).toBeNull();
  });

  test('an inner stop ends after its last day in China, or when it is lifted', () => {
    expect(stopDraft('stop', ONE, paper()).payload).toMatchObject({ until: Date.parse('2027-11-11T00:00:00+08:00') });
    expect(stopDraft('stop', ONE, paper({ until: '' })).payload).toMatchObject({ until: null });
    expect([isWhole('stop', paper({ until: '' })), isWhole('stop', paper({ until: '2027-02-29' }))]).toEqual([
      true,
      false,
    ]);
  });

  test('an empty part is all of the account, a keyed one is fen', () => {
    expect(stopDraft('freeze', ONE, paper()).payload).toMatchObject({ fen: null, until: '2027-11-10' });
    expect(stopDraft('freeze', ONE, paper({ part: '500', partFen: 50_000 })).payload).toMatchObject({ fen: 50_000 });
  });
});
