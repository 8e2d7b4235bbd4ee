import type { AccountView, AppState, CustomerCard, Draft, JournalLine, Preview, QuotaView, SessionStatus, SyncStatus, TerminalApi, TerminalEvent, TillView } from '../worker/api.ts';

/** A worker that answers from memory: for tests of the pages' logic. It judges nothing but what the given `answers` say. */

const at = (text: string): number => Date.parse(`${text}+08:00`);
export const FAKE_NOW = at('2026-11-10T11:47:08');

export const fakeTill: TillView = { tillNo: '03', status: 'held', holderName: '周丽娟', mine: true, cashFen: 6_842_050, limitFen: 20_000_000, lastHolder: null, lastHeldOn: '2026-11-09', leased: true };

export const fakeAccount: AccountView = {
  id: '40', accountNo: '412728012345236', accountMasked: '412728*****5236', kind: 'demand', medium: 'card', status: 'active', cardTail: '0017',
  cards: [{ id: '70', tail: '0017', status: 'active', type: 'debit' }], ledgerFen: 1_823_640, availableFen: 1_823_640, offlineAvailableFen: 1_823_640,
  pendingOutFen: 0, pendingInFen: 0, asOf: at('2026-11-10T09:42:00'), withdrawRule: 'id', blockedReason: null, homeOutlet: '41272801',
};

export const fakeCustomer: CustomerCard = {
  id: '12', customerNo: '4127280000012', name: '王秀英', gender: 'female', age: 61, idType: '01', idMasked: '412728********0486', idLast4: '0486', idValidTo: null,
  phoneMasked: '138****6612', address: '柳河村 3 组', riskLevel: 'low', tier: 'vip', needsHelp: true, status: 'active', birthday: '03-05', updatedAt: at('2026-01-05T09:00:00'),
  accounts: [fakeAccount, { ...fakeAccount, id: '41', accountNo: '412728012341236', accountMasked: '412728*****1236', medium: 'passbook', cardTail: null, cards: [], availableFen: 302_015, offlineAvailableFen: 302_015, ledgerFen: 302_015 }],
  timeline: [
    { interaction: '1', kind: 'counter.withdraw', at: at('2026-11-10T08:55:00'), businessDate: '2026-11-10', fen: 30_000, accountTail: '0017', channel: 'counter', lights: 'posted' },
    { interaction: '2', kind: 'counter.deposit', at: at('2026-11-06T10:05:00'), businessDate: '2026-11-06', fen: 120_000, accountTail: '0017', channel: 'counter', lights: 'posted' },
  ],
};

const line = (seq: number, change: Partial<JournalLine>): JournalLine => ({
  seq, interaction: `aa.${seq}`, payload: {}, command: 'counter.deposit', at: at('2026-11-10T11:00:00') + seq * 60_000, businessDate: '2026-11-10', customerName: '王秀英', accountTail: '0017',
  amountFen: 120_000, direction: 'in', maker: '41272800417', checkerName: null, offline: true, lights: 'recorded', verdictCode: null, suspenseFen: 0, reversible: true, reverses: null, reversedBy: null,
  voucherNo: `41272801022611100000${String(seq).padStart(1, '0')}4`, ...change,
});

export const fakeJournal: readonly JournalLine[] = [
  line(9, { command: 'counter.withdraw', direction: 'out', amountFen: 100_000, lights: 'unknown', offline: false }),
  line(8, {}),
  line(7, { command: 'counter.withdraw', direction: 'out', customerName: '李长河', checkerName: '陈国强' }),
  line(6, { command: 'counter.lost_oral', amountFen: 0, direction: 'none', customerName: '孙桂英', reversible: false }),
  line(5, { lights: 'received', amountFen: 865_000, customerName: '吴晓燕' }),
  line(4, { command: 'counter.withdraw', direction: 'out', lights: 'case', suspenseFen: 50_000, amountFen: 200_000, verdictCode: 'OVERDRAFT', customerName: '赵守田' }),
  line(3, { command: 'counter.reverse', direction: 'out', reverses: 2, lights: 'posted', amountFen: 856_000, customerName: '吴晓燕', reversible: false }),
  line(2, { lights: 'reversed', reversedBy: 3, amountFen: 856_000, customerName: '吴晓燕', reversible: false }),
  line(1, { lights: 'posted', amountFen: 320_000, offline: false }),
];

const session: SessionStatus = { employeeNo: '41272800417', name: '周丽娟', posts: ['teller'], businessDate: '2026-11-10', locked: false, till: fakeTill, credentialUntil: at('2026-11-16T08:00:00') };
const state: AppState = { phase: 'open', outlet: { code: '41272801', name: '柳河镇营业所', nameEn: 'Liuhe Outlet' }, deviceNo: '02', persisted: true, damage: null };
const sync: SyncStatus = {
  online: false, phase: 'offline', stoppedReason: null, dataAt: at('2026-11-10T09:42:00'), lastAnswerAt: at('2026-11-10T09:42:00'), waiting: 3, oldestWaitingAt: at('2026-11-10T11:06:00'), unsettled: 1, bootstrap: null, nextTryAt: null,
};
const quota: QuotaView = { leaseUntil: at('2026-11-12T09:42:00'), expired: false, ageMs: 7_500_000, percent: 100, txnFen: 200_000, tillLeftFen: 2_140_000, tillLimitFen: 3_000_000, deviceLeftFen: 2_800_000, deviceShareFen: 3_333_333 };

export const fakePreview: Preview = { mode: 'offline', checkerPost: null, checkers: [], approvalCode: '7C2F91', refusal: null, limits: [], tillAfterFen: null, percent: 100, allowedFen: null };

export interface FakeWorld {
  readonly state: AppState;
  readonly session: SessionStatus | null;
  readonly sync: SyncStatus;
  readonly judge: (draft: Draft) => Preview;
  readonly api: Partial<TerminalApi>;
}

export interface FakeTerminal {
  readonly api: TerminalApi;
  readonly captured: Draft[];
  onEvent(listener: (event: TerminalEvent) => void): () => void;
}

export function fakeTerminal(world: Partial<FakeWorld> = {}): FakeTerminal {
  const captured: Draft[] = [];
  const now = { state, session, sync, judge: () => fakePreview, ...world };
  const api: TerminalApi = {
    state: async () => now.state,
    enrol: async () => ({ ok: true, value: state }),
    clerks: async () => [
      { employeeNo: '41272800417', name: '周丽娟', posts: ['teller'], lastOnAt: at('2026-11-09T08:02:00'), credentialUntil: at('2026-11-16T08:00:00'), lockedUntil: null },
      { employeeNo: '41272800402', name: '陈国强', posts: ['chief_teller'], lastOnAt: at('2026-11-09T08:01:00'), credentialUntil: at('2026-11-11T13:00:00'), lockedUntil: null },
    ],
    signOn: async () => ({ ok: true, value: session }),
    firstOfDay: async () => true,
    lock: async () => undefined,
    unlock: async () => ({ ok: true, value: session }),
    signOff: async () => ({ ok: true, value: null }),
    session: async () => now.session,
    tills: async () => [fakeTill, { ...fakeTill, tillNo: '01', status: 'in_vault', mine: false, holderName: null }, { ...fakeTill, tillNo: '02', mine: false, holderName: '孙小燕' }],
    quota: async () => quota,
    search: async () => [
      { id: '12', customerNo: '1', name: '王秀英', pinyin: 'wang xiu ying', idMasked: '412728********0486', phoneMasked: '138****6612', birthYear: 1965, villageName: '柳河村', accountTails: ['0017', '1236'], matched: 'initials' },
      { id: '13', customerNo: '2', name: '王学义', pinyin: 'wang xue yi', idMasked: '412728********2013', phoneMasked: '150****0937', birthYear: 1979, villageName: '北街', accountTails: ['5521'], matched: 'initials' },
    ],
    customer: async () => fakeCustomer,
    revealId: async () => ({ ok: true, value: '412728196503050486' }),
    preview: async (draft) => ({ ok: true, value: now.judge(draft) }),
    capture: async (draft) => {
      captured.push(draft);
      return { ok: true, value: { seq: 8, lights: 'recorded', balanceFen: null, tillCashFen: null, slip: null } };
    },
    inquire: async (seq) => ({ ok: true, value: { seq, lights: 'unknown', balanceFen: null, tillCashFen: null, slip: null } }),
    journal: async () => fakeJournal,
    slip: async () => ({
      kind: 'C1', title: '现金存款凭条', red: false, offlineNote: '离线办理 待联网核对', voucherNo: '4127280102261110000174', qr: 'YZ1.abcdefghijklmnopqrstuvwxyz', printed: 0,
      lines: [['机构', '柳河镇营业所 41272801'], ['柜员', '41272800417'], ['终端', '02'], ['营业日期', '2026-11-10'], ['时间', '2026-11-10 11:47:08'], ['凭证号', '4127280102261110000174'], ['户名', '王*英'], ['账号', '412728*****5236'], ['金额', '¥1,200.00'], ['大写', '人民币壹仟贰佰元整'], ['手续费', '¥0.00'], ['余额', '以联网核对为准'], ['方式', '凭折/卡']].map(([label = '', value = '']) => ({ label, value })),
    }),
    printed: async () => null,
    sync: async () => now.sync,
    nudge: async () => undefined,
    exportJournal: async () => new Blob([]),
    ...world.api,
  };
  return { api, captured, onEvent: () => () => undefined };
}
