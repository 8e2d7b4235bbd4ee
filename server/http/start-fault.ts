/** A reason why the hub cannot start, as one sentence for the operator. */
export class HubStartFault extends Error {
  override readonly name = 'HubStartFault';
}
