/** Marks between words, as the language of the page writes them. @param lang `en`, anything else is Chinese. */
interface Marks {
  readonly comma: string;
  readonly colon: string;
  readonly semicolon: string;
  /** Between two sentences: a Chinese full stop brings its own space. */
  readonly next: string;
}
export const marks = (lang: string): Marks =>
  lang === 'en'
    ? { comma: ', ', colon: ': ', semicolon: '; ', next: ' ' }
    : { comma: '、', colon: '：', semicolon: '；', next: '' };
