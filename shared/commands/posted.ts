import type { Book } from './book.ts';
import type { Applied } from './define.ts';

/** What an advice without a split answers: posted, or posted with the cases it raised on the hub. */
export const posted = (book: Book): Applied => ({
  verdict: book.cases.length > 0 ? 'posted_with_exception' : 'posted',
  code: null,
  split: null,
  changes: book.changes(),
});
