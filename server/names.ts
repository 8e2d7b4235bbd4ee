import { pinyin } from 'pinyin-pro';

/**
 * Pinyin of a person's name with spaces, without tones, the surname read as a surname (单 shan, 曾 zeng, 仇 qiu,
 * 解 xie, 查 zha, 尉迟 yuchi). The library is far too large for a tablet: only the hub makes it. Letters of other
 * scripts stay as they are, in lower case.
 */
export const pinyinOf = (name: string): string =>
  pinyin(name, { toneType: 'none', surname: 'head', v: true, nonZh: 'consecutive' })
    .toLowerCase()
    .replace(/[^a-zü ]+/g, ' ')
    .replace(/ü/g, 'v')
    .replace(/\s+/g, ' ')
    .trim();
