import { unreachable } from '../../shared/kernel/assert.ts';
import { CLOSE_REASONS, type CloseReason } from '../protocol/close-reasons.ts';
import type { Challenge, Welcome } from '../protocol/messages.ts';

/**
 * The life of a terminal's connection as a pure step: state and event in, state and effects out. The runner
 * only performs effects. Nothing here knows what travels.
 *
 *   offline -> connecting -> greeting -> catching_up <-> live
 *                  ^------ backing_off <------'   stopped(reason): a person must act
 */
export type SessionState =
  | { readonly phase: 'offline' }
  | { readonly phase: 'connecting'; readonly attempt: number }
  | { readonly phase: 'greeting'; readonly attempt: number }
  | { readonly phase: 'catching_up'; readonly attempt: number }
  | { readonly phase: 'live' }
  | { readonly phase: 'backing_off'; readonly attempt: number }
  | { readonly phase: 'stopped'; readonly reason: CloseReason | 'bug' };

export type SessionEvent =
  | { readonly type: 'start' }
  | { readonly type: 'stop' }
  /** A person, or a network that came back, asks to try now. */
  | { readonly type: 'nudge' }
  | { readonly type: 'opened' }
  | { readonly type: 'closed' }
  | { readonly type: 'challenge'; readonly challenge: Challenge }
  | { readonly type: 'welcome'; readonly welcome: Welcome }
  | { readonly type: 'caught_up' }
  /** Rows of this terminal's branches wait on the hub. */
  | { readonly type: 'behind' }
  | { readonly type: 'goodbye'; readonly reason: CloseReason }
  /** The delay or timeout that was asked for is over. */
  | { readonly type: 'timer' }
  /** An answer is overdue. */
  | { readonly type: 'silent' }
  | { readonly type: 'bug' };

export type SessionEffect =
  | { readonly do: 'connect' }
  | { readonly do: 'disconnect' }
  | { readonly do: 'greet'; readonly challenge: Challenge }
  | { readonly do: 'catch_up'; readonly welcome: Welcome }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'stop_waiting' };

export interface Step {
  readonly state: SessionState;
  readonly effects: readonly SessionEffect[];
}

export const GREETING_MS_MAX = 20_000;
export const BACK_OFF_MS_FIRST = 1000;
export const BACK_OFF_MS_MAX = 60_000;
/** Failed tries after which a pause is as long as it gets. */
const ATTEMPTS_TO_MAX = 6;

const stay = (state: SessionState): Step => ({ state, effects: [] });

const connect = (attempt: number): Step => ({
  state: { phase: 'connecting', attempt },
  effects: [{ do: 'connect' }, { do: 'wait', ms: GREETING_MS_MAX }],
});

/** Doubles from 1 s to 60 s, spread over half to one and a half so that a county does not return at once. */
export function backOffMs(attempt: number, random: number): number {
  const base = Math.min(BACK_OFF_MS_MAX, BACK_OFF_MS_FIRST * 2 ** Math.min(attempt, 10));
  return Math.round(base * (0.5 + random));
}

const backOff = (attempt: number, random: number): Step => ({
  state: { phase: 'backing_off', attempt: attempt + 1 },
  effects: [{ do: 'disconnect' }, { do: 'wait', ms: backOffMs(attempt, random) }],
});

const stopped = (reason: CloseReason | 'bug'): Step => ({
  state: { phase: 'stopped', reason },
  effects: [{ do: 'disconnect' }, { do: 'stop_waiting' }],
});

const goOffline: Step = { state: { phase: 'offline' }, effects: [{ do: 'disconnect' }, { do: 'stop_waiting' }] };

function saidGoodbye(reason: CloseReason, attempt: number, random: number): Step {
  const action = CLOSE_REASONS[reason];
  switch (action) {
    case 'retry_now':
      return {
        state: { phase: 'backing_off', attempt: attempt + 1 },
        effects: [{ do: 'disconnect' }, { do: 'wait', ms: Math.round(BACK_OFF_MS_FIRST * random) }],
      };
    case 'back_off':
      return backOff(attempt, random);
    // The other line is given time for all it has: two that come back at once would end each other for ever.
    case 'give_way':
      return backOff(Math.max(attempt, ATTEMPTS_TO_MAX), random);
    case 'update':
    case 're_enrol':
    case 'stop_and_call':
      return stopped(reason);
    default:
      return unreachable(action);
  }
}

/** Events that mean the same in every state with a connection, or null. */
function connected(event: SessionEvent, attempt: number, random: number): Step | null {
  switch (event.type) {
    case 'stop':
      return goOffline;
    case 'bug':
      return stopped('bug');
    case 'goodbye':
      return saidGoodbye(event.reason, attempt, random);
    case 'closed':
    case 'silent':
      return backOff(attempt, random);
    default:
      return null;
  }
}

function connecting(
  state: { phase: 'connecting' | 'greeting'; attempt: number },
  event: SessionEvent,
  random: number,
): Step {
  if (event.type === 'timer') return backOff(state.attempt, random);
  if (state.phase === 'connecting' && event.type === 'opened')
    return stay({ phase: 'greeting', attempt: state.attempt });
  if (state.phase === 'greeting' && event.type === 'challenge')
    return { state, effects: [{ do: 'greet', challenge: event.challenge }] };
  if (state.phase === 'greeting' && event.type === 'welcome') {
    return {
      state: { phase: 'catching_up', attempt: state.attempt },
      effects: [{ do: 'stop_waiting' }, { do: 'catch_up', welcome: event.welcome }],
    };
  }
  return connected(event, state.attempt, random) ?? stay(state);
}

function working(
  state: { phase: 'catching_up'; attempt: number } | { phase: 'live' },
  event: SessionEvent,
  random: number,
): Step {
  if (event.type === 'caught_up') return stay({ phase: 'live' });
  if (event.type === 'behind') return stay({ phase: 'catching_up', attempt: 0 });
  return connected(event, state.phase === 'live' ? 0 : state.attempt, random) ?? stay(state);
}

function waiting(state: { phase: 'backing_off'; attempt: number }, event: SessionEvent): Step {
  if (event.type === 'timer') return connect(state.attempt);
  if (event.type === 'nudge') return connect(0);
  if (event.type === 'stop') return goOffline;
  if (event.type === 'bug') return stopped('bug');
  return stay(state);
}

/** @param random in [0, 1): spreads retries; the step itself draws nothing. */
export function step(state: SessionState, event: SessionEvent, random: number): Step {
  switch (state.phase) {
    case 'offline':
      if (event.type === 'start' || event.type === 'nudge') return connect(0);
      return event.type === 'bug' ? stopped('bug') : stay(state);
    case 'connecting':
    case 'greeting':
      return connecting(state, event, random);
    case 'catching_up':
    case 'live':
      return working(state, event, random);
    case 'backing_off':
      return waiting(state, event);
    case 'stopped':
      // A person may try again after acting; a bug waits for a restart of the program.
      if (event.type === 'start' || (event.type === 'nudge' && state.reason !== 'bug')) return connect(0);
      return event.type === 'stop' ? goOffline : stay(state);
    default:
      return unreachable(state);
  }
}
