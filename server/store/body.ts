import { base64ToBytes, bytesToBase64 } from '../../shared/kernel/bytes.ts';
import type { RowBody } from '../../sync/index.ts';

/**
 * A row's body as jsonb and back. Bytes become `{"$b": base64url}`; text with a NUL, which jsonb cannot hold,
 * becomes `{"$t": base64url of its UTF-8}`. Everything else is plain JSON, so SQL can read it.
 */
type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const isPlainText = (text: string): boolean => !text.includes('\u0000');

function toJson(value: unknown): Json {
  if (value instanceof Uint8Array) return { $b: bytesToBase64(value) };
  if (typeof value === 'string')
    return isPlainText(value) ? value : { $t: bytesToBase64(new TextEncoder().encode(value)) };
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value === 'object' && value !== null) return bodyToJson(value as RowBody);
  return value as Json;
}

export function bodyToJson(body: RowBody): { readonly [key: string]: Json } {
  const out: Record<string, Json> = {};
  for (const key in body) out[key] = toJson(body[key]);
  return out;
}

/** true when the body is the same in JSON: no bytes, no lists, no records. */
function isFlat(body: RowBody): boolean {
  for (const key in body) if (typeof body[key] === 'object' && body[key] !== null) return false;
  return true;
}

/** `bodyToJson` as text. A flat body without a NUL, nearly every one, needs no second copy. */
export function bodyToText(body: RowBody): string {
  const text = isFlat(body) ? JSON.stringify(body) : null;
  return text === null || text.includes('\\u0000') ? JSON.stringify(bodyToJson(body)) : text;
}

function fromJson(value: Json): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(fromJson);
  const record = value as { readonly [key: string]: Json };
  if (typeof record['$b'] === 'string') return base64ToBytes(record['$b']);
  if (typeof record['$t'] === 'string') return new TextDecoder().decode(base64ToBytes(record['$t']));
  return jsonToBody(record);
}

/** A flat body is given back as it is: it must be the reader's own. */
export function jsonToBody(json: { readonly [key: string]: unknown }): RowBody {
  if (isFlat(json)) return json;
  const out: Record<string, unknown> = {};
  for (const key in json) out[key] = fromJson(json[key] as Json);
  return out;
}
