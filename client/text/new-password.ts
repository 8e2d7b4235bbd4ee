/** Words of choosing one's own password in place of a one-time one, Chinese then English. */

const zh = {
  title: '请设自己的密码',
  note: '刚才输入的是一次性密码，只能用来换成自己的。新密码也是平板数据的钥匙，不要告诉别人。',
  first: '新密码（至少 10 位）',
  again: '再输一遍新密码',
  fault: {
    short: '新密码至少 10 位。',
    same: '新密码不能和一次性密码相同，也不能含工号。',
    differs: '两遍输入不一样。',
  },
};

const en: typeof zh = {
  title: 'Choose your own password',
  note: 'What you typed is for once and only lets you choose your own. It is also the key to the data of a tablet: tell nobody.',
  first: 'New password (10 characters or more)',
  again: 'The new password again',
  fault: {
    short: 'The new password has 10 characters or more.',
    same: 'The new password is not the one-time one and does not hold your number.',
    differs: 'The two are not alike.',
  },
};

export const newPasswordWords = (lang: 'zh' | 'en'): typeof zh => (lang === 'en' ? en : zh);
