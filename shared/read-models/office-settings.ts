import * as v from 'valibot';
import type { BusinessDate, Instant } from '../kernel/dates.ts';
import type { SettingVersion } from '../rules/setting-version.ts';
import { SETTING_KINDS, type SettingKind } from '../tables/setting-change.ts';
import { commandId, rowId, unitCode, type CommandAnswer, type PersonName } from './office-fields.ts';
import type { OfficeUnit } from './office.ts';

/** What the office's administration asks the hub to do, and what it shows of settings and their history. */

const WORDS = v.pipe(v.string(), v.maxLength(400));
const OF = { commandId, branch: unitCode };

export const settingStep = v.variant('step', [
  v.object({
    step: v.literal('propose'),
    ...OF,
    what: v.picklist(SETTING_KINDS),
    /** Fields of the command of this kind; those fields check them. */
    after: v.record(v.string(), v.unknown()),
    effectiveFrom: v.pipe(v.string(), v.isoDate()),
    words: WORDS,
  }),
  v.object({
    step: v.literal('confirm'),
    ...OF,
    change: rowId,
    /** The hash that came with what was shown, hex. */
    shown: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
    agreed: v.boolean(),
    words: WORDS,
  }),
  v.object({ step: v.literal('withdraw'), ...OF, change: rowId, words: WORDS }),
]);
export type SettingStepRequest = v.InferOutput<typeof settingStep>;

export type SettingAnswer = CommandAnswer;

export const changesQuery = v.object({
  state: v.optional(v.picklist(['waiting', 'all'])),
  what: v.optional(v.picklist(SETTING_KINDS)),
  subject: v.optional(v.pipe(v.string(), v.maxLength(120))),
});
export type ChangesQuery = v.InferOutput<typeof changesQuery>;

/** Fields of a setting as JSON; what is secret is left out. */
export type SettingFields = Readonly<Record<string, unknown>>;

export interface ChangeLine {
  readonly id: string;
  readonly unit: OfficeUnit;
  readonly what: SettingKind;
  readonly subject: string;
  readonly before: SettingFields | null;
  readonly after: SettingFields;
  readonly effectiveFrom: BusinessDate;
  readonly status: 'proposed' | 'agreed' | 'in_force' | 'refused' | 'withdrawn' | 'lapsed';
  readonly by: string | null;
  readonly byName: string | null;
  readonly at: Instant;
  readonly words: string;
  readonly checker: string | null;
  readonly checkerName: string | null;
  readonly decidedAt: Instant | null;
  readonly decision: string;
  readonly inForceAt: Instant | null;
  /** Whom the change names by number: nobody agrees to a number alone. */
  readonly people: readonly PersonName[];
  readonly hash: string;
  /** What the reader may do about it now. */
  readonly mayConfirm: boolean;
  readonly mayWithdraw: boolean;
  /** A first password that was agreed to: who asked for it may draw it, once. */
  readonly mayDraw: boolean;
}

export const passwordDraw = v.object({ ...OF, change: rowId });
export type PasswordDraw = v.InferOutput<typeof passwordDraw>;
export interface PasswordAnswer extends CommandAnswer {
  /** Shown once. null = not given, or the person has chosen their own since. */
  readonly password: string | null;
  /** Approval PIN, six digits. null = it was shown by an earlier answer. */
  readonly pin: string | null;
  readonly until: Instant | null;
}
export interface ChangesAnswer {
  readonly asOf: Instant;
  readonly businessDate: BusinessDate;
  readonly changes: readonly ChangeLine[];
}

export const unitQuery = v.object({ unit: v.optional(unitCode) });

/** One key of domain 4.3 as it counts in a unit. */
export interface LimitLine {
  readonly key: string;
  readonly standard: number;
  readonly value: number;
  /** The unit whose value it is; null = the standard. */
  readonly setBy: OfficeUnit | null;
  readonly since: BusinessDate | null;
  /** A value that is fixed and has not begun. */
  readonly next: { readonly value: number; readonly from: BusinessDate } | null;
  readonly mayPropose: boolean;
}
export interface LimitsAnswer {
  readonly asOf: Instant;
  readonly businessDate: BusinessDate;
  readonly unit: OfficeUnit;
  /** Units the reader may look at, own first. */
  readonly units: readonly OfficeUnit[];
  /** What the tablets of this unit show as their version when they have all of these values. */
  readonly version: SettingVersion;
  readonly limits: readonly LimitLine[];
}

export const presentQuery = v.object({ what: v.picklist(SETTING_KINDS), unit: v.optional(unitCode) });

/** One setting of a kind as it stands now: the fields its command would be given. */
export interface PresentLine {
  readonly id: string;
  /** Where it stands, and where a change of it is proposed. */
  readonly unit: OfficeUnit;
  readonly fields: SettingFields;
  readonly mayPropose: boolean;
}
export interface PresentAnswer {
  readonly asOf: Instant;
  readonly businessDate: BusinessDate;
  readonly what: SettingKind;
  readonly unit: OfficeUnit;
  readonly units: readonly OfficeUnit[];
  readonly lines: readonly PresentLine[];
  /** Units in which the reader may propose one more of this kind. */
  readonly mayAddIn: readonly OfficeUnit[];
}

export const hotFindQuery = v.object({ find: v.pipe(v.string(), v.regex(/^\d{15,19}$/)) });

/** What an account or card number means on the stop list; the number itself is not kept or shown. */
export interface HotFound {
  readonly asOf: Instant;
  readonly account: string | null;
  readonly accountTail: string | null;
  readonly last4: string | null;
  readonly tag: number | null;
  /** Masked. */
  readonly customerName: string;
  readonly outlet: OfficeUnit;
  readonly status: string;
}
