import type { Result } from '../../../shared/kernel/result.ts';

/** The mail van 邮车同步 as pages see it. Everything here works while the tablet is locked, but for what needs its rows. */

/** A fault code of the van, or of the tablet's state. */
interface VanFault {
  readonly code: string;
  readonly detail: Readonly<Record<string, string | number>>;
}
type VanAnswer<T> = Result<T, VanFault>;

export interface VanView {
  /** The newest file made here, or null. */
  readonly made: { readonly number: number; readonly at: number } | null;
  /** When the centre made the newest answer that was taken here, hub time; null before the first. */
  readonly answeredAt: number | null;
  /** An answer lies here sealed until somebody signs on. */
  readonly kept: boolean;
  /** Why the answer that lay here could not be taken at the last sign-on; null = it could, or none did. */
  readonly fault: string | null;
}
export interface VanFile {
  readonly file: Blob;
  /** To save it under. */
  readonly name: string;
}
export interface VanExport extends VanFile {
  readonly entries: number;
  /** Entries for another file, once this one was answered. */
  readonly left: number;
}
/** kept: sealed until the next sign-on. taken: in use. */
export type VanImport =
  { readonly kind: 'kept' } | { readonly kind: 'taken'; readonly outcomes: number; readonly otherLife: boolean };
export interface VanCarried extends VanFile {
  readonly outlet: string;
  readonly deviceNo: string;
  readonly entries: number;
  readonly held: number;
  readonly damaged: number;
}
export interface VanApi {
  van(): Promise<VanView>;
  /** All that the centre has not received, in one file that only the centre opens. */
  vanExport(): Promise<VanAnswer<VanExport>>;
  /** The centre's answer to this tablet's file. */
  vanImport(file: Uint8Array): Promise<VanAnswer<VanImport>>;
  /** Another tablet's file, to the centre over this tablet's line. @param again only the answer, once more. */
  vanCarry(file: Uint8Array, again: boolean): Promise<VanAnswer<VanCarried>>;
}
