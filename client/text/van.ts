import type { BundleFault } from '../../sync/index.ts';

/** Words of the mail van 邮车同步, for terminal and office, Chinese then English. */
interface Sentence {
  readonly zh: string;
  readonly en: string;
}

/** What is wrong with a file, and what to do about it. */
export const VAN_FAULTS: Readonly<Record<BundleFault, Sentence>> = {
  VAN_NOT_A_BUNDLE: {
    zh: '这不是邮车文件。请选平板或中心存下的那个，文件名以 .van 结尾。',
    en: 'This is no mail-van file. Choose the one the tablet or the centre saved: its name ends in .van.',
  },
  VAN_TOO_LARGE: {
    zh: '文件太大，不会是平板导出的。请重新选文件。',
    en: 'The file is larger than any the tablet makes. Choose the file again.',
  },
  VAN_NEWER: {
    zh: '文件是新版本做的，这里还读不懂。请先更新这一边，再导入；文件留着。',
    en: 'The file was made by a newer version. Update this side, then bring it again; keep the file.',
  },
  VAN_TRUNCATED: {
    zh: '文件不完整。请从 U 盘重新拷一次；还不行就重新导出。',
    en: 'The file is not whole. Copy it from the stick again; if that does not help, save it anew.',
  },
  VAN_TAMPERED: {
    zh: '文件在路上被改动或损坏，什么也没有导入。请重新导出一份。',
    en: 'The file was changed or damaged on the way and nothing of it was taken. Save it anew.',
  },
  VAN_FOREIGN: {
    zh: '文件是另一个中心的，这里打不开。请送回平板登记的那个中心。',
    en: 'The file belongs to another centre. Take it to the one its tablet was enrolled at.',
  },
  VAN_WRONG_WAY: {
    zh: '方向不对：平板导出的文件交中心，中心的回执带回平板。请换另一个文件。',
    en: 'Wrong way round: the tablet’s file goes to the centre, the centre’s answer to the tablet. Choose the other file.',
  },
  VAN_UNKNOWN_DEVICE: {
    zh: '中心不认识这台平板。请告诉县局；文件留着，账不会丢。',
    en: 'The centre does not know this tablet. Call the county; keep the file, nothing is lost.',
  },
  VAN_OTHER_DEVICE: {
    zh: '这是另一台平板的回执。请看文件名里的终端号，带到那一台上导入。',
    en: 'This answer is for another tablet. Its number is in the file’s name: take it there.',
  },
  VAN_REPLAYED: {
    zh: '这个文件已经导入过，不会记两遍，不用再做。',
    en: 'This file was taken already. Nothing is recorded twice and nothing needs to be done.',
  },
  VAN_STALE: {
    zh: '已经导入过比它新的文件，这一个没有新内容，不用再做。',
    en: 'A newer file was taken and this one holds nothing that was missing. Nothing needs to be done.',
  },
  VAN_OTHER_LIFE: {
    zh: '中心从备份恢复过。流水已收，结果和余额要等平板联网一次。',
    en: 'The centre was restored. It has the journal; outcomes and balances need the tablet on line once.',
  },
};

const zh = {
  title: '邮车同步',
  lead: '线路长时间不通时，流水装进文件，由邮车捎给中心；回执捎回来，三灯照样亮。文件只有中心能拆，丢了也看不到内容。',
  out: '一、导出给中心',
  outNote: '本机还没送到的流水，全部装进一个文件，存到 U 盘。锁屏时也能导。',
  outDo: '导出邮车文件',
  made: (number: number, at: string) => `上次导出：第 ${number} 号，${at}`,
  exported: (entries: number) => `已导出，内有 ${entries} 笔。交给邮车，带到县局或有网的网点。`,
  left: (left: number) => `还有 ${left} 笔装不下：导入回执后再导一个。`,
  back: '二、导入回执',
  backNote: '中心给的回执文件，名字里有 to-tablet 和本机终端号。锁屏时先存着，解锁时生效。',
  backDo: '选回执文件',
  kept: '回执已收下，下次解锁或签到时生效。',
  taken: (outcomes: number) => (outcomes === 0 ? '已导入，没有新结果。' : `已导入，${outcomes} 笔有了结果。`),
  answered: (at: string) => `最近一次回执：中心 ${at}`,
  never: '还没有导入过回执',
  carry: '三、替别的终端捎',
  carryNote: '本机有网时，可把别的终端的文件送中心，当场拿回执。本机看不到里面的内容。',
  carryDo: '选文件',
  carryOffline: '本机现在没有网，捎不了。',
  carrying: '正在送中心…',
  carried: (outlet: string, deviceNo: string, entries: number) =>
    `${outlet} ${deviceNo} 号终端的 ${entries} 笔已交中心。回执已存，请捎回去。`,
  again: '再取一次回执',
  held: (held: number) => `其中 ${held} 笔先收着：等那台平板解锁签名，或县局处理。`,
  damaged: (pieces: number) => `有 ${pieces} 段打不开，还在那台平板上：请告诉县局技术岗。`,
  leave: '返回',
  locked: '锁屏时看不到客户和账，只能收送文件。',
  officeLead: '把网点邮车捎来的文件导入，再把回执存到 U 盘捎回去。文件由平板签名、封存，只能导入一次。',
  officeDo: '选网点捎来的文件',
  officeTaken: (outlet: string, deviceNo: string) => `${outlet} ${deviceNo} 号终端`,
  officeNumber: '文件序号',
  officeEarlier: '下面是先前导入的：',
  officeMade: '平板导出时间',
  officeEntries: '流水',
  officeReply: '回执文件',
  officeSave: '存回执',
  working: '正在导入…',
};

const en: typeof zh = {
  title: 'Mail van',
  lead: 'When the line is down for long, the journal goes into a file that the mail van takes to the centre; the answer comes back the same way and the lights follow. Only the centre opens the file: lost, it tells nothing.',
  out: '1. Save for the centre',
  outNote: 'All that has not arrived goes into one file on a USB stick. Works while the tablet is locked.',
  outDo: 'Save the file',
  made: (number, at) => `Last saved: no. ${number}, ${at}`,
  exported: (entries) =>
    `Saved with ${entries} entries. Give it to the van, to the county or an outlet that is on line.`,
  left: (left) => `${left} entries did not fit: take the answer, then save another.`,
  back: '2. Take the answer',
  backNote:
    'The centre’s file, with “to-tablet” and this tablet’s number in its name. While locked it is kept and used at the unlock.',
  backDo: 'Choose the answer',
  kept: 'The answer is kept and comes in use at the next unlock or sign-on.',
  taken: (outcomes) =>
    outcomes === 0 ? 'Taken; nothing new in it.' : `Taken: ${outcomes} entries have their outcome.`,
  answered: (at) => `Latest answer: centre, ${at}`,
  never: 'No answer was taken yet',
  carry: '3. Carry for another tablet',
  carryNote: 'On line, this tablet can pass another one’s file to the centre and take the answer. It reads neither.',
  carryDo: 'Choose a file',
  carryOffline: 'This tablet is offline and cannot carry now.',
  carrying: 'Sending to the centre…',
  carried: (outlet, deviceNo, entries) =>
    `${entries} entries of tablet ${deviceNo} at ${outlet} are at the centre. The answer is saved: take it back.`,
  again: 'Take the answer once more',
  held: (held) => `${held} of them wait for that tablet’s unlock or for the county.`,
  damaged: (pieces) => `${pieces} pieces did not open and stay on that tablet: tell the county’s technical desk.`,
  leave: 'Back',
  locked: 'Locked: files come and go, customers and accounts stay hidden.',
  officeLead:
    'Take the file the van brought, then save the answer for the way back. Files are signed and sealed by their tablet and count once.',
  officeDo: 'Choose the file from the outlet',
  officeTaken: (outlet, deviceNo) => `${outlet}, tablet ${deviceNo}`,
  officeNumber: 'File no.',
  officeEarlier: 'Taken earlier:',
  officeMade: 'Saved on the tablet',
  officeEntries: 'Entries',
  officeReply: 'Answer',
  officeSave: 'Save the answer',
  working: 'Taking…',
};

export const vanWords = (lang: string): typeof zh => (lang === 'en' ? en : zh);
