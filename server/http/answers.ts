import type { Context } from 'hono';
import * as v from 'valibot';
import type { DoorError } from '../../shared/read-models/doors.ts';
import { err, ok, type Result } from '../../shared/kernel/result.ts';

/** How a plain door reads a body (bounded, checked by a schema) and how it says no. */

export type DoorStatus = 400 | 401 | 403 | 404 | 405 | 409 | 410 | 413 | 415 | 423 | 429 | 500 | 503;

export const refuse = (c: Context, status: DoorStatus, error: DoorError): Response => c.json(error, status);

/** 429 with how long to wait. */
export function tooMany(c: Context, waitMs: number): Response {
  const waitS = Math.ceil(waitMs / 1000);
  c.header('retry-after', String(waitS));
  return refuse(c, 429, {
    code: 'TOO_MANY_TRIES',
    message: `Too many tries. Wait ${waitS} seconds.`,
    detail: { waitS },
  });
}

/** The whole body, or null when it is longer than `bytesMax`: nothing past the bound is kept. */
export async function readBody(request: Request, bytesMax: number): Promise<Uint8Array | null> {
  if (Number(request.headers.get('content-length') ?? '0') > bytesMax) return null;
  const reader = request.body?.getReader();
  if (reader === undefined) return new Uint8Array(0);
  const parts: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > bytesMax) {
      await reader.cancel();
      return null;
    }
    parts.push(value);
  }
  const out = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

const JSON_BYTES_MAX = 16_384;

/** A zero character or half a character: nothing a person types, and nothing the database keeps. */
const UNKEPT = /\0|\p{Surrogate}/u;
export const isKept = (value: unknown): boolean => typeof value !== 'string' || !UNKEPT.test(value);

const onlyKept = (_key: string, value: unknown): unknown => {
  if (!isKept(value)) throw new SyntaxError('text that cannot be kept');
  return value;
};

function parseJson(bytes: Uint8Array): Result<unknown, null> {
  try {
    return ok(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes), onlyKept));
  } catch {
    return err(null);
  }
}

/** A JSON body of the schema's form, or the answer that says what is wrong with it. Values are never repeated in it. */
export async function readJson<S extends v.GenericSchema>(
  c: Context,
  schema: S,
): Promise<Result<v.InferOutput<S>, Response>> {
  const bytes = await readBody(c.req.raw, JSON_BYTES_MAX);
  if (bytes === null) {
    return err(refuse(c, 413, { code: 'BODY_TOO_LARGE', message: `The body is longer than ${JSON_BYTES_MAX} bytes.` }));
  }
  const parsed = parseJson(bytes);
  if (!parsed.ok) return err(refuse(c, 400, { code: 'BODY_NOT_JSON', message: 'The body is not JSON in UTF-8.' }));
  const checked = v.safeParse(schema, parsed.value);
  if (checked.success) return ok(checked.output);
  const field = v.getDotPath(checked.issues[0]) ?? '';
  return err(
    refuse(c, 400, {
      code: 'FIELD_FORMAT',
      message: `The field "${field}" is missing or has the wrong form.`,
      detail: { field },
    }),
  );
}

/** A checked query, or the answer that says what is wrong with it. */
export function checkedQuery<S extends v.GenericSchema>(
  c: Context,
  schema: S,
  value: Readonly<Record<string, string>>,
): { ok: true; value: v.InferOutput<S> } | { ok: false; answer: Response } {
  const parsed = v.safeParse(schema, value);
  const unkept = Object.keys(value).find((name) => !isKept(value[name]));
  if (parsed.success && unkept === undefined) return { ok: true, value: parsed.output };
  const field = parsed.success
    ? (unkept ?? '')
    : (parsed.issues[0].path?.map((part) => String(part.key)).join('.') ?? '');
  return {
    ok: false,
    answer: refuse(c, 400, { code: 'FIELD_FORMAT', message: `wrong value for ${field}`, detail: { field } }),
  };
}
