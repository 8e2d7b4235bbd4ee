/** Words of changing one's own approval PIN, Chinese then English. */

const zh = {
  title: '修改授权密码',
  note: '给别人授权时用的六位数字。只有您知道；领来的那个，领的人看见过，请尽快换掉。',
  online: '要联网办理。没有联网的平板，联网以前仍认旧的。',
  present: '现在的授权密码',
  chosen: '新的授权密码（六位数字）',
  again: '再输一遍',
  differs: '两遍输入不一样。',
  send: '修改',
  done: '授权密码已修改，从现在起用新的。',
};

const en: typeof zh = {
  title: 'Change approval PIN',
  note: 'The six digits by which you approve for others. Only you should know it: whoever drew the first one has seen it, so change it soon.',
  online: 'Needs the network. A tablet without it still takes the old one until it has been online.',
  present: 'Present PIN',
  chosen: 'New PIN (six digits)',
  again: 'Once more',
  differs: 'The two are not alike.',
  send: 'Change',
  done: 'Your approval PIN is changed; use the new one from now on.',
};

export const changePinWords = (lang: 'zh' | 'en'): typeof zh => (lang === 'en' ? en : zh);
