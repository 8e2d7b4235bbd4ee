/**
 * The protocol's number. A terminal below the floor may still push its journal and learn the outcomes, but not
 * pull. The hash pins the form of every message: a changed form without a new number fails the test.
 *
 *  1  first release
 *  2  `sealed`: a locked terminal delivers its journal as it lies
 */
export const PROTOCOL_VERSION = 2;
export const PROTOCOL_FLOOR = 1;
/** SHA-256 of `describeProtocol()`, first 16 hex digits. */
export const PROTOCOL_FORM = '9b49a9951cc6580e';
