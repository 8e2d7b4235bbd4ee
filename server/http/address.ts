import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';

/** Who is calling, for rate limits. Behind a proxy it is what the proxy wrote last; what a caller wrote before it counts for nothing. */
export type AddressOf = (c: Context) => string;

export const createAddressOf =
  (behindProxy: boolean): AddressOf =>
  (c) => {
    const forwarded = behindProxy ? c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined;
    const bindings = c.env as HttpBindings | undefined;
    return forwarded ?? bindings?.incoming?.socket.remoteAddress ?? 'unknown';
  };
