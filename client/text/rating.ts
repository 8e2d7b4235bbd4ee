/** Words a customer reads on the tablet after being served, Chinese then English. */
const zh = {
  ask: '请客户评价本次服务',
  scores: ['很不满意', '不满意', '一般', '满意', '很满意'],
  why: '哪里不满意？',
  reasons: { waited_long: '等得久', attitude: '态度', not_explained: '没讲清楚', other: '其他' },
  thanks: (score: number) => `谢谢，已评 ${score} 分。`,
};

const en: typeof zh = {
  ask: 'The customer rates the service',
  scores: ['Very poor', 'Poor', 'Fair', 'Good', 'Very good'],
  why: 'What was not good?',
  reasons: { waited_long: 'Long wait', attitude: 'Manner', not_explained: 'Not explained', other: 'Other' },
  thanks: (score) => `Thank you, rated ${score} of 5.`,
};

export const ratingWords = (lang: 'zh' | 'en'): typeof zh => (lang === 'en' ? en : zh);
