import type { Bytes } from '../../shared/kernel/bytes.ts';
import type { Instant } from '../../shared/kernel/dates.ts';
import type { Result } from '../../shared/kernel/result.ts';
import type { Post } from '../../shared/tables/employee.ts';

/** What the doors need from the hub's directory: the tables that stand outside the change feed. */

export interface Login {
  readonly employeeNo: string;
  readonly name: string;
  readonly unit: string;
  readonly posts: readonly Post[];
  readonly status: 'active' | 'on_leave' | 'mandatory_leave' | 'suspended' | 'left';
  readonly passwordHash: string;
  /** The password is a one-time one, good until `oneTimeUntil` (null = without end) and only to choose another. */
  readonly mustChange: boolean;
  readonly oneTimeUntil: Instant | null;
  readonly failed: number;
  readonly lockedUntil: Instant | null;
}

/** A password, encoded Argon2id. */
export interface NewPassword {
  readonly employeeNo: string;
  readonly passwordHash: string;
  readonly at: Instant;
}

export interface LoginDirectory {
  login(employeeNo: string): Promise<Login | null>;
  /** The person's own choice: takes the place of a password and ends their sessions at the office. */
  changePassword(chosen: NewPassword): Promise<void>;
  /** Counts a bad try in one statement (so that parallel tries all count) and locks at the limit, or clears the count. */
  noteLogin(note: {
    readonly employeeNo: string;
    readonly good: boolean;
    readonly at: Instant;
    readonly triesMax: number;
    readonly lockMs: number;
  }): Promise<void>;
}

export interface SessionDirectory extends LoginDirectory {
  openSession(session: {
    readonly tokenHash: Bytes;
    readonly employeeNo: string;
    readonly at: Instant;
    readonly expiresAt: Instant;
  }): Promise<void>;
  /** The employee of a session that has not expired. */
  session(tokenHash: Bytes, now: Instant): Promise<{ readonly employeeNo: string } | null>;
  closeSession(tokenHash: Bytes): Promise<void>;
}

export interface DeviceEntry {
  readonly id: string;
  readonly outlet: string;
  readonly deviceNo: string;
  readonly status: 'active' | 'suspended' | 'lost' | 'revoked';
  readonly signingKey: Bytes;
  readonly deliveryKey: Bytes;
}

export type ClaimFault = 'CODE_WRONG' | 'CODE_USED' | 'CODE_EXPIRED' | 'DEVICE_KNOWN' | 'OUTLET_FULL';

export interface DeviceDirectory {
  /** One transaction: marks the code used and gives the next free number of the outlet. The same code and device again get the first answer. */
  claimDevice(claim: {
    readonly codeHash: Bytes;
    readonly deviceId: string;
    readonly signingKey: Bytes;
    readonly deliveryKey: Bytes;
    readonly ecdhKey: Bytes;
    readonly at: Instant;
  }): Promise<Result<{ readonly outlet: string; readonly deviceNo: string; readonly repeated: boolean }, ClaimFault>>;
  /** A device of a certificate gets its place back, with its number where nobody else has it now. One that is known stays as it is. */
  readoptDevice(device: {
    readonly deviceId: string;
    readonly deviceNo: string;
    readonly outlet: string;
    readonly signingKey: Bytes;
    readonly deliveryKey: Bytes;
    readonly ecdhKey: Bytes;
    readonly at: Instant;
  }): Promise<Result<{ readonly deviceNo: string; readonly repeated: boolean }, 'DEVICE_KNOWN' | 'OUTLET_FULL'>>;
  device(id: string): Promise<DeviceEntry | null>;
}

export interface AuditTrail {
  audit(line: {
    readonly branch: string;
    readonly at: Instant;
    readonly who: string;
    readonly what: string;
    readonly detail: string;
  }): Promise<void>;
}
