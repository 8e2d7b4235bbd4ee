import * as v from 'valibot';

/** Bodies of the hub's plain HTTP doors, checked on the hub by these schemas and built from these types on the clients. */

const base64 = (max: number) => v.pipe(v.string(), v.maxLength(max), v.regex(/^[\w-]*$/));

/** POST /api/enrol: a tablet claims an outlet with a one-time code. Keys are raw P-256 points (65 bytes), base64url. */
export const enrolRequest = v.object({
  code: v.pipe(v.string(), v.regex(/^[0-9A-Z]{4}-?[0-9A-Z]{4}-?[0-9A-Z]{4}$/)),
  signingKey: base64(88),
  deliveryKey: base64(88),
  ecdhKey: base64(88),
  appVersion: v.pipe(v.string(), v.maxLength(40)),
});
export type EnrolRequest = v.InferOutput<typeof enrolRequest>;

export const enrolResponse = v.object({
  deviceId: v.string(),
  deviceNo: v.string(),
  outlet: v.object({ code: v.string(), name: v.string(), nameEn: v.string() }),
  /** Canonical certificate bytes and the hub's signature over them, base64url. */
  certificate: v.string(),
  certificateSignature: v.string(),
  hubSigningKey: v.string(),
  hubSealingKey: v.string(),
  /** Key for the 16-bit card tags of this outlet. */
  outletKey: v.string(),
  hubTime: v.number(),
});
export type EnrolResponse = v.InferOutput<typeof enrolResponse>;

/** POST /api/credential: a clerk's first sign-on on a tablet, or its renewal. Signed by the device's delivery key over the canonical body. */
export const credentialRequest = v.object({
  deviceId: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
  employeeNo: v.pipe(v.string(), v.regex(/^\d{11}$/)),
  password: v.pipe(v.string(), v.minLength(1), v.maxLength(128)),
  at: v.number(),
  signature: base64(88),
});
export type CredentialRequest = v.InferOutput<typeof credentialRequest>;

export const credentialResponse = v.object({
  employeeNo: v.string(),
  name: v.string(),
  posts: v.array(v.string()),
  /** End of offline sign-on, hub time; signed by the hub over `deviceId|employeeNo|expiresAt`. */
  expiresAt: v.number(),
  signature: v.string(),
  hubTime: v.number(),
});
export type CredentialResponse = v.InferOutput<typeof credentialResponse>;

/** Every plain door answers a failure in this form. */
export const doorError = v.object({
  code: v.string(),
  message: v.string(),
  detail: v.optional(v.record(v.string(), v.union([v.string(), v.number()]))),
});
export type DoorError = v.InferOutput<typeof doorError>;
