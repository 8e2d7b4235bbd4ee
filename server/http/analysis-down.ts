/** The analysis database does not answer. Counters go on; figures come back by themselves when it does. */
export class AnalysisDown extends Error {
  override readonly name = 'AnalysisDown';
}
