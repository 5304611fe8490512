import { generateKeyPair, type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';
import type { Random, SigningKey } from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';

/**
 * Makes a key and a self-signed certificate for it: what relying parties pin (`x5t`, `x5c`, the signing certificate of a
 * federated domain). RSA of 2048 bits, which every relying party expects, or P-256 for resources that want ES256.
 */
export async function generateSigningKey(
  request: {
    readonly use: SigningKey['use'];
    readonly commonName: string;
    readonly notBefore: UnixSeconds;
    readonly notAfter: UnixSeconds;
    readonly now: UnixSeconds;
  },
  random: Random,
): Promise<SigningKey> {
  const { publicKey, privateKey } = await generateFor(request.use);
  const serial = random.bytes(16);
  // RFC 5280 §4.1.2.2: a positive integer, encoded minimally.
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  return {
    id: random.guid(),
    use: request.use,
    privateKey: new Uint8Array(privateKey.export({ format: 'der', type: 'pkcs8' })),
    certificate: selfSign({ ...request, serial, publicKey, privateKey }),
    notBefore: request.notBefore,
    notAfter: request.notAfter,
    createdAt: request.now,
  };
}

function generateFor(use: SigningKey['use']): Promise<{ publicKey: KeyObject; privateKey: KeyObject }> {
  return use === 'token-signing-es256'
    ? promisify(generateKeyPair)('ec', { namedCurve: 'P-256' })
    : promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
}

/** RFC 5280 §4.1: version 1, because the certificate carries a key and nothing is built on it. */
function selfSign(parts: {
  readonly serial: Uint8Array;
  readonly commonName: string;
  readonly notBefore: UnixSeconds;
  readonly notAfter: UnixSeconds;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}): Uint8Array {
  const name = sequence(
    element(SET, sequence(OID_COMMON_NAME, element(UTF8_STRING, Buffer.from(parts.commonName)))),
  );
  const algorithm = parts.privateKey.asymmetricKeyType === 'ec' ? ECDSA_WITH_SHA256 : SHA256_WITH_RSA;
  const tbsCertificate = sequence(
    element(INTEGER, parts.serial),
    algorithm,
    name,
    sequence(time(parts.notBefore), time(parts.notAfter)),
    name,
    parts.publicKey.export({ format: 'der', type: 'spki' }),
  );
  const signature = sign('sha256', tbsCertificate, parts.privateKey);
  return new Uint8Array(
    sequence(tbsCertificate, algorithm, element(BIT_STRING, Buffer.concat([Buffer.of(0), signature]))),
  );
}

/** RFC 5280 §4.1.2.5: UTCTime through 2049, GeneralizedTime from 2050 on. */
function time(seconds: UnixSeconds): Buffer {
  const digits = new Date(seconds * 1000).toISOString().replace(/\.\d+|[-:T]/g, '');
  const year = Number(digits.slice(0, 4));
  return year < 2050
    ? element(UTC_TIME, Buffer.from(digits.slice(2)))
    : element(GENERALIZED_TIME, Buffer.from(digits));
}

function sequence(...parts: readonly Uint8Array[]): Buffer {
  return element(SEQUENCE, Buffer.concat(parts));
}

function element(tag: number, content: Uint8Array): Buffer {
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...size), content]);
}

const INTEGER = 0x02;
const BIT_STRING = 0x03;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;
const SEQUENCE = 0x30;
const SET = 0x31;
/** 2.5.4.3 */
const OID_COMMON_NAME = Buffer.from('0603550403', 'hex');
/** 1.2.840.113549.1.1.11 with NULL parameters, RFC 4055 §5. */
const SHA256_WITH_RSA = Buffer.from('300d06092a864886f70d01010b0500', 'hex');
/** 1.2.840.10045.4.3.2 without parameters, RFC 5758 §3.2. */
const ECDSA_WITH_SHA256 = Buffer.from('300a06082a8648ce3d040302', 'hex');
