/**
 * The protocol's number. A terminal below the floor may still push its journal and learn the outcomes, but not
 * pull. The hash pins the form of every message: a changed form without a new number fails the test.
 *
 *  1  first release
 */
export const PROTOCOL_VERSION = 1;
export const PROTOCOL_FLOOR = 1;
/** SHA-256 of `describeProtocol()`, first 16 hex digits. */
export const PROTOCOL_FORM = '112a8823e8e0c706';
