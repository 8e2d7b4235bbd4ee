/** The door of the sync engine: what client and server may import of it. */

export type * from './engine/ports.ts';
export type * from './engine/withheld.ts';
export type * from './engine/world.ts';
export type * from './engine/hub-api.ts';
export type * from './engine/terminal-api.ts';
export type * from './protocol/claim.ts';
export type * from './protocol/messages.ts';
export type { Compressor } from './protocol/codec.ts';
export { VERDICTS } from './engine/ports.ts';
export * from './protocol/entry.ts';
export { CLOSE_REASONS, isCloseReason, type CloseAction, type CloseReason } from './protocol/close-reasons.ts';

export { ingestPush } from './engine/hub-ingest.ts';
export { postCommands, relayOutbox, messageToCommand, type Delivery } from './engine/post-commands.ts';
export { createHubSession } from './engine/hub-session.ts';
export type { Pictures } from './engine/evidence-lane.ts';
export { sharedRows, type RowsAfter } from './engine/live-lane.ts';
export { checkClock, type CheckedTime } from './engine/clock-check.ts';
export { commandOf, commandBytes, FROM_NOBODY } from './engine/command.ts';
export { newDeviceRecord } from './engine/device-record.ts';
export { missingBefore } from './engine/lost-ranges.ts';
export { earlyBytes, headBytes, helloBytes, readOutcome, sealedBytes } from './protocol/signed.ts';
export { PROTOCOL_FLOOR, PROTOCOL_VERSION } from './protocol/version.ts';
export { RowsBroken, StorageFull } from './engine/store-faults.ts';
export { MemoryHubStore } from './engine/memory-hub-store.ts';
export { createTerminalSession } from './engine/terminal-session.ts';
export { createSealedDelivery, type SealedDelivery, type SealedJournal } from './engine/sealed-delivery.ts';
export { nextStretch, type SegmentAtRest } from './engine/sealed-part.ts';
export { ingestSealed } from './engine/sealed-intake.ts';
export { unpackBatch } from './protocol/signed.ts';
export { BUNDLE_BYTES_MAX, BUNDLE_FAULTS, bundlePurpose, hubName, readBundle, writeBundle } from './bundle/envelope.ts';
export type { BundleFault, BundleFile, BundleHead, BundleWay } from './bundle/envelope.ts';
export { packUp, type PackedUp, type PackUp } from './bundle/pack-up.ts';
export { openSlipCode, writeSlipCode, type SlipEntry } from './bundle/slip-code.ts';
export { checkDown, openDown, type DownFor } from './bundle/unpack-down.ts';
export { openUp, replyTo, takeUp, type BundleHub, type OpenedBundle, type TakenBundle } from './bundle/hub-bundle.ts';
