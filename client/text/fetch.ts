/** Words of the page that asks for the data of a person who is a customer elsewhere, Chinese then English. */
const zh = {
  title: '取他网点客户资料',
  short: '他网点客户，凭证件取资料',
  lead: '客户在别的网点登记过：对着证件输号码，资料从那边送来。来的是副本，以后那边改了，这里自动跟着改。',
  offline: '取资料要联网。先建客户也可以，联网后同一证件会并到一起核对。',
  submit: '取资料',
  asking: '正在取…',
  waiting: '正在等那边送来',
  waitingNote: '通常几秒，到了就打开客户页。',
  nobody: '各网点都没有登记过这个证件。',
  nobodyNote: '请核对号码再取，或者新建客户。',
  none: '中心还没有答复。',
  noneNote: '资料到了会自己打开。也可以核对号码再取，或者先新建客户，同一证件以后会并到一起核对。',
  again: '再核对号码',
};

const en: typeof zh = {
  title: 'Customer of another outlet',
  short: 'Known elsewhere: fetch by ID',
  lead: 'The customer is known at another outlet: type the number from the paper and the data come from there. They stay a copy and follow every change made there.',
  offline: 'Fetching needs the network. You may create the customer; online, one paper is compared and merged.',
  submit: 'Fetch',
  asking: 'Fetching…',
  waiting: 'Waiting for the other outlet',
  waitingNote: 'Usually seconds; the customer opens when the data are here.',
  nobody: 'No outlet knows this paper.',
  nobodyNote: 'Check the number and fetch again, or create the customer.',
  none: 'The centre has not answered yet.',
  noneNote:
    'The customer opens when the data come. You may also check the number and fetch again, or create the customer; one paper is compared and merged later.',
  again: 'Check the number',
};

export const fetchWords = (lang: 'zh' | 'en'): typeof zh => (lang === 'en' ? en : zh);
