import { findCommand, payloadToCbor } from '../shared/commands/domain.ts';
import { assert } from '../shared/kernel/assert.ts';
import type { BusinessDate, Instant } from '../shared/kernel/dates.ts';
import { FROM_NOBODY, type Command } from '../sync/index.ts';

/** The first 32 digits of a hash as a version 8 UUID: what is made from the same things has the same id. */
export const uuidFrom = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;

/** A command the hub itself gives: no device, no journal, no person. @throws Bug when the payload does not fit. */
export interface HubDraft {
  readonly id: string;
  readonly branch: string;
  readonly command: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly businessDate: BusinessDate;
  readonly at: Instant;
}

export function hubCommand({ id, branch, command, payload, businessDate, at }: HubDraft): Command {
  const definition = findCommand(command);
  assert(definition !== undefined, `command ${command} is known`);
  return {
    ...FROM_NOBODY,
    id,
    rowId: id,
    door: 'hub',
    branch,
    name: definition.name,
    payloadVersion: definition.version,
    businessDate,
    capturedAt: at,
    payload: payloadToCbor(definition, payload),
  };
}
