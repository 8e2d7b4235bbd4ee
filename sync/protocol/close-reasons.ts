/**
 * Why a session ends: a closed list, each with the one thing a terminal does about it. No reason ever tells a
 * terminal to wipe or drop anything: an unknown or revoked device keeps its journal and asks for a person.
 */
export const CLOSE_REASONS = {
  /** The other side is going down or moving; nothing is wrong. */
  restarting: 'retry_now',
  /** The terminal was told to sleep or the app goes to the background. */
  leaving: 'retry_now',
  /** A newer connection of the same device took over: the older one was given up, or a copy of the tablet speaks. */
  replaced: 'give_way',
  /** Nothing was heard for too long. */
  silent: 'back_off',
  overloaded: 'back_off',
  /** The hub could not read a message of this version of the protocol. */
  bad_message: 'back_off',
  /** A defect on the other side; the journal is intact. */
  fault: 'back_off',
  /** The hello's signature is not this device's. */
  bad_signature: 're_enrol',
  unknown_device: 're_enrol',
  /** The protocol is older than the floor for pulling; the journal is still taken. */
  version_too_old: 'update',
  device_revoked: 'stop_and_call',
  device_suspended: 'stop_and_call',
} as const satisfies Record<string, CloseAction>;

export type CloseAction = 'retry_now' | 'back_off' | 'give_way' | 'update' | 're_enrol' | 'stop_and_call';
export type CloseReason = keyof typeof CLOSE_REASONS;

export const isCloseReason = (text: string): text is CloseReason => Object.hasOwn(CLOSE_REASONS, text);
