import type { Texts } from './zh-CN.ts';

/** The terminal's words in English. Capital numerals stay Chinese everywhere: they are the legal amount. */
export const en: Texts = {
  name: 'Yizhan',
  mark: '驿',
  lang: { code: 'en', other: '中文', switch: '中文 / English' },
  word: {
    back: 'Back', cancel: 'Cancel', close: 'Close', next: 'Next', clear: 'Clear', erase: 'Erase', confirm: 'Confirm', save: 'Save', print: 'Print', reprint: 'Reprint',
    yes: 'Yes', no: 'No', today: 'today', yesterday: 'yesterday', all: 'All', none: '—', tail: (tail) => `…${tail}`, optional: 'optional', refused: 'Not possible now', missing: (what) => `Missing: ${what}`,
    working: 'Recording…', male: 'Male', female: 'Female', yuan: 'yuan', item: (n) => `${n}`, leave: 'Leave this entry?', leaveNote: 'Nothing has been recorded. What was filled in is not kept.', stay: 'Stay', abandon: 'Leave',
  },
  age: {
    now: 'just now',
    minutes: (n) => `${n} min ago`,
    hours: (h) => `${h} h ago`,
    days: (d) => `${d} d ago`,
    left: (h, m) => (h > 0 ? `${h} h ${m} min left` : `${m} min left`),
  },
  bar: {
    online: 'Online', offline: 'Offline', data: 'Data', noData: 'no data yet', waiting: 'To send', items: '', date: 'Date', till: 'Till', noTill: 'no till', lock: 'Lock', loading: (percent) => `Loading ${percent} %`, version: 'Version', terminal: (no) => `terminal ${no}`,
    bright: 'Sunlight', dark: 'Dark', settings: 'Display and language',
  },
  rail: { home: 'Counter', journal: 'Journal', till: 'Till', sync: 'Sync', more: 'More', label: 'Main menu' },
  posts: {
    teller: 'Teller', chief_teller: 'Chief teller', outlet_manager: 'Manager', account_manager: 'Account manager', field_officer: 'Field officer', lobby_manager: 'Lobby manager', agent: 'Agent', agent_lead: 'Agent lead', atm_keeper: 'ATM keeper', supervision: 'Supervision', ops_manager: 'Operations', card_mgmt: 'Card management', marketing: 'Marketing', aml: 'AML', analyst: 'Analyst', kpi_admin: 'KPI', hr: 'HR', it_admin: 'IT', auditor: 'Auditor', customer: 'Customer',
  },
  start: { title: 'Opening the ledger on this tablet', note: 'Checking that the data is complete.' },
  enrol: {
    title: 'Enrol this tablet at an outlet', lead: 'Ask the county for a one-time code. The tablet then makes its own keys, keeps its data encrypted and works without a network.',
    code: 'Enrolment code', codeHint: '12 characters, such as 7K2M-9QDX-4TRA', employee: 'Employee no.', employeeHint: '11 digits', password: 'Sign-on password', passwordHint: 'At least 10 characters. It is also the key to the data here.',
    submit: 'Enrol this tablet', busy: 'Enrolling…', needOnline: 'Enrolment needs the network once; later work may be offline.', persist: 'The browser has not promised to keep the data. Install this page to the home screen: it may clear data when space runs low.',
  },
  sign: {
    morning: 'Good morning, please sign on', afternoon: 'Good afternoon, please sign on', evening: 'Good evening, please sign on', first: 'First sign-on today: two persons present', date: (d) => `Business date ${d}`,
    credential: (days) => `Offline sign-on for ${days} more days`, credentialSoon: (days) => `Only ${days} days left: sign on online soon`, credentialOver: 'Offline sign-on has ended: sign on online', locked: (time) => `Locked until ${time}`,
    other: 'Another clerk', otherNote: 'First time on this tablet needs the network', password: 'Password', submit: 'Sign on', submitOffline: 'Sign on offline', busy: 'Opening…', tries: '5 wrong tries lock for 30 minutes', last: (when) => `Last sign-on ${when}`,
    witness: 'Second person present', witnessNote: 'First sign-on today: a colleague enters their approval PIN too', witnessPin: 'Approval PIN of the second person', witnessDone: (name) => `${name} is present`, choose: 'Ask a colleague', pick: 'Choose who first',
    dataGood: 'Data on this tablet is complete', dataNote: (at) => `Data of ${at}`, noData: 'No outlet data yet; it loads after signing on online.', waiting: (n) => `${n} to send; changing clerks loses nothing`, noWaiting: 'Nothing waits to be sent',
  },
  lock: { title: 'Locked', note: 'Everything recorded is safe. Enter the password to go on.', unlock: 'Go on', off: 'Sign off', offNote: 'The till stays in your name after signing off.' },
  home: {
    find: 'Name, initials, ID, phone, account', deposit: 'Deposit', withdraw: 'Withdraw', remit: 'Remit', loss: 'Report loss', open: 'Open account', more: 'More',
    depositNote: 'Cash, card, passbook', withdrawNote: 'With ID document', lossNote: 'Stops payment at once', lossOffline: 'Always, sent first', createNote: 'Register a person', moreNote: 'Details, display, sign off', create: 'New customer', reverse: 'Reverse', reverseNote: 'Choose from today', journalNote: 'What was done today',
    max: (amount) => `Up to ${amount}`, withdrawStale: 'Data too old: online only', noLease: 'Quota ended: online only',
    tillCash: 'Till cash', tillLimit: (amount) => `limit ${amount}`, overLimit: 'Above the limit: hand some in', takeTill: 'Take a till', noTill: 'No till taken yet: cash cannot move.',
    quota: 'Offline reserve', quotaOffline: 'Offline cash-out left', quotaTill: 'This till', quotaDevice: 'This tablet', quotaNote: (until) => `Renewed at each sync, to ${until}`, quotaOld: (hours, percent) => `Data ${hours}, ${percent} % of limits`, quotaNone: 'No offline quota yet; it comes with the first sync.', quotaOver: 'The offline quota has ended. Deposits and loss reports go on; payments need the network.',
    today: 'Done today', todayEmpty: 'Nothing recorded today', todayEmptyNote: 'Find a customer above, or start with Deposit or Withdraw.', allToday: 'Whole journal',
    unsettled: 'Not settled yet', unsettledNote: (n) => `${n} wait for the centre`, settled: 'All posted', unknown: (n) => `${n} with unknown result`, openUnknown: 'Inquire',
  },
  search: {
    hits: (n) => `${n} customers`, scope: 'Scope', outlet: 'This outlet', offlineNote: 'Offline: this tablet only; customers of other outlets when online', enter: 'Enter opens the first. One more letter or ID digits narrow it.',
    none: (query) => `No customer “${query}” on this tablet`, noneNote: 'Try the last 6 of the ID, the phone or card digits; a new customer can be registered.', unknownDeposit: 'Deposit to an account number', years: (age) => `${age} y`, accounts: (tails) => `Accounts ${tails}`, noAccount: 'No account yet', choose: 'Choose the customer',
  },
  customer: {
    accounts: 'Accounts and cards', asOf: (at) => `Balances of ${at}, subject to check online`, asOfShort: (at) => `as of ${at}`, available: 'available', offlineOut: (amount) => `offline ${amount}`, pendingOut: (amount) => `paying ${amount}`, pendingIn: (amount) => `coming ${amount}`,
    timeline: 'Timeline', timelineNote: 'Counter, card, phone and online in one line', timelineEmpty: 'Nothing yet', glance: 'At a glance', id: 'ID', phone: 'Phone', address: 'Address', risk: 'Risk', birthday: 'Birthday', help: 'Needs help', helpYes: 'Read the slip aloud', noNeed: 'No', validTo: 'ID valid to', edit: 'Edit', loss: 'Report loss', gone: 'Customer not found', goneNote: 'Perhaps not yet synced to this tablet.', home: 'Home outlet',
    reveal: 'Show full number', revealReason: 'Why', revealReasons: ['Check the person', 'Fill a form', 'Police request'], revealNote: 'Every look is logged.',
    statuses: { prospect: 'Prospect', active: 'Active', frozen_id: 'ID frozen', deceased: 'Deceased', merged: 'Merged', closed: 'Closed' },
    accountStatus: { pending: 'Pending', active: 'Active', lost_oral: 'Lost (oral)', lost_written: 'Lost (written)', dormant: 'Dormant', long_suspended: 'Suspended', closed: 'Closed', cancelled: 'Cancelled', blocked: 'Stopped' },
    kinds: { demand: 'Demand', term_lump: 'Term', term_instalment: 'Instalment', notice_1d: '1-day notice', notice_7d: '7-day notice', flexible: 'Flexible' },
    mediums: { passbook: 'Passbook', certificate: 'Certificate', card: 'Card', card_and_passbook: 'Card and passbook' },
    risks: { low: 'Low risk', medium_low: 'Medium-low risk', medium: 'Medium risk', medium_high: 'Medium-high risk', high: 'High risk' },
    tiers: { mass: 'Mass', potential: 'Potential', vip: 'VIP', fujia: 'Fujia', dingfu: 'Dingfu' },
    channels: { counter: 'Counter', card: 'Card', pos: 'POS', atm: 'ATM', call: 'Phone', online: 'Online', field: 'Field', lobby: 'Lobby', merchant_visit: 'Visit', sms: 'SMS', system: 'System' },
  },
  command: {
    'counter.deposit': 'Deposit', 'counter.withdraw': 'Withdraw', 'counter.reverse': 'Reversal', 'counter.lost_oral': 'Oral loss', 'customer.create': 'New customer', 'customer.update': 'Details changed', 'session.sign_on': 'Sign on', 'session.lock': 'Lock', 'session.unlock': 'Unlock', 'session.sign_off': 'Sign off', 'till.take': 'Take till', 'request.abandon': 'Request abandoned', 'import.open': 'Balance brought over', 'import.cash': 'Cash entry', 'import.card': 'Card', 'import.remit': 'Remittance', 'import.loan': 'Loan', 'import.order': 'Standing order', 'import.atm': 'ATM', 'import.till_opening': 'Till opened', other: 'Entry',
  },
  flow: {
    amount: 'Amount', check: 'Check', confirm: 'Customer', done: 'Done', pay: 'Pay', count: 'Count', offline: 'Offline', keyed: 'Key in', counted: 'Count notes', nextConfirm: 'Customer confirms', nextCheck: 'Check the ID', enterAmount: 'Enter amount', change: 'Use', chooseAccount: 'Choose account',
  },
  deposit: {
    into: 'Into account', amount: 'Deposit', tillAfter: (amount) => `Till afterwards ${amount}`, offline: 'Deposits work offline.', offlineNote: (max) => `Recorded here first, posted when online. Up to ${max} each.`, self: 'Holder in person', selfNote: 'Others above ¥10,000 show an ID', agent: 'Person depositing', agentName: 'Name', agentId: 'ID number', missingAgent: 'ID of the person',
    unknown: 'Account not on this tablet', unknownNote: 'Cash may be taken and is marked for checking; the centre posts it when it finds the account, else the customer is called. Up to ¥20,000 each.', accountNo: 'Account no.', accountNoHint: '15 digits', say: '“We have your money safe; please keep the slip. It is posted when the network is back, the balance stays until then.”', sayOnline: '“The deposit is posted; please keep the slip.”', duplicate: 'The same deposit within five minutes', duplicateNote: 'If this really is another one, say why.', duplicateReason: 'Reason', duplicateReasons: ['Customer deposits twice', 'Two family members', 'The first was reversed'],
  },
  withdraw: {
    booking: 'Booking no.', amount: 'Pay out', from: 'From account', pay: 'Cash out', available: 'Available', offlineAvailable: 'Available offline', howMuch: 'Possible now', limits: 'Offline limits', limitsOnline: 'Limits', percent: (age, percent) => `Data ${age}: ${percent} %`, exact: 'exactly at limit', ladder: 'After 24 hours without fresh data limits halve; after 72 hours payments stop. Deposits and loss reports go on.',
    limitNames: { txn: 'Each', account_day: 'Account today', till_day: 'Till today', device_share: 'This tablet' },
    changeTo: (amount) => `Change to ${amount}`, over: (amount) => `Over ${amount}`,
    before: 'Seen before paying', present: 'Holder at the counter', presentNote: 'No agents offline', presentId: 'Holder here, ID seen and matching', idSeen: 'ID seen, face matches', idLast4: 'Last 4 of the ID', idMismatch: 'Does not match the ID, please look again', medium: (what) => `${what} in hand`, mediumNote: 'Compare the last digits', signature: 'Customer signature', signatureNote: 'Next, on the screen', second: 'Second person', secondNote: (post) => `${post} needed`, noPin: 'No PIN offline; none is stored here.', byId: 'This account pays on ID.',
    tillAfter: (amount) => `Till afterwards ${amount}`, ask: 'Customer checks and signs', asking: 'Asking the centre…', askingNote: 'Do not pay before the answer. Without one in 30 seconds the result is unknown.', payNow: 'Posted by the centre, please pay', payNote: 'Count the notes to the customer, then press Paid.', paid: 'Paid, done', notPaid: 'Not paid', sayOffline: '“Please count the money here and keep the slip; the balance is checked when the network is back.”', say: '“Please count the money here and keep the slip.”',
  },
  confirm: {
    hello: (name, title) => `${title} ${name}, please check`, mr: 'Mr', ms: 'Ms', deposit: 'You deposit cash', withdraw: 'You withdraw cash', read: 'Read aloud', sign: 'Please sign here', again: 'Sign again', wrong: 'Wrong, change', right: 'Amount is right', offlineIn: 'There is no network now. We keep money and record safe; it is posted when online. Please keep the slip.', offlineOut: 'There is no network now. Count the money here; the balance is checked when online. Please keep the slip.', needSign: 'Signature missing', spoken: (verb, amount) => `${verb}, ${amount}.`, unknownName: 'Please check',
  },
  approve: {
    title: 'Second person: look, then confirm', business: 'Entry', customer: 'Customer', maker: 'Maker', seen: 'Seen', why: 'Why you', limits: 'Limits after', note: (at) => `Balance of ${at}. If it was drawn elsewhere, the difference becomes a case for the maker and you.`, pin: 'Your approval PIN', yes: 'Confirm', yesPay: 'Confirm payment', disagree: 'I do not agree', code: (code) => `For this page only, void if anything changes · code ${code}`, none: 'Nobody here may confirm', noneNote: 'A colleague with that post signs on once, online, on this tablet.', needPost: (post) => `${post} is needed`, reason: 'Reason', evidence: { present: 'holder', id: (last4) => `ID …${last4}`, medium: 'medium in hand', signature: 'signature' },
  },
  done: {
    depositOffline: 'Money taken, recorded here', depositOnline: 'Deposit posted', depositReceived: 'Money taken, received by the centre', withdrawOffline: 'Money paid, recorded here', withdrawOnline: 'Withdrawal posted', reverse: 'Reversal recorded', reverseOnline: 'Reversal posted', loss: 'Loss recorded, payment stopped here', lossOnline: 'Loss report in effect', customer: 'Customer recorded', till: 'Till taken', other: 'Recorded', suspense: 'Money recorded, part of it to be checked', rejected: 'Not done, no money moved', held: 'Received, to be checked', unknown: 'Result unknown',
    recordedNote: (at) => `${at} here, safely stored`, receivedNext: 'when online, in seconds', receivedNow: 'kept by the centre', postedNext: 'counts when posted', postedNow: 'posted by the centre', effective: 'In effect', say: 'You can say: ', sayLoss: '“Payment is stopped. Please come with your ID within five days for the written report.”', balance: (amount) => `Balance ${amount}`, slip: 'Slip 80 mm', copies: '2 copies', printedTimes: (n) => `printed ${n} times`, voucher: 'Voucher', another: 'One more', finish: 'Done, next', noSlip: 'No slip for this entry', qr: 'Ask about this entry with the code: counter, 95580, online',
  },
  lights: { recorded: 'Recorded', received: 'Received', posted: 'Posted', case: 'In suspense', unknown: 'Unknown', held: 'To be checked', rejected: 'Not done', reversed: 'Reversed', effective: 'In effect', suspense: (amount) => `Suspense ${amount}` },
  journal: {
    title: 'Journal of the day', all: (n) => `All ${n}`, open: (n) => `Open ${n}`, cases: (n) => `Cases ${n}`, reversals: 'Reversals', no: 'Voucher', time: 'Time', business: 'Entry', customer: 'Customer', amount: 'Amount', evidence: 'By', lights: 'Lights', empty: 'Nothing recorded today', emptyNote: 'The first entry will show here.', emptyFilter: 'No such entries', latest: (at) => `latest ${at}`, reversing: (what) => `Reversed: ${what}`, print: 'Print', date: (d) => `Business date ${d}`,
  },
  entry: {
    title: 'One entry', seq: (n) => `No. ${n}`, reverse: 'Reverse', slip: 'Slip', details: 'Details', maker: 'Maker', checker: 'Second person', mode: 'Done', offline: 'offline', online: 'online', verdict: 'The centre says', notReversible: 'Cannot be reversed', reversedBy: (n) => `Reversed by no. ${n}`, reverses: (n) => `Reverses no. ${n}`, gone: 'No such entry on this tablet', ask: 'Inquire',
  },
  reverse: {
    title: 'Reversal', lead: 'The first entry stays; a red one is added.', whyTitle: 'Why', reasons: ['Wrong amount', 'Wrong account', 'Customer changed their mind', 'Recorded twice'], cashBack: 'Cash is back', cashIn: (amount) => `Give ${amount} back to the customer`, cashOut: (amount) => `Take ${amount} back from the customer`, needSecond: 'Choose the reason; a second person confirms',
  },
  loss: {
    title: 'Oral loss report', medium: 'What is lost', facts: 'Three facts', lead: 'Three matching facts stop payment; the written report follows within five days.', id: 'Last 4 of the ID', phone: 'Last 4 of the phone', name: 'Name said correctly', address: 'Address said correctly', recent: 'Latest entry said correctly', submit: 'Report loss, stop payment', need: (n) => `${n} more facts`, valid: (until) => `Valid 5 days, to ${until}`, mismatch: 'Not as registered, please ask again', none: 'Nothing here can be reported', priority: 'Sent first',
  },
  till: {
    title: 'Till', take: 'Take a till', choose: 'Choose a till', inVault: 'In the vault', held: (name) => `Held by ${name}`, mine: 'In my hands', lastNight: (date) => `last ${date}`, notLeased: 'Offline this tablet may not take it', limit: 'Limit', book: 'Book cash', count: 'Counted', blind: 'The book figure is hidden.', blindNote: 'It is compared after you hand in the count; both counts are kept.', submit: 'Counted, compare', sameDay: 'You had this till yesterday', sameDayNote: 'Two days running needs the manager.', witness: 'Chief teller watches', face: 'Face', sheets: 'Sheets', bundles: '×100', bricks: '×1000', unfit: 'Unfit', total: 'Total (yuan)', nextCell: 'Next', coin: 'coin', note: '', yuan: (n) => `¥${n}`, jiao: (n) => `${n} jiao`, fen: (n) => `${n} fen`, recount: 'Count again', differs: 'Count and book differ', differsNote: 'Count again; if it stays, count it together with the chief teller and leave this till in the vault.', none: 'No till at this outlet yet', noneNote: 'It appears after the first sync.', mineNote: 'Today’s cash goes through this till.', taken: 'Taken', denominations: 'Count by face',
  },
  sync: {
    title: 'Sync', now: 'Try now', every: 'Tries every 30 s', last: (at) => `last answer ${at}`, never: 'no answer yet', recorded: 'Recorded here', received: 'Received', posted: 'Posted', lag: (n, oldest) => `${n} to go, oldest ${oldest}`, noLag: 'All received', unsettled: (n) => `${n} wait for a result`, queue: 'Waiting to be sent', queueEmpty: 'Nothing waits', queueNote: 'The journal belongs to this tablet. Changing clerks, restarts and updates lose nothing and double nothing.', first: 'Goes first', why: 'Why it is not sent', calm: 'All is well', calmNote: 'The centre answers; entries go as they are made.', cases: (n, amount) => `${n} in suspense ${amount}`,
    reasons: { offline: (age) => `The centre last answered ${age}; most likely the village line. No need to restart or to do anything again.`, offlineNever: 'Not connected yet; most likely the village line. No need to restart or to do anything again.', connecting: 'Connecting.', greeting: 'Connected, checking identity.', catching_up: 'Connected, sending and loading.', backing_off: (at) => `The line is busy; next try at ${at}. Everything is safe here.`, stopped: 'Sync has stopped. Everything is safe here and offline work goes on. Please tell the county.' },
    export: 'Export sealed journal', exportNote: 'Before repair or exchange, hand the whole journal to the county as one file only it can open.', exported: 'Exported; hand it to the county', load: 'First load', loadNote: (done, total) => `${done} of ${total} rows; loaded customers can be found`, seconds: (n) => `about ${n} s`,
  },
  request: {
    title: 'Result unknown', lead: 'The request left, but no answer came. Nothing was paid; it may be posted.', safe: 'Do not pay and do not do it again.', ask: 'Inquire', asking: 'Asking…', abandon: 'Abandon the request', abandonNote: 'Even if the centre has posted it, all goes back to the account; it is never paid.', replace: 'Customer has the money: record it', replaceNote: 'Only when cash was handed over. It is recorded as a fact; the centre counts at most one.', abandoned: 'Abandoned, not paid', posted: 'Posted by the centre', rejected: 'Refused by the centre, no money moved', still: 'No answer from the centre yet', list: 'Requests with unknown result',
  },
  create: {
    title: 'New customer', edit: 'Change details', name: 'Name', idType: 'ID type', idNo: 'ID number', idValidTo: 'ID valid to', birth: 'Date of birth', gender: 'Gender', phone: 'Phone', address: 'Address', region: 'Region', occupation: 'Occupation', submit: 'Record customer', update: 'Record change', longTerm: 'No end', offline: 'Registered here first, in effect after the check online.', idBad: 'The check digit is wrong; compare with the document', needs: 'Needs help (slip read aloud)', required: 'required', help: 'Read aloud', guardian: 'Guardian', guardianId: 'Guardian’s ID',
    idTypes: { '01': 'Resident ID', '02': 'Temporary ID', '03': 'Household book', '04': 'Military ID', '05': 'HK/Macao permit', '06': 'Taiwan permit', '07': 'HK/Macao/Taiwan residence', '08': 'Foreign passport', '09': 'Permanent residence' },
    occupations: { '1': 'Manager', '2': 'Professional', '3': 'Clerical', '4': 'Trade, service', '5': 'Farming', '6': 'Production', '7': 'Military', '8': 'Other' },
  },
  more: { title: 'More', customer: 'Customers', device: 'This tablet', display: 'Display', language: 'Language', dark: 'Dark', light: 'Light', auto: 'Device', bright: 'Sunlight', normal: 'Normal', signOff: 'Sign off', notYet: 'Not built into this version', notYetNote: 'Remittance, transfer, opening, term deposits, bills, day close: use the old system.', install: 'Install', outlet: 'Outlet', deviceNo: 'Terminal', stored: 'Lasting storage', storedYes: 'promised', storedNo: 'not promised' },
  other: {
    tabTitle: 'Another window is in use', tabNote: 'One window keeps the journal in order. Go back to it, or close it and open this one again.', damagedTitle: 'The data here is not complete', damagedNote: 'Do no business and clear nothing. Export what is recorded for the county first; it then enrols this tablet again.', damage: 'Found', rescue: 'Export journal', update: 'New version', updateNote: 'It changes when no entry is being written; waiting entries are not touched.', updateNow: 'Update now', crash: 'This page failed', crashNote: 'Everything recorded is safe here. Go back to the counter; if it happens again, tell the county the words below.', home: 'To the counter', notFound: 'No such page',
  },
  fault: {
    OFFLINE: 'The centre cannot be reached. What is recorded is safe; this step needs the network.', TIMEOUT: 'No answer in time, the result is unknown. Do not do it again; inquire in the journal.', CODE_WRONG: 'Wrong enrolment code. Compare it with the one from the county.', CODE_USED: 'The code was used already. Ask the county for a new one.', TOO_MANY_TRIES: 'Too many wrong tries; locked for now. Wait 30 minutes or ask the county.', STORAGE_FULL: 'The tablet is full and this entry was not recorded: move no cash. Delete large files first.', STORAGE_NOT_PERSISTENT: 'The browser has not promised to keep the data. Work goes on; please install this page.', DAMAGED: 'The data here is not complete. Do no business; export the journal for the county.', OTHER_TAB: 'Another window keeps the journal. Go back to it.', LOCKED: 'Locked. Enter the password to go on.', NOT_ENROLLED: 'This tablet is not enrolled at an outlet.', PASSWORD_SHORT: 'At least 10 characters: the password is also the key to the data.', VERSION_TOO_OLD: 'This version is too old to load data; recorded entries are still taken. Update when online.', UNKNOWN_CLERK_OFFLINE: 'This clerk never signed on here. The first time needs the network.', CLERK_NEEDS_OPEN_VAULT: 'This clerk is new on this tablet. Let a clerk who knows it sign on and off first, then sign on within five minutes.', CODE_EXPIRED: 'The code has expired. Ask the county for a new one.', DEVICE_KNOWN: 'This tablet is enrolled at another outlet. Ask the county.', OUTLET_FULL: 'The outlet has no device number left. The county must release one.', BUG: 'The program failed and stopped at a safe place; the journal is safe. Tell the county the details.',
  },
};
