import { CONFIG_BOUNDS, isConfigKey } from '../../../shared/rules/config-bounds.ts';
import { CONFIG_DEFAULTS, type ConfigKey } from '../../../shared/rules/config-defaults.ts';
import { formatFen } from '../../../shared/kernel/money.ts';
import type { BILLER_KINDS } from '../../../shared/tables/biller.ts';
import type { DUTIES } from '../../../shared/tables/duty.ts';
import type { SettingKind } from '../../../shared/tables/setting-change.ts';
import type { PersonName } from '../../../shared/read-models/office-fields.ts';
import type { SettingFields } from '../../../shared/read-models/office-settings.ts';
import type { Lang } from '../state/office-state.svelte.ts';
import { configName, configText } from './config-names.ts';
import type { SettingWords } from './setting-words.ts';
import { fullStamp } from './format.ts';
import { personName } from './names.ts';
import type { Text } from './zh-CN.ts';

/**
 * The fields of each kind of setting: what they are called, how they are entered and how they are shown. One list for
 * the form that proposes and for the page on which a second person compares.
 */

export type FieldInput =
  | { readonly as: 'text'; readonly max: number }
  | { readonly as: 'digits'; readonly min: number; readonly max: number }
  | { readonly as: 'whole'; readonly min: number; readonly max: number }
  | { readonly as: 'money'; readonly min: number; readonly max: number }
  | { readonly as: 'rate' | 'date' | 'clock' | 'flag' | 'calendar' | 'posts' | 'people' | 'month_days' }
  | { readonly as: 'choice'; readonly of: readonly (readonly [value: string, zh: string, en: string])[] };

export interface SettingField {
  readonly name: string;
  readonly zh: string;
  readonly en: string;
  readonly input: FieldInput;
  /** May be left empty: null. */
  readonly optional?: boolean;
  /** Entered when it is made, never changed afterwards. */
  readonly fixed?: boolean;
}

const CATEGORIES = [
  ['demand', '活期', 'demand'],
  ['term', '定期', 'term'],
  ['notice', '通知存款', 'notice'],
  ['card', '卡', 'card'],
  ['remittance', '汇款', 'remittance'],
  ['online', '网上银行', 'online'],
  ['sms_notice', '短信通知', 'text messages'],
  ['wealth', '理财', 'wealth'],
  ['fund', '基金', 'fund'],
  ['insurance_agency', '代理保险', 'insurance agency'],
  ['bond', '国债', 'bond'],
  ['agency_pay', '代收付', 'agency payments'],
  ['merchant', '特约商户', 'merchant'],
  ['loan', '贷款', 'loan'],
] as const;
const LEVELS = [
  ['province', '省', 'province'],
  ['city', '市', 'city'],
  ['county', '县', 'county'],
  ['outlet', '网点', 'outlet'],
] as const;
const UNIT_KINDS = [
  ['management', '管理机构', 'management'],
  ['owned', '自营', 'owned'],
  ['agency', '代理', 'agency'],
  ['wealth_centre', '理财中心', 'wealth centre'],
  ['call_centre', '呼叫中心', 'call centre'],
] as const;
const NETWORKS = [
  ['2g', '2G', '2G'],
  ['3g', '3G', '3G'],
  ['4g', '4G', '4G'],
  ['satellite', '卫星', 'satellite'],
  ['adsl', 'ADSL', 'ADSL'],
  ['fibre', '光纤', 'fibre'],
] as const;
const UNIT_STATES = [
  ['planned', '筹建', 'planned'],
  ['open', '营业', 'open'],
  ['suspended', '暂停', 'suspended'],
  ['closed', '撤销', 'closed'],
] as const;
const PERSON_STATES = [
  ['active', '在岗', 'active'],
  ['on_leave', '休假', 'on leave'],
  ['mandatory_leave', '强制休假', 'mandatory leave'],
  ['suspended', '停职', 'suspended'],
  ['left', '离职', 'left'],
] as const;
const DUTY_NAMES: Readonly<Record<(typeof DUTIES)[number], readonly [string, string]>> = {
  new_product: ['新产品（项目）开发', 'New products and projects'],
  marketing_service: ['营销和客户服务', 'Marketing and customer service'],
  tech_support: ['技术支持', 'Technical support'],
  statistics: ['综合统计', 'Statistics'],
};
const HOT_REASONS = [
  ['lost', '挂失', 'lost'],
  ['stolen', '被盗', 'stolen'],
  ['fraud', '诈骗', 'fraud'],
  ['offline_block', '只停离线支付', 'no offline payments only'],
] as const;
const BILLERS: readonly (readonly [(typeof BILLER_KINDS)[number], string, string])[] = [
  ['power', '电费', 'power'],
  ['phone', '话费', 'phone'],
  ['water', '水费', 'water'],
  ['medical', '医保', 'medical'],
  ['pension', '养老', 'pension'],
  ['grain', '粮补', 'grain'],
  ['other', '其他', 'other'],
];
const BILLER_STATES = [
  ['open', '办理中', 'open'],
  ['closed', '停办', 'closed'],
] as const;
const FEN_MAX = 9_999_999_999;

const FIELDS: Readonly<Record<SettingKind, readonly SettingField[]>> = {
  config: [],
  product: [
    { name: 'product', zh: '产品代码', en: 'Code', input: { as: 'text', max: 40 }, fixed: true },
    { name: 'name', zh: '名称', en: 'Name', input: { as: 'text', max: 60 } },
    { name: 'name_en', zh: '英文名称', en: 'Name in English', input: { as: 'text', max: 60 } },
    { name: 'category', zh: '类别', en: 'Category', input: { as: 'choice', of: CATEGORIES } },
    {
      name: 'term_months',
      zh: '期限（月）',
      en: 'Term (months)',
      input: { as: 'whole', min: 0, max: 600 },
      optional: true,
    },
    { name: 'rate_ppm', zh: '起始年利率', en: 'First rate a year', input: { as: 'rate' } },
    { name: 'min_fen', zh: '起存金额', en: 'Smallest amount', input: { as: 'money', min: 0, max: FEN_MAX } },
    { name: 'valid_from', zh: '开办日', en: 'Offered from', input: { as: 'date' } },
    { name: 'valid_to', zh: '停办日', en: 'Offered until', input: { as: 'date' }, optional: true },
  ],
  password: [
    { name: 'employee', zh: '员工号', en: 'Employee', input: { as: 'digits', min: 11, max: 11 }, fixed: true },
  ],
  rate: [
    { name: 'product', zh: '产品代码', en: 'Code', input: { as: 'text', max: 40 }, fixed: true },
    { name: 'rate_ppm', zh: '年利率', en: 'Rate a year', input: { as: 'rate' } },
  ],
  calendar: [
    { name: 'year', zh: '年份', en: 'Year', input: { as: 'whole', min: 2000, max: 2100 }, fixed: true },
    { name: 'days', zh: '放假和调休', en: 'Days off and days worked', input: { as: 'calendar' } },
  ],
  unit: [
    { name: 'code', zh: '机构代码', en: 'Code', input: { as: 'digits', min: 2, max: 8 }, fixed: true },
    { name: 'name', zh: '名称', en: 'Name', input: { as: 'text', max: 60 } },
    { name: 'name_en', zh: '英文名称', en: 'Name in English', input: { as: 'text', max: 60 } },
    { name: 'level', zh: '级别', en: 'Level', input: { as: 'choice', of: LEVELS }, fixed: true },
    { name: 'kind', zh: '性质', en: 'Kind', input: { as: 'choice', of: UNIT_KINDS } },
    { name: 'region_code', zh: '行政区划（6 位）', en: 'Region code', input: { as: 'digits', min: 6, max: 6 } },
    { name: 'rural', zh: '农村', en: 'Rural', input: { as: 'flag' } },
    { name: 'phone', zh: '电话', en: 'Telephone', input: { as: 'text', max: 20 }, optional: true },
    { name: 'network_profile', zh: '网络', en: 'Network', input: { as: 'choice', of: NETWORKS } },
    { name: 'till_limit_fen', zh: '尾箱上限', en: 'Till limit', input: { as: 'money', min: 0, max: FEN_MAX } },
    {
      name: 'vault_limit_fen',
      zh: '隔夜库存上限',
      en: 'Overnight limit',
      input: { as: 'money', min: 0, max: FEN_MAX },
    },
    { name: 'pension_days', zh: '发养老金的日子', en: 'Pension days', input: { as: 'month_days' } },
    { name: 'status', zh: '状态', en: 'Status', input: { as: 'choice', of: UNIT_STATES } },
  ],
  employee: [
    {
      name: 'employee_no',
      zh: '员工号',
      en: 'Employee number',
      input: { as: 'digits', min: 11, max: 11 },
      fixed: true,
    },
    { name: 'name', zh: '姓名', en: 'Name', input: { as: 'text', max: 50 } },
    { name: 'status', zh: '状态', en: 'Status', input: { as: 'choice', of: PERSON_STATES } },
    { name: 'posts', zh: '岗位', en: 'Posts', input: { as: 'posts' } },
  ],
  duty: [{ name: 'people', zh: '由谁负责', en: 'Who answers for it', input: { as: 'people' } }],
  hot_entry: [
    { name: 'last4', zh: '卡尾号', en: 'Card ending', input: { as: 'digits', min: 4, max: 4 }, optional: true },
    { name: 'account', zh: '账户', en: 'Account', input: { as: 'text', max: 120 }, optional: true },
    { name: 'reason', zh: '原因', en: 'Why', input: { as: 'choice', of: HOT_REASONS } },
  ],
  biller: [
    { name: 'biller', zh: '单位代码', en: 'Code', input: { as: 'text', max: 40 }, fixed: true },
    { name: 'name', zh: '名称', en: 'Name', input: { as: 'text', max: 60 } },
    { name: 'name_en', zh: '英文名称', en: 'Name in English', input: { as: 'text', max: 60 } },
    { name: 'kind', zh: '类别', en: 'Kind', input: { as: 'choice', of: BILLERS } },
    { name: 'cut_off_minute', zh: '每天截止（时:分）', en: 'Daily cut-off (hh:mm)', input: { as: 'clock' } },
    { name: 'status', zh: '状态', en: 'Status', input: { as: 'choice', of: BILLER_STATES } },
  ],
  certificate: [
    { name: 'employee', zh: '员工号', en: 'Employee number', input: { as: 'digits', min: 11, max: 11 }, fixed: true },
    { name: 'kind', zh: '证书', en: 'Certificate', input: { as: 'text', max: 20 } },
    { name: 'valid_from', zh: '起', en: 'From', input: { as: 'date' } },
    { name: 'valid_to', zh: '至', en: 'Until', input: { as: 'date' } },
  ],
};

export const fieldsOf = (what: SettingKind): readonly SettingField[] => FIELDS[what];

/** The one figure of a limit, entered as money or as a whole number within its bounds. */
export function limitField(key: ConfigKey): SettingField {
  const { min, max } = CONFIG_BOUNDS[key];
  const input: FieldInput = key.endsWith('_ppm')
    ? { as: 'rate' }
    : { as: key.endsWith('_fen') ? 'money' : 'whole', min, max };
  return { name: 'value', zh: configName(key, 'zh-CN'), en: configName(key, 'en'), input };
}

export const fieldLabel = (field: SettingField, lang: Lang): string => (lang === 'en' ? field.en : field.zh);
export const choiceLabel = (of: readonly (readonly [string, string, string])[], value: string, lang: Lang): string =>
  of.find(([one]) => one === value)?.[lang === 'en' ? 2 : 1] ?? value;
export const dutyName = (duty: string, lang: Lang): string =>
  DUTY_NAMES[duty as (typeof DUTIES)[number]]?.[lang === 'en' ? 1 : 0] ?? duty;

export interface Showing {
  readonly lang: Lang;
  readonly text: Text;
  readonly words: SettingWords;
  /** Whom the change names. */
  readonly people?: readonly PersonName[];
}

/** Name and number; the number alone where nobody of it is known. */
const named = ({ people }: Showing, employeeNo: string): string =>
  personName(people?.find((one) => one.employeeNo === employeeNo) ?? { employeeNo, name: null });

/** `0.95 %`, `2.10 %`, from parts per million a year. */
export function rateText(ppm: number): string {
  // In a column the points stand under each other; what has more decimals keeps them.
  const exact = String(ppm / 10_000);
  return `${/\.\d{3,}$/.test(exact) ? exact : (ppm / 10_000).toFixed(2)} %`;
}

/** `17:30`, from the minute of the day; `24:00` is its end. */
export const clockText = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

interface CalendarDay {
  readonly date: string;
  readonly working: boolean;
}
interface HeldPost {
  readonly post: string;
  readonly from: string;
  readonly to: string | null;
}

/** A value as people read it; several lines for lists. */
export function showValue(input: FieldInput, value: unknown, showing: Showing): readonly string[] {
  const { lang, text, words } = showing;
  if (value === null || value === undefined || value === '') return [text.none];
  switch (input.as) {
    case 'money':
      return [formatFen(Number(value))];
    case 'rate':
      return [rateText(Number(value))];
    case 'clock':
      return [clockText(Number(value))];
    case 'flag':
      return [value === true ? '✓' : text.none];
    case 'choice':
      return [choiceLabel(input.of, String(value), lang)];
    case 'calendar':
      return (value as readonly CalendarDay[]).map((day) => `${day.date} ${day.working ? words.worked : words.off}`);
    case 'month_days':
      return [(value as readonly { readonly day: number }[]).map((one) => String(one.day)).join(', ') || text.none];
    case 'people':
      return (value as readonly { readonly employee: string }[]).map((one) => named(showing, one.employee));
    case 'posts':
      return (value as readonly HeldPost[]).map((one) => {
        const name = (text.posts as Readonly<Record<string, string>>)[one.post] ?? one.post;
        return `${name} ${one.from}${one.to === null ? '' : ` – ${one.to}`}`;
      });
    default:
      return [String(value as string | number)];
  }
}

export interface ComparedLine {
  readonly label: string;
  readonly before: readonly string[] | null;
  readonly after: readonly string[];
  readonly differs: boolean;
}

/** What stands there now beside what it is to become, field by field. */
export function compare(
  of: {
    readonly what: SettingKind;
    readonly subject: string;
    readonly before: SettingFields | null;
    readonly after: SettingFields;
    readonly people?: readonly PersonName[];
  },
  to: Showing,
): readonly ComparedLine[] {
  const showing = { ...to, people: of.people ?? [] };
  // Nothing of a password is shown to anybody but its person: what is agreed to is that the old ones end.
  if (of.what === 'password') {
    const { passwordField: label, passwordNow, passwordThen } = showing.words;
    return [{ label, before: [passwordNow], after: [passwordThen], differs: true }];
  }
  const fields = of.what === 'config' ? (isConfigKey(of.subject) ? [limitField(of.subject)] : []) : fieldsOf(of.what);
  const show = (field: SettingField, value: unknown): readonly string[] =>
    of.what === 'config' && isConfigKey(of.subject)
      ? [configText(of.subject, Number(value), showing.lang)]
      : showValue(field.input, value, showing);
  const now = of.what === 'config' && of.before === null ? standardOf(of.subject) : of.before;
  const lines = fields.map((field) => {
    const before = now === null ? null : show(field, now[field.name]);
    const after = show(field, of.after[field.name]);
    return {
      label: fieldLabel(field, showing.lang),
      before,
      after,
      differs: before === null || before.join('\n') !== after.join('\n'),
    };
  });
  return of.what === 'hot_entry' ? [...lines, liftLine(of, showing)] : lines;
}

/** A limit nobody has set yet counts at its standard. */
const standardOf = (key: string): SettingFields | null => (isConfigKey(key) ? { value: CONFIG_DEFAULTS[key] } : null);

function liftLine(of: { before: SettingFields | null; after: SettingFields }, { text, words }: Showing): ComparedLine {
  const at = (fields: SettingFields): readonly string[] =>
    typeof fields['lifted_at'] === 'number' ? [fullStamp(fields['lifted_at'])] : [text.none];
  const before = of.before === null ? null : at(of.before);
  const after = at(of.after);
  return { label: words.hotLifted, before, after, differs: before === null || before[0] !== after[0] };
}

/** Which one of its kind a change is about, as people call it. */
export function subjectText(
  what: SettingKind,
  of: { subject: string; after: SettingFields; people?: readonly PersonName[] },
  showing: Showing,
): string {
  const { lang, words } = showing;
  if (what === 'config' && isConfigKey(of.subject)) return configName(of.subject, lang);
  if (what === 'duty') return dutyName(of.subject, lang);
  const employee = of.after['employee'];
  if (typeof employee === 'string') return named({ ...showing, people: of.people ?? [] }, employee);
  if (what === 'hot_entry') {
    const last4 = of.after['last4'];
    return typeof last4 === 'string' ? words.hotCard(last4) : words.hotAccount(of.subject.slice(-6));
  }
  const name = lang === 'en' ? (of.after['name_en'] ?? of.after['name']) : of.after['name'];
  return typeof name === 'string' && name !== '' ? `${name} ${of.subject}` : of.subject;
}
