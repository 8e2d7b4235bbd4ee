import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { customer } from '../../../shared/tables/customer.ts';
import { employee, POSTS, type Post } from '../../../shared/tables/employee.ts';
import { tellerSession } from '../../../shared/tables/teller-session.ts';
import { createTries } from '../../platform/vault/tries.ts';
import { unlessBroken } from '../../platform/dexie/replica-health.ts';
import { sealedFile } from '../../platform/files.ts';
import type { Answer, Failure, KnownClerk, QuotaView, SessionStatus, TerminalApi } from './api.ts';
import type { App } from './app.ts';
import { afterAnswer, capture, printSlip } from './capture.ts';
import { changePin } from './change-pin.ts';
import type { Clerk } from './clerk.ts';
import { dataLock, isWholeNumber, lockedCard } from './data-lock.ts';
import { postsOn, type Terminal } from './terminal.ts';
import { closingCode, readCode, transferCode } from './hand-codes.ts';
import { preview } from './preview.ts';
import { byPaper, paperUnknown } from './views/by-paper.ts';
import { caseViews } from './views/cases.ts';
import { cashMovesView, voucherStocksView } from './views/cash-moves.ts';
import { roughNow } from './unlock.ts';
import { closingView } from './views/closing.ts';
import { customerCard, hitViews } from './views/customer.ts';
import { catchUpView, dateIsOver } from './views/catch-up.ts';
import { dayEndView, tillCountView } from './views/day-end.ts';
import { journalLines } from './views/journal.ts';
import { noticeViews } from './views/notices.ts';
import { settingsView } from './views/settings.ts';
import { billerViews, collectedViews, outletViews, remittanceView } from './views/payments.ts';
import { passbookView } from './views/passbook.ts';
import { repairViews } from './views/repair.ts';
import { slipOf } from './views/slip.ts';
import { slipCodeOf } from './views/slip-code.ts';
import { openStops } from './views/stops.ts';
import { quotaView, tillView, tillViews } from './views/tills.ts';
import { lookUp } from './elsewhere.ts';
import { vanView } from './van.ts';
import type { World } from './world.ts';

/** The contract with the pages, on top of the app's life. Reading while locked answers with nothing. */

const NO_QUOTA: QuotaView = {
  leaseUntil: null,
  expired: true,
  ageMs: null,
  percent: 0,
  txnFen: 0,
  accountLeftFen: null,
  tillLeftFen: 0,
  tillLimitFen: 0,
  deviceLeftFen: 0,
  deviceShareFen: 0,
};

const isPost = (word: string): word is Post => POSTS.some((post) => post === word);

async function knownClerks(world: World): Promise<readonly KnownClerk[]> {
  const tries = createTries(world.keyDb);
  const now = await roughNow(world);
  const slots = await world.keyDb.slots.toArray();
  return Promise.all(
    slots.map(async (slot): Promise<KnownClerk> => ({
      employeeNo: slot.employeeNo,
      name: slot.name,
      posts: slot.posts.filter(isPost),
      lastOnAt: slot.lastOnAt,
      credentialUntil: slot.expiresAt,
      lockedUntil: await tries.lockedUntil(`sign-on:${slot.employeeNo}`, now),
    })),
  );
}

async function myTill(terminal: Terminal, clerk: Clerk): Promise<string | null> {
  return (await terminal.rows.get(tellerSession, clerk.employeeNo))?.till ?? null;
}

async function sessionView(app: App): Promise<SessionStatus | null> {
  const clerk = app.who();
  if (clerk === null) return null;
  const terminal = app.isLocked ? null : app.open();
  const tillNo = terminal === null ? null : await unlessBroken(null, myTill(terminal, clerk));
  const person = terminal === null ? null : await unlessBroken(null, terminal.rows.get(employee, clerk.employeeNo));
  return {
    employeeNo: clerk.employeeNo,
    name: clerk.name,
    posts: person === null ? clerk.posts : postsOn(person, clerk.businessDate),
    businessDate: clerk.businessDate,
    locked: app.isLocked,
    till:
      terminal === null || tillNo === null
        ? null
        : await unlessBroken(null, tillView(terminal, tillNo, { me: clerk.employeeNo, date: clerk.businessDate })),
    credentialUntil: clerk.credentialUntil,
  };
}

type Reading = <T>(nothing: T, read: (terminal: Terminal, clerk: Clerk) => Promise<T>) => Promise<T>;
type Tell = () => Promise<SessionStatus | null>;

/** Reads need an open vault and a clerk at the screen. */
const readingOf =
  (app: App): Reading =>
  (nothing, read) => {
    const context = app.context();
    return context.ok
      ? unlessBroken(nothing, read(context.value.terminal, context.value.clerk))
      : Promise.resolve(nothing);
  };

type Doors = Pick<
  TerminalApi,
  'state' | 'enrol' | 'clerks' | 'signOn' | 'signOnDay' | 'firstOfDay' | 'lock' | 'unlock' | 'signOff' | 'session'
>;

/** Who is at the screen. */
function doorsOf(world: World, app: App, tell: Tell): Doors {
  const entered = async (done: Result<Clerk, Failure>): Promise<Answer<SessionStatus>> => {
    if (!done.ok) return done;
    const session = await tell();
    return session === null ? err({ code: 'LOCKED', detail: {} }) : ok(session);
  };
  return {
    state: () => app.state(),
    enrol: (input) => app.enrol(input),
    clerks: () => knownClerks(world),
    signOn: async (input) => entered(await app.signOn(input)),
    signOnDay: (employeeNo) => app.signOnDay(employeeNo),
    firstOfDay: () => app.firstOfDay(),
    lock: async () => {
      await app.lock();
      await tell();
    },
    unlock: async (password) => {
      const clerk = app.who();
      if (clerk === null) return err({ code: 'NOT_SIGNED_ON', detail: {} });
      return entered(await app.signOn({ employeeNo: clerk.employeeNo, password, witness: null, rejoin: true }));
    },
    signOff: async () => {
      const done = await app.signOff();
      if (done.ok) await tell();
      return done;
    },
    session: () => sessionView(app),
  };
}

type Entries = Pick<
  TerminalApi,
  'preview' | 'capture' | 'inquire' | 'journal' | 'slip' | 'slipCode' | 'printed' | 'changePin'
>;

/** The journal: what would be written, what is written, what was written. */
function entriesOf(app: App, reading: Reading, tell: Tell): Entries {
  return {
    preview: async (draft) => {
      const context = app.context();
      return context.ok ? app.guarded(() => preview(context.value, draft)) : context;
    },
    capture: async (draft, approval) => {
      const done = await app.entry((context) => capture(context, draft, approval));
      // Taking a till changes what the status bar says of this session; the answer does not wait for it.
      if (done.ok) void tell().catch((fault: unknown) => console.error('the session was not told', fault));
      return done;
    },
    inquire: (seq) =>
      app.entry(async ({ terminal }) => ok(await afterAnswer(terminal, seq, await terminal.engine.inquire(seq)))),
    journal: (date) =>
      reading([], (terminal, clerk) =>
        journalLines(terminal, date, { employeeNo: clerk.employeeNo, today: clerk.businessDate }),
      ),
    slip: (seq) => reading(null, (terminal) => slipOf(terminal, seq)),
    slipCode: (seq) => reading(null, (terminal) => slipCodeOf(terminal, seq)),
    changePin: (present, chosen) => app.entry((context) => changePin(context, present, chosen)),
    printed: (seq) => app.entry((context) => printSlip(context, seq)),
  };
}

type Hands = Pick<TerminalApi, 'cases' | 'voucherStocks' | 'cashMoves' | 'transferCode' | 'closingCode' | 'readCode'>;

/** From tablet to tablet with no network between. */
const handsOf = (app: App, reading: Reading): Hands => ({
  cases: () => reading([], (terminal) => caseViews(terminal)),
  voucherStocks: () => reading([], (terminal, clerk) => voucherStocksView(terminal, clerk)),
  cashMoves: () => reading(null, (terminal, clerk) => cashMovesView(terminal, clerk)),
  transferCode: (transfer) => reading(null, (terminal) => transferCode(terminal, transfer)),
  closingCode: () => reading(null, (terminal, clerk) => closingCode(terminal, clerk)),
  readCode: async (text) => {
    const context = app.context();
    return context.ok ? readCode(context.value.terminal, context.value.clerk, text) : context;
  },
});

async function revealId(app: App, id: string, reason: string): Promise<Answer<string>> {
  const context = app.context();
  if (!context.ok) return context;
  const { terminal, clerk } = context.value;
  if (reason.trim() === '') return err({ code: 'FIELD_REQUIRED', detail: { field: 'reason' } });
  const row = await terminal.rows.get(customer, id);
  if (row === null) return err({ code: 'ORIGINAL_UNKNOWN', detail: {} });
  if ((await dataLock(terminal)) !== null) return err({ code: 'CAPTURE_TOO_OLD', detail: {} });
  await terminal.store.noteAudit(
    JSON.stringify({ at: terminal.engine.now().at, employee: clerk.employeeNo, customer: id, what: 'id_no', reason }),
  );
  return ok(row.id_no);
}

/** Reading what is locked when the centre has not been heard for too long. */
const openOf =
  (reading: Reading) =>
  <T>(read: (terminal: Terminal, clerk: Clerk) => Promise<T>): Promise<T | null> =>
    reading<T | null>(null, async (terminal, clerk) =>
      (await dataLock(terminal)) === null ? read(terminal, clerk) : null,
    );

export function terminalApi(world: World, app: App): TerminalApi {
  const reading = readingOf(app);
  const open = openOf(reading);
  let told = 0;
  /** The latest word counts: one that was overtaken while it was read is not said any more. */
  const tell: Tell = async () => {
    const turn = ++told;
    const session = await sessionView(app);
    if (turn === told) world.emit({ type: 'session', session });
    return session;
  };
  return {
    ...doorsOf(world, app, tell),
    ...entriesOf(app, reading, tell),
    tills: () => reading([], (terminal, clerk) => tillViews(terminal, clerk.employeeNo, clerk.businessDate)),
    tillCount: (tillNo) => reading(null, (terminal, clerk) => tillCountView(terminal, tillNo, clerk.businessDate)),
    dayEnd: (missing) => reading(null, (terminal, clerk) => dayEndView(terminal, clerk, missing ?? [])),
    dateIsOver: () => reading(null, (terminal, clerk) => dateIsOver(terminal, clerk)),
    catchUp: () => reading(null, (terminal, clerk) => catchUpView(terminal, clerk)),
    ...handsOf(app, reading),
    settings: () => reading(null, (terminal, clerk) => settingsView(terminal, clerk.businessDate)),
    quota: (account) =>
      reading(NO_QUOTA, async (terminal, clerk) =>
        quotaView(terminal, { till: await myTill(terminal, clerk), account: account ?? null }, clerk.businessDate),
      ),
    search: (query, limit) =>
      reading([], async (terminal) =>
        (await dataLock(terminal)) !== null && !isWholeNumber(query)
          ? []
          : hitViews(terminal, terminal.finder.search(query, limit)),
      ),
    dataLock: () => reading(null, (terminal) => dataLock(terminal)),
    notices: () => reading([], (terminal, clerk) => noticeViews(terminal, clerk)),
    openStops: () => reading([], (terminal) => openStops(terminal)),
    collected: () => reading([], (terminal) => collectedViews(terminal)),
    billers: () => reading([], (terminal) => billerViews(terminal)),
    outlets: () => reading([], (terminal) => outletViews(terminal)),
    remittance: (no) => reading(null, (terminal) => remittanceView(terminal, no)),
    customer: (id) =>
      reading(null, async (terminal, clerk) => {
        const card = await customerCard(terminal, { ...clerk, till: await myTill(terminal, clerk) }, id);
        const lock = await dataLock(terminal);
        return card === null || lock === null ? card : lockedCard(card, lock);
      }),
    byPaper: (idType, idNo) => reading(null, (terminal) => byPaper(terminal, idType, idNo)),
    paperUnknown: (id_type, id_no, seq) =>
      reading(false, (terminal) => paperUnknown(terminal, { id_type, id_no }, seq)),
    elsewhere: async (accountNo) => {
      const context = app.context();
      return context.ok ? lookUp(context.value, accountNo) : context;
    },
    passbook: (id, begin) => open((terminal, clerk) => passbookView(terminal, id, { on: clerk.businessDate, begin })),
    closing: (id) => open((terminal, clerk) => closingView(terminal, id, clerk.businessDate)),
    revealId: (id, reason) => revealId(app, id, reason),
    sync: async () => app.sync(),
    nudge: async () => app.nudge(),
    practice: async () => world.practice?.view() ?? null,
    practiceLine: async (open) => world.practice?.setLine(open),
    repairs: () => reading([], (terminal) => repairViews(terminal)),
    van: () => vanView(world),
    vanExport: () => app.vanExport(),
    vanImport: (file) => app.vanImport(file),
    vanCarry: (file, again) => app.vanCarry(file, again),
    exportJournal: async () => sealedFile(await app.rescue()),
  };
}
