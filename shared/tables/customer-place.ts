import { defineTable } from './define.ts';
import { code, digits, id, int, list } from './fields.ts';

/**
 * Where the master of a customer's data lives, as far as this branch was told; hub only. Row id = customer id. No row:
 * this branch is the master and nobody holds a copy. `master`: `copies` lists the branches that are told of every
 * change and `rev` counts what they were told. `copy`: `rev` is the newest that has come; older ones change nothing.
 * `twin`: the same paper was given first to `master` of another branch; both stay apart until a person merges them.
 */
export const customerPlace = defineTable({
  name: 'customer_place',
  kind: 70,
  fields: {
    role: code('master', 'copy', 'twin'),
    master: id(),
    master_branch: digits(2, 8),
    rev: int(0),
    copies: list({ branch: digits(2, 8) }, 256),
  },
});

/**
 * The province's directory of identity papers: who was the first, and in which branch that customer's master lives.
 * Row id = hex of SHA-256 over `type|number`; hub only, in the branch of the province.
 */
export const identityClaim = defineTable({
  name: 'identity_claim',
  kind: 71,
  fields: { customer: id(), branch: digits(2, 8) },
});

/**
 * A branch asked the province for a person by paper. Row id as of `identity_claim`. `asked` = row of the newest question;
 * `unknown` = the province has answered that no other branch has that paper. A known person comes as a copy instead.
 */
export const identityQuestion = defineTable({
  name: 'identity_question',
  kind: 107,
  scope: 'outlet',
  fields: { asked: id(), status: code('asked', 'unknown') },
});
