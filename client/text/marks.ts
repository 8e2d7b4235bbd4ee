/** Marks between words, as the language of the page writes them. @param lang `en`, anything else is Chinese. */
export const marks = (lang: string): { readonly comma: string; readonly colon: string; readonly semicolon: string } =>
  lang === 'en' ? { comma: ', ', colon: ': ', semicolon: '; ' } : { comma: '、', colon: '：', semicolon: '；' };
