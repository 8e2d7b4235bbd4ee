/** Words of the page that changes a person's name and identity paper, Chinese then English. */
const zh = {
  title: '改姓名证件',
  lead: '凭客户本人的新证件，联网办理，综合柜员授权。改完整一份：姓名、证件种类、号码、有效期都照证件抄。',
  before: '现在登记的',
  after: '照新证件改成',
  reason: '为什么改',
  reasons: { new_paper: '换了新证件', name_changed: '改了姓名', corrected: '原来登记错了' },
  untilNote: '不填就是长期有效',
  seen: '我看过证件原件，人证一致',
  seenNote: '照片和本人、号码和证件都对过',
  seenShort: '证件原件，人证一致',
  missing: {
    name: '请填姓名',
    id_no: '请填证件号',
    valid_to: '有效期格式：年-月-日',
    seen: '请先看证件原件',
    reason: '请选为什么改',
  },
  offline: '要联网才能办',
  send: '提交修改',
};

const en: typeof zh = {
  title: 'Change name or ID',
  lead: 'With the customer’s new ID, online, approved by the chief teller. Enter all of it as the ID shows: name, kind, number, validity.',
  before: 'On record now',
  after: 'As the new ID shows',
  reason: 'Why',
  reasons: { new_paper: 'new ID', name_changed: 'name changed', corrected: 'was entered wrongly' },
  untilNote: 'empty: without an end',
  seen: 'I have seen the original ID and the person on it',
  seenNote: 'Photo against the person, number against the ID',
  seenShort: 'original ID, person and ID agree',
  missing: {
    name: 'Enter the name',
    id_no: 'Enter the number',
    valid_to: 'Validity: year-month-day',
    seen: 'Look at the original first',
    reason: 'Say why',
  },
  offline: 'Only online',
  send: 'Change',
};

export const identityWords = (lang: 'zh' | 'en'): typeof zh => (lang === 'en' ? en : zh);
