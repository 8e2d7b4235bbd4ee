/**
 * The protocol's number. A terminal below the floor may still push its journal and learn the outcomes, but not
 * pull. The hash pins the form of every message: a changed form without a new number fails the test.
 *
 *  1  first release
 *  2  `sealed`: a locked terminal delivers its journal as it lies
 *  3  rows travel in typed columns
 */
export const PROTOCOL_VERSION = 3;
export const PROTOCOL_FLOOR = 1;
/** SHA-256 of `describeProtocol()`, first 16 hex digits. */
export const PROTOCOL_FORM = 'f6f858c5609c8157';
/** SHA-256 of a known set of rows in typed columns, first 16 hex digits: how columns are written is part of the form. */
export const TYPED_FORM = '89148121747a65b6';
