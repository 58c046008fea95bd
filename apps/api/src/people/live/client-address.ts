import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

const LOOPBACK = /^(?:::1|(?:::ffff:)?127\.\d+\.\d+\.\d+)$/u;

/** Where a request comes from that express has not seen: as with requests, only a proxy on this machine is believed. */
export function clientAddress({ socket, headers }: Pick<IncomingMessage, 'socket' | 'headers'>): string {
  const forwarded = headers['x-forwarded-for'];
  const named = (Array.isArray(forwarded) ? forwarded.join(',') : (forwarded ?? ''))
    .split(',')
    .map((address) => address.trim())
    .filter((address) => isIP(address) !== 0);
  // each proxy adds on the right where it was asked from: the first from there that is not of this machine asked us
  const hops = [...named, socket.remoteAddress ?? 'unknown'].reverse();
  return hops.find((address) => !LOOPBACK.test(address)) ?? hops.at(-1) ?? 'unknown';
}
