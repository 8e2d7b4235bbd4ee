import { describe, expect, it } from 'vitest';
import { EMPTY_HASH } from '../../shared/kernel/ids.ts';
import { CLOSE_REASONS, type CloseReason } from '../protocol/close-reasons.ts';
import { backOffMs, step, type SessionEvent, type SessionState } from './session-step.ts';

type Phase = SessionState['phase'];
type EventType = Exclude<SessionEvent['type'], 'goodbye'>;
/** Phase after the event and what is done, in order. */
type Expected = `${Phase}` | `${Phase}: ${string}`;

const STATES: Record<Phase, SessionState> = {
  offline: { phase: 'offline' },
  connecting: { phase: 'connecting', attempt: 1 },
  greeting: { phase: 'greeting', attempt: 1 },
  catching_up: { phase: 'catching_up', attempt: 1 },
  live: { phase: 'live' },
  backing_off: { phase: 'backing_off', attempt: 1 },
  stopped: { phase: 'stopped', reason: 'device_revoked' },
};
const EVENTS: Record<EventType, SessionEvent> = {
  start: { type: 'start' },
  stop: { type: 'stop' },
  nudge: { type: 'nudge' },
  opened: { type: 'opened' },
  closed: { type: 'closed' },
  challenge: {
    type: 'challenge',
    challenge: { type: 'challenge', nonce: EMPTY_HASH, hubTime: 0, protocol: 1, floor: 1 },
  },
  welcome: {
    type: 'welcome',
    welcome: {
      type: 'welcome',
      hubTime: 0,
      receivedSeq: 0,
      signedSeq: 0,
      archivedSeq: 0,
      tokens: [],
      recovering: false,
      mayPull: true,
    },
  },
  caught_up: { type: 'caught_up' },
  behind: { type: 'behind' },
  timer: { type: 'timer' },
  silent: { type: 'silent' },
  bug: { type: 'bug' },
};
const OFF = 'offline: disconnect stop_waiting';
const BUG = 'stopped: disconnect stop_waiting';
const BACK = 'backing_off: disconnect wait';
const GO = 'connecting: connect wait';

const TABLE: Record<Phase, Record<EventType, Expected>> = {
  offline: {
    start: GO,
    stop: 'offline',
    nudge: GO,
    opened: 'offline',
    closed: 'offline',
    challenge: 'offline',
    welcome: 'offline',
    caught_up: 'offline',
    behind: 'offline',
    timer: 'offline',
    silent: 'offline',
    bug: BUG,
  },
  connecting: {
    start: 'connecting',
    stop: OFF,
    nudge: 'connecting',
    opened: 'greeting',
    closed: BACK,
    challenge: 'connecting',
    welcome: 'connecting',
    caught_up: 'connecting',
    behind: 'connecting',
    timer: BACK,
    silent: BACK,
    bug: BUG,
  },
  greeting: {
    start: 'greeting',
    stop: OFF,
    nudge: 'greeting',
    opened: 'greeting',
    closed: BACK,
    challenge: 'greeting: greet',
    welcome: 'catching_up: stop_waiting catch_up',
    caught_up: 'greeting',
    behind: 'greeting',
    timer: BACK,
    silent: BACK,
    bug: BUG,
  },
  catching_up: {
    start: 'catching_up',
    stop: OFF,
    nudge: 'catching_up',
    opened: 'catching_up',
    closed: BACK,
    challenge: 'catching_up',
    welcome: 'catching_up',
    caught_up: 'live',
    behind: 'catching_up',
    timer: 'catching_up',
    silent: BACK,
    bug: BUG,
  },
  live: {
    start: 'live',
    stop: OFF,
    nudge: 'live',
    opened: 'live',
    closed: BACK,
    challenge: 'live',
    welcome: 'live',
    caught_up: 'live',
    behind: 'catching_up',
    timer: 'live',
    silent: BACK,
    bug: BUG,
  },
  backing_off: {
    start: 'backing_off',
    stop: OFF,
    nudge: GO,
    opened: 'backing_off',
    closed: 'backing_off',
    challenge: 'backing_off',
    welcome: 'backing_off',
    caught_up: 'backing_off',
    behind: 'backing_off',
    timer: GO,
    silent: 'backing_off',
    bug: BUG,
  },
  stopped: {
    start: GO,
    stop: OFF,
    nudge: GO,
    opened: 'stopped',
    closed: 'stopped',
    challenge: 'stopped',
    welcome: 'stopped',
    caught_up: 'stopped',
    behind: 'stopped',
    timer: 'stopped',
    silent: 'stopped',
    bug: 'stopped',
  },
};

const AFTER: Record<CloseReason, Phase> = {
  restarting: 'backing_off',
  leaving: 'backing_off',
  replaced: 'backing_off',
  silent: 'backing_off',
  overloaded: 'backing_off',
  bad_message: 'backing_off',
  fault: 'backing_off',
  bad_signature: 'stopped',
  unknown_device: 'stopped',
  version_too_old: 'stopped',
  device_revoked: 'stopped',
  device_suspended: 'stopped',
};

describe('[SS1] the session table is total', () => {
  for (const [phase, row] of Object.entries(TABLE) as [Phase, Record<EventType, Expected>][]) {
    it.each(Object.entries(row) as [EventType, Expected][])(`${phase}: on %s -> %s`, (type, expected) => {
      const { state, effects } = step(STATES[phase], EVENTS[type], 0.5);
      const done = effects.map((effect) => effect.do).join(' ');
      expect(done === '' ? state.phase : `${state.phase}: ${done}`).toBe(expected);
    });
  }

  it.each(Object.entries(AFTER) as [CloseReason, Phase][])('[SS2] a goodbye with %s leads to %s', (reason, phase) => {
    expect(step({ phase: 'live' }, { type: 'goodbye', reason }, 0.5).state.phase).toBe(phase);
    expect(Object.keys(CLOSE_REASONS)).toContain(reason);
  });

  it('[SS4] who was replaced gives way: it waits half a minute at least, however well its line went', () => {
    const { effects } = step({ phase: 'live' }, { type: 'goodbye', reason: 'replaced' }, 0);
    expect(effects).toEqual([{ do: 'disconnect' }, { do: 'wait', ms: 30_000 }]);
  });

  it('[SS3] retries back off from one second to one minute with jitter, and a bug waits for a restart', () => {
    expect([0, 1, 2, 9].map((attempt) => backOffMs(attempt, 0.5))).toEqual([1000, 2000, 4000, 60_000]);
    expect(backOffMs(0, 0)).toBe(500);
    expect(step({ phase: 'stopped', reason: 'bug' }, { type: 'nudge' }, 0.5).state.phase).toBe('stopped');
  });
});
