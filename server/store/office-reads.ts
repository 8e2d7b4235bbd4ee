import { shanghaiDate, type Instant } from '../../shared/kernel/dates.ts';
import type { OfficeReads } from '../http/office-ports.ts';
import { readAccounts, readLossRecord } from './office-accounts.ts';
import { readAnalysis, readDayFigures, type Sources } from './office-analysis.ts';
import { readVouchers } from './office-vouchers.ts';
import { readBags } from './office-bags.ts';
import { readBillers } from './office-billers.ts';
import { readCalendar } from './office-calendar.ts';
import { readCase, readCases, readOpenCases } from './office-cases.ts';
import { accountByNo, readWorkers } from './office-case-steps.ts';
import { readJournal } from './office-journals.ts';
import { readLending } from './office-lending.ts';
import { readRetention } from './office-retention.ts';
import { readNotice, readNotices } from './office-notices.ts';
import { readDrills } from './office-drills.ts';
import { readRatings } from './office-ratings.ts';
import { openingOf, readOpenings } from './office-openings.ts';
import { readRepairs } from './office-repairs.ts';
import { readLeaseAt, readStandIns } from './office-stand-ins.ts';
import { readInteractions } from './office-interactions.ts';
import { readDevices, readOutlets } from './office-outlets.ts';
import { readSignaturePicture } from './office-signature.ts';
import { unitByCode } from './office-units.ts';

/** The office's reads over the hub's store and the analysis schema (the same database, or one of its own). */
export function createOfficeReads(sources: Sources, now: () => Instant): OfficeReads {
  const { hub } = sources;
  return {
    outlets: (scope) => readOutlets(hub, scope),
    dayFigures: (scope, date) => readDayFigures(sources, scope, date),
    devices: (scope) => readDevices(hub, scope),
    journal: (scope, { branch, device }) =>
      branch.startsWith(scope) ? readJournal(hub, branch, device) : Promise.resolve(null),
    cases: (scope, query, reader) => readCases(hub, scope, query, { ...reader, now: now() }),
    openCases: (scope, aml) => readOpenCases(hub, scope, aml),
    caseDetail: (scope, key, aml) => readCase(hub, scope, { ...key, aml }),
    signaturePicture: (branch, hash) => readSignaturePicture(hub, branch, hash),
    interactions: (scope, query, max) =>
      readInteractions(sources, scope, { ...query, max, today: shanghaiDate(now()) }),
    calendar: (scope, month, today) => readCalendar(sources, scope, { month, today, now: now() }),
    vouchers: (scope, of) => readVouchers(sources, scope, of),
    bags: (scope, query) => readBags(hub, scope, query),
    billers: (scope) => readBillers(hub, scope),
    drills: (scope, month) => readDrills(hub, scope, { month, now: now() }),
    ratings: (scope, month) => readRatings(hub, scope, month),
    repairs: (scope) => readRepairs(hub, scope, now()),
    standIns: (of) => readStandIns(hub, of),
    openings: (scope) => readOpenings(hub, scope),
    openingOf: (branch, pagesHash) => openingOf(hub, branch, pagesHash),
    leaseAt: (of) => readLeaseAt(hub, of),
    lending: (scope, today) => readLending(hub, scope, { today, now: now() }),
    retention: (scope) => readRetention(hub, scope, now()),
    notices: (scope, on) => readNotices(hub, scope, on),
    notice: (scope, of) => readNotice(hub, scope, of),
    analysis: (scope, from, to) => readAnalysis(sources, scope, { from, to, now: now() }),
    accounts: (scope, find) => readAccounts(hub, scope, find),
    lossRecord: (scope, branch, account) => readLossRecord(hub, scope, { branch, account }),
    accountByNo: (branch, no) => accountByNo(hub, branch, no),
    workers: (unit) => readWorkers(hub, unit, shanghaiDate(now())),
    unit: (code) => unitByCode(hub, code),
  };
}
