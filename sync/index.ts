import type { CommandOutcome, HubEngine, HubSession, HubSessionHooks, HubSessionOut, PushRequest, PushResult, RelayedMessage } from './engine/hub-api.ts';
import type { Command } from './engine/ports.ts';
import type { TerminalDeps, TerminalSession } from './engine/terminal-api.ts';

/** The door of the sync engine: what client and server may import of it. */

export type * from './engine/ports.ts';
export type * from './engine/hub-api.ts';
export type * from './engine/terminal-api.ts';
export type * from './protocol/messages.ts';
export type { Compressor } from './protocol/codec.ts';
export { VERDICTS } from './engine/ports.ts';
export * from './protocol/entry.ts';
export { CLOSE_REASONS, isCloseReason, type CloseAction, type CloseReason } from './protocol/close-reasons.ts';

export declare function postCommands(hub: HubEngine, branch: string, commands: readonly Command[]): Promise<readonly CommandOutcome[]>;
export declare function ingestPush(hub: HubEngine, push: PushRequest): Promise<PushResult>;
export declare function relayOutbox(hub: HubEngine, messages: readonly RelayedMessage[]): Promise<readonly { readonly id: string; readonly delivered: boolean }[]>;
export declare function createHubSession(hub: HubEngine, hooks: HubSessionHooks, out: HubSessionOut): HubSession;
export declare function createTerminalSession(deps: TerminalDeps): TerminalSession;
