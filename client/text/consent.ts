import type { ConsentPurpose } from '../../shared/rules/consent.ts';

/** What a customer agrees to, in the words of the text they are shown, Chinese then English. */
interface Purpose {
  readonly name: string;
  /** The text itself: its version stands in `CONSENT_TEXTS`. */
  readonly text: string;
}

const zh = {
  title: '同意与撤回',
  lead: '每一项分开问，客户说了算。不同意不影响办业务，随时可以撤回。断网也算数，两边不一样以“不同意”为准。',
  states: {
    granted: '已同意',
    withdrawn: '已撤回',
    never: '没有问过',
  },
  since: (when: string, version: string) => `${when} · ${version} 版`,
  voucher: (no: string) => `凭证 ${no}`,
  purposes: {
    service: {
      name: '办理业务必需',
      text: '为开立和使用账户，本行使用您的姓名、证件、联系方式和交易记录。这是办理业务必需的，账户销户前不能撤回。',
    },
    marketing_sms: { name: '短信推介', text: '本行可以用短信告诉您存款、理财和优惠活动。每条短信都能回复退订。' },
    marketing_call: { name: '电话推介', text: '本行可以打电话告诉您产品和活动，早上 8 点前、晚上 9 点后不打。' },
    profiling: {
      name: '个性化推荐',
      text: '本行可以根据您的账户和交易情况，由系统挑选合适的产品推荐给您。您可以要求说明，也可以随时关闭。',
    },
    share_partner: {
      name: '提供给联名方',
      text: '本行把您的姓名、手机号和联名卡使用情况提供给联名方，用于会员服务。需要您单独同意。',
    },
    biometrics: {
      name: '人脸、指纹',
      text: '本行采集您的人脸或指纹，只用来核对身份。属于敏感信息，需要您单独同意；不同意可以用证件办理。',
    },
  } satisfies Record<ConsentPurpose, Purpose>,
  separate: '单独同意',
  version: (version: string) => `文本 ${version} 版`,
  grant: '客户同意，签名后记下',
  withdraw: '客户撤回，签名后记下',
  fixed: '账户销户前不能撤回',
  choose: '请选一项',
  sign: '请客户签名',
  guardian: '客户不满 14 岁，由监护人同意',
  guardianName: '监护人姓名',
  guardianId: '监护人身份证号',
  need: { sign: '请客户签名', guardian: '请填监护人' },
  glance: '同意事项',
  none: '没有',
};

const en: typeof zh = {
  title: 'Consent',
  lead: 'Each is asked for by itself and the customer decides. A no does not affect the service; each can be withdrawn at any time, offline too. Where two differ, the no counts.',
  states: { granted: 'Agreed', withdrawn: 'Withdrawn', never: 'Never asked' },
  since: (when, version) => `${when} · text ${version}`,
  voucher: (no) => `Voucher ${no}`,
  purposes: {
    service: {
      name: 'Needed for the service',
      text: 'To open and run accounts the bank uses your name, identity paper, contact data and transactions. The service needs this; it cannot be withdrawn before the accounts are closed.',
    },
    marketing_sms: {
      name: 'Offers by text message',
      text: 'The bank may tell you about deposits, wealth products and campaigns by text message. Each message can be answered to stop them.',
    },
    marketing_call: {
      name: 'Offers by phone',
      text: 'The bank may call you about products and campaigns, never before 8 or after 21 o’clock.',
    },
    profiling: {
      name: 'Personal offers',
      text: 'A system may choose products for you from your accounts and transactions. You may ask why, and turn it off at any time.',
    },
    share_partner: {
      name: 'Sharing with a card partner',
      text: 'The bank gives your name, phone number and use of the co-branded card to its partner for the membership. This needs your separate consent.',
    },
    biometrics: {
      name: 'Face, fingerprint',
      text: 'The bank takes your face or fingerprint for checking identity only. These data are sensitive and need your separate consent; without it the paper is enough.',
    },
  },
  separate: 'Separate consent',
  version: (version) => `Text ${version}`,
  grant: 'Customer agrees: record it',
  withdraw: 'Customer withdraws: record it',
  fixed: 'Not before the accounts are closed',
  choose: 'Choose one',
  sign: 'Signature of the customer',
  guardian: 'The customer is under 14: the guardian agrees',
  guardianName: 'Guardian, name',
  guardianId: 'Guardian, ID number',
  need: { sign: 'The customer signs first', guardian: 'Enter the guardian' },
  glance: 'Consents',
  none: 'none',
};

export const consentWords = (lang: 'zh' | 'en'): typeof zh => (lang === 'en' ? en : zh);
