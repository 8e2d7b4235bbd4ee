/** Words of the pages that send money to others, Chinese then English. */
const zh = {
  payee: {
    title: '转账给他人',
    from: '付款账户',
    accountNo: '收款账号',
    accountNote: '15 位，本网点',
    name: '收款人姓名',
    found: (holder: string) => `收款账户户名 ${holder}`,
    unknown: '本网点没有这个账号',
    purpose: '用途',
    purposes: ['货款', '还款', '学费', '生活费', '工钱'],
    fraud: '已提醒防诈骗',
    fraudNote: '认识收款人吗？为什么转？电话里让转的不转',
    amount: '转账金额',
    submit: '确认转账',
    fee: (fen: string) => `手续费 ${fen}`,
    online: '转账给他人要联网办理。',
    need: {
      account: '选付款账户',
      payee: '填收款账号和姓名',
      purpose: '选用途',
      fraud: '先提醒防诈骗',
      id: '核对证件号末 4 位',
    },
  },
};

const en: typeof zh = {
  payee: {
    title: 'Transfer to a payee',
    from: 'From',
    accountNo: 'Account of the payee',
    accountNote: '15 digits, this outlet',
    name: 'Name of the payee',
    found: (holder) => `Held by ${holder}`,
    unknown: 'No such account at this outlet',
    purpose: 'Purpose',
    purposes: ['Goods', 'Debt', 'School fee', 'Living', 'Wages'],
    fraud: 'Warned against fraud',
    fraudNote: 'Is the payee known? Why is it sent? Not on a word by telephone',
    amount: 'Amount to transfer',
    submit: 'Transfer',
    fee: (fen) => `Fee ${fen}`,
    online: 'A transfer to a payee is made online.',
    need: {
      account: 'Choose the account',
      payee: 'Number and name of the payee',
      purpose: 'Choose the purpose',
      fraud: 'Give the warning first',
      id: 'Last 4 digits of the paper',
    },
  },
};

export const paymentWords = (lang: 'zh' | 'en'): typeof zh => (lang === 'en' ? en : zh);
