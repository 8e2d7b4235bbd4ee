/**
 * The protocol's number. A terminal below the floor may still push its journal and learn the outcomes, but not
 * pull. The hash pins the form of every message: a changed form without a new number fails the test.
 *
 *  1  first release
 *  2  `sealed`: a locked terminal delivers its journal as it lies
 *  3  rows travel in typed columns
 *  4  pushes, outcomes and pulls say on a connection only what it has not said yet
 *  5  `live`: the hub sends what changed by itself, where it only hinted before
 *  6  `load`: pages of a snapshot follow one another, where each was asked for before
 *  7  `evidence`: pictures of signatures go up after all money
 *  8  `vouch`: a terminal hands its rows to a hub that has lost everything
 *  9  changes name the pull they answer by the mark of its position, no longer by its number, inquiries name
 *     entries by their hashes too, and questions for a snapshot are numbered
 */
export const PROTOCOL_VERSION = 9;
/** The first protocol in which the hub sends changed rows unasked. */
export const PROTOCOL_LIVE = 5;
/** The last protocol whose messages each stand for themselves. */
export const PROTOCOL_PLAIN = 2;
export const PROTOCOL_FLOOR = 1;
/** The first in which one question brings a whole snapshot. */
export const PROTOCOL_FLOW = 6;
/** The first that carries pictures. */
export const PROTOCOL_EVIDENCE = 7;
/** The first in which a terminal vouches for its rows. */
export const PROTOCOL_VOUCH = 8;
/** The first in which marks say which pull is answered, and which entries are asked about. */
export const PROTOCOL_MARKED = 9;
/** SHA-256 of `describeProtocol()`, first 16 hex digits. */
export const PROTOCOL_FORM = '5b149015cf0b2ac2';
/** SHA-256 of a known set of rows in typed columns, first 16 hex digits: how columns are written is part of the form. */
export const TYPED_FORM = '89148121747a65b6';
/** The same of a known conversation: pushes and outcomes as one connection carries them. */
export const PACKED_FORM = '4bc891eb096b2aad';
