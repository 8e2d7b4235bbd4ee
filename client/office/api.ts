import type { DoorError } from '../../shared/read-models/doors.ts';
import type { VoucherCheckRequest, VouchersAnswer } from '../../shared/read-models/office-vouchers.ts';
import type { BagCount, BagsAnswer, BagsQuery } from '../../shared/read-models/office-bags.ts';
import type { CalendarAnswer } from '../../shared/read-models/office-calendar.ts';
import type { AgeingAnswer } from '../../shared/read-models/office-ageing.ts';
import type {
  CaseStep,
  CaseStepAnswer,
  CloseInfoAnswer,
  CloseInfoRequest,
} from '../../shared/read-models/office-cases.ts';
import type { DeviceDetail, DeviceStep, EnrolCodeAnswer } from '../../shared/read-models/office-devices.ts';
import type { CommandAnswer } from '../../shared/read-models/office-fields.ts';
import type { LendingAnswer } from '../../shared/read-models/office-lending.ts';
import type { RetentionAnswer } from '../../shared/read-models/office-retention.ts';
import type { NoticeDetail, NoticesAnswer, NoticeStep } from '../../shared/read-models/office-notices.ts';
import type { BillersAnswer, BillerStep } from '../../shared/read-models/office-billers.ts';
import type { AccountsAnswer, LossAnswer, LossRequest } from '../../shared/read-models/office-loss.ts';
import type {
  ChangesAnswer,
  ChangesQuery,
  HotFound,
  LimitsAnswer,
  PasswordAnswer,
  PasswordDraw,
  PresentAnswer,
  SettingAnswer,
  SettingStepRequest,
} from '../../shared/read-models/office-settings.ts';
import type { SlipCodeAnswer, StandInsAnswer, StandInStep } from '../../shared/read-models/office-stand-ins.ts';
import type { DrillsAnswer } from '../../shared/read-models/office-drills.ts';
import type { RatingsAnswer } from '../../shared/read-models/office-ratings.ts';
import type { OpeningsAnswer, OpeningStep } from '../../shared/read-models/office-openings.ts';
import type { RepairsAnswer } from '../../shared/read-models/office-repairs.ts';
import type { VanAnswer } from '../../shared/read-models/van.ts';
import type { SettingKind } from '../../shared/tables/setting-change.ts';
import type {
  AnalysisAnswer,
  AnalysisQuery,
  CaseDetail,
  CasesAnswer,
  CasesQuery,
  DevicesAnswer,
  InteractionsAnswer,
  InteractionsQuery,
  OfficeMe,
  OfficeSignOn,
  OutletsAnswer,
} from '../../shared/read-models/office.ts';

/**
 * The office's only way to the hub: typed calls of /api/office. A failure is thrown as `OfficeFault`, tagged with
 * what the page can do about it; nothing else in the office calls `fetch`.
 */
export class OfficeFault extends Error {
  readonly kind: 'no_answer' | 'refused';
  readonly code: string;
  readonly detail: Readonly<Record<string, string | number>>;

  constructor(kind: OfficeFault['kind'], error: DoorError) {
    super(error.message);
    this.kind = kind;
    this.code = error.code;
    this.detail = error.detail ?? {};
  }
}

export interface OfficeApi {
  signOn(request: OfficeSignOn): Promise<OfficeMe>;
  signOff(): Promise<void>;
  /** null = nobody is signed on. */
  me(): Promise<OfficeMe | null>;
  outlets(date: string | null): Promise<OutletsAnswer>;
  /** Branch-days of a month (`YYYY-MM`); null = the present one. */
  calendar(month: string | null): Promise<CalendarAnswer>;
  devices(): Promise<DevicesAnswer>;
  lending(): Promise<LendingAnswer>;
  retention(): Promise<RetentionAnswer>;
  /** Entries of the subtree that are not posted though their time is over. */
  repairs(): Promise<RepairsAnswer>;
  /** A tablet's file of the mail van. @param again only the answer, once more. */
  van(file: Blob, again: boolean): Promise<VanAnswer>;
  /** Vouchers of a date that are to be looked at. */
  vouchers(query: { readonly date: string }): Promise<VouchersAnswer>;
  checkVoucher(check: VoucherCheckRequest): Promise<CaseStepAnswer>;
  bags(query: BagsQuery): Promise<BagsAnswer>;
  countBag(count: BagCount): Promise<CaseStepAnswer>;
  billers(): Promise<BillersAnswer>;
  /** Who has passed a drill in a month (`YYYY-MM`); null = the present one. */
  drills(month: string | null): Promise<DrillsAnswer>;
  /** Service ratings of a month (`YYYY-MM`); null = the present one. */
  ratings(month: string | null): Promise<RatingsAnswer>;
  billerStep(step: BillerStep): Promise<CommandAnswer>;
  device(branch: string, id: string): Promise<DeviceDetail>;
  deviceStep(step: DeviceStep): Promise<CaseStepAnswer>;
  /** What was entered from paper for entries lost with a device. */
  openings(): Promise<OpeningsAnswer>;
  opening(step: OpeningStep): Promise<CommandAnswer>;
  standIns(branch: string, device: string): Promise<StandInsAnswer>;
  standIn(step: StandInStep): Promise<CommandAnswer>;
  /** The code on a slip: the entry itself. */
  slipCode(code: string): Promise<SlipCodeAnswer>;
  enrolCode(outlet: string): Promise<EnrolCodeAnswer>;
  cases(query: CasesQuery): Promise<CasesAnswer>;
  caseDetail(branch: string, id: string): Promise<CaseDetail>;
  ageing(): Promise<AgeingAnswer>;
  /** Each case is a command of its own: some may be refused. */
  closeInfo(request: CloseInfoRequest): Promise<CloseInfoAnswer>;
  caseStep(step: CaseStep): Promise<CaseStepAnswer>;
  interactions(query: InteractionsQuery): Promise<InteractionsAnswer>;
  analysis(query: AnalysisQuery): Promise<AnalysisAnswer>;
  accounts(find: string): Promise<AccountsAnswer>;
  loss(request: LossRequest): Promise<LossAnswer>;
  settingChanges(query: ChangesQuery): Promise<ChangesAnswer>;
  /** Every limit as it counts in a unit; null = one's own. */
  limits(unit: string | null): Promise<LimitsAnswer>;
  /** What stands there now of one kind; `unit` null = the whole of one's area. */
  settingsNow(what: SettingKind, unit: string | null): Promise<PresentAnswer>;
  /** An account or card number as the stop list calls it. */
  hotFind(find: string): Promise<HotFound>;
  settingStep(step: SettingStepRequest): Promise<SettingAnswer>;
  /** Draws a first password that was agreed to. */
  drawPassword(draw: PasswordDraw): Promise<PasswordAnswer>;
  notices(): Promise<NoticesAnswer>;
  notice(branch: string, id: string): Promise<NoticeDetail>;
  noticeStep(step: NoticeStep): Promise<CommandAnswer>;
}

export interface ApiEvents {
  /** The hub answered (anything): the page is online. */
  answered(): void;
  /** The session is unknown or over. */
  signedOut(): void;
}

const BASE = '/api/office';
const TIMEOUT_MS = 20_000;
/** A file of the mail van takes longer than a question. */
const FILE_MS = 300_000;

type Query = Readonly<Record<string, string | null | undefined>>;

function address(path: string, query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== null && value !== '') search.set(name, value);
  const text = search.toString();
  return BASE + path + (text === '' ? '' : `?${text}`);
}

async function toFault(response: Response): Promise<OfficeFault> {
  try {
    return new OfficeFault('refused', (await response.json()) as DoorError);
  } catch {
    return new OfficeFault('no_answer', { code: `HTTP_${response.status}`, message: response.statusText });
  }
}

type Get = <T>(path: string, query?: Query) => Promise<T>;
type Post = <T>(path: string, body: unknown) => Promise<T>;

/** What concerns entries lost with a tablet, and what tablets have of a centre that is lost. */
const lostEntries = (
  get: Get,
  post: Post,
): Pick<OfficeApi, 'standIns' | 'standIn' | 'slipCode' | 'openings' | 'opening'> => ({
  standIns: (branch, id) => get('/stand-ins', { branch, id }),
  standIn: (step) => post('/stand-in', step),
  slipCode: (code) => post('/slip-code', { code }),
  openings: () => get('/openings'),
  opening: (step) => post('/opening', step),
});

/** What outlets sent up over a month, and what they collected for billers. */
const ofTheMonth = (get: Get, post: Post): Pick<OfficeApi, 'billers' | 'billerStep' | 'ratings' | 'drills'> => ({
  billers: () => get('/billers'),
  billerStep: (step) => post('/biller', step),
  ratings: (month) => get('/ratings', { month }),
  drills: (month) => get('/drills', { month }),
});

export function createOfficeApi(events: ApiEvents): OfficeApi {
  async function call<T>(path: string, init: RequestInit, waitMs = TIMEOUT_MS): Promise<T> {
    let response: Response;
    try {
      response = await fetch(path, { ...init, credentials: 'same-origin', signal: AbortSignal.timeout(waitMs) });
    } catch (cause) {
      throw new OfficeFault('no_answer', { code: 'NO_ANSWER', message: String(cause) });
    }
    if (!response.ok) {
      const fault = await toFault(response);
      if (fault.kind === 'refused') events.answered();
      if (fault.code === 'NOT_SIGNED_ON') events.signedOut();
      throw fault;
    }
    events.answered();
    return (await response.json()) as T;
  }
  const get = <T>(path: string, query: Query = {}): Promise<T> => call<T>(address(path, query), { method: 'GET' });
  const post = <T>(path: string, body: unknown): Promise<T> =>
    call<T>(BASE + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  return {
    signOn: (request) => post('/sign-on', request),
    signOff: async () => void (await post('/sign-off', {})),
    me: () => get('/me'),
    outlets: (date) => get('/outlets', { date }),
    calendar: (month) => get('/calendar', { month }),
    devices: () => get('/devices'),
    lending: () => get('/lending'),
    retention: () => get('/retention'),
    repairs: () => get('/repairs'),
    van: (file, again) =>
      call(
        address('/van', { again: again ? '1' : null }),
        { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: file },
        FILE_MS,
      ),
    vouchers: (query) => get('/vouchers', query),
    checkVoucher: (check) => post('/voucher', check),
    bags: (query) => get('/bags', query),
    countBag: (count) => post('/bag', count),
    device: (branch, id) => get('/device', { branch, id }),
    deviceStep: (step) => post('/device', step),
    ...lostEntries(get, post),
    ...ofTheMonth(get, post),
    enrolCode: (outlet) => post('/enrol-code', { outlet }),
    cases: (query) => get('/cases', query),
    caseDetail: (branch, id) => get('/case', { branch, id }),
    ageing: () => get('/cases/ageing'),
    closeInfo: (request) => post('/cases/close', request),
    caseStep: (step) => post('/case', step),
    interactions: (query) => get('/interactions', query),
    analysis: (query) => get('/analysis', query),
    accounts: (find) => get('/accounts', { find }),
    loss: (request) => post('/loss', request),
    settingChanges: (query) => get('/settings/changes', query),
    limits: (unit) => get('/settings/limits', { unit }),
    settingsNow: (what, unit) => get('/settings/present', { what, unit }),
    hotFind: (find) => get('/settings/hot-find', { find }),
    settingStep: (step) => post('/settings/step', step),
    drawPassword: (draw) => post('/settings/password', draw),
    notices: () => get('/notices'),
    notice: (branch, id) => get('/notice', { branch, id }),
    noticeStep: (step) => post('/notice', step),
  };
}
