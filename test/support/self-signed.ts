// A certificate of this machine's name that signs itself, made for one test (RFC 5280, as little of it as TLS needs).
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** What a server shows, and what a client has to believe. */
export interface SelfSigned {
  /** PEM. */
  readonly key: string;
  /** PEM. */
  readonly cert: string;
}

const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  oid: 0x06,
  text: 0x0c,
  time: 0x17,
  sequence: 0x30,
  set: 0x31,
};
const DNS_NAME = 0x82;
const VERSION = 0xa0;
const EXTENSIONS = 0xa3;
const LONG_FORM = 0x80;
const DAY_MS = 86_400_000;

const OID = {
  ecdsaWithSha256: '2a8648ce3d040302',
  commonName: '550403',
  subjectAltName: '551d11',
  basicConstraints: '551d13',
};

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const bytes = Buffer.from(content.length.toString(16).padStart(content.length > 0xff ? 4 : 2, '0'), 'hex');
  const length = content.length < LONG_FORM ? bytes : Buffer.concat([Buffer.from([LONG_FORM + bytes.length]), bytes]);
  return Buffer.concat([Buffer.from([tag]), length, content]);
}

const oid = (hex: string): Buffer => der(TAG.oid, Buffer.from(hex, 'hex'));
const utcTime = (at: number): Buffer =>
  der(
    TAG.time,
    Buffer.from(
      new Date(at)
        .toISOString()
        .replaceAll(/[-:T]|\.\d+/gu, '')
        .slice(2),
    ),
  );
const TRUE = der(TAG.boolean, Buffer.from([0xff]));

/** Makes a key and its certificate for a host name, valid for a day. */
export function makeSelfSigned(host: string): SelfSigned {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = der(TAG.sequence, oid(OID.ecdsaWithSha256));
  const name = der(
    TAG.sequence,
    der(TAG.set, der(TAG.sequence, oid(OID.commonName), der(TAG.text, Buffer.from(host)))),
  );
  const altName = der(TAG.sequence, der(DNS_NAME, Buffer.from(host)));
  const extensions = der(
    TAG.sequence,
    der(TAG.sequence, oid(OID.subjectAltName), der(TAG.octets, altName)),
    der(TAG.sequence, oid(OID.basicConstraints), TRUE, der(TAG.octets, der(TAG.sequence, TRUE))),
  );
  const body = der(
    TAG.sequence,
    der(VERSION, der(TAG.integer, Buffer.from([2]))),
    der(TAG.integer, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    name,
    der(TAG.sequence, utcTime(Date.now() - DAY_MS), utcTime(Date.now() + DAY_MS)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(EXTENSIONS, extensions),
  );
  const signature = der(TAG.bits, Buffer.from([0]), sign('sha256', body, privateKey));
  const base64 = der(TAG.sequence, body, algorithm, signature).toString('base64');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${base64.replaceAll(/.{64}/gu, '$&\n')}\n-----END CERTIFICATE-----\n`,
  };
}
