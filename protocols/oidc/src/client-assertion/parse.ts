import { OAuthError } from '../oauth-error.ts';

/** A client's JWT (RFC 7523 §2.2), read and not yet believed: nothing here is proved until its signature holds. */
export interface ClientAssertion {
  readonly alg: 'ES256' | 'PS256' | 'RS256';
  /** Which registered certificate signed: by its SHA-1 or SHA-256, lower-case hex, or by a name of the client's. */
  readonly certificate: {
    readonly sha1: string | undefined;
    readonly sha256: string | undefined;
    readonly kid: string | undefined;
  };
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
  /** Unix seconds; MSAL for Python writes fractions, MSAL.NET writes strings. */
  readonly notBefore: number | undefined;
  readonly expiresAt: number;
  /** For the audit only: msal-node sends one assertion again until it expires. */
  readonly jti: string | undefined;
  /** RFC 7515 §5.2: what was signed, and the signature. */
  readonly signingInput: Uint8Array;
  readonly signature: Uint8Array;
}

/** Takes the compact form apart. Throws `OAuthError` `client-assertion-malformed` for anything else. */
export function parseClientAssertion(text: string): ClientAssertion {
  if (text.length > MAX_LENGTH) malformed('it is too long');
  const parts = text.split('.', MAX_PARTS);
  const [header, payload, signature] = parts;
  if (parts.length !== 3 || header === undefined || payload === undefined || signature === undefined) {
    return malformed('it is not a JWS in compact form');
  }
  return {
    ...readHeader(readObject(header, 'header')),
    ...readClaims(readObject(payload, 'payload')),
    signingInput: Buffer.from(`${header}.${payload}`, 'ascii'),
    signature: decode(signature, 'signature'),
  };
}

type Json = Readonly<Record<string, unknown>>;

// `jwk`, `jku` and `x5u` are not read: the key is the registered one (RFC 8725 §3.10). `x5c` is no key either.
function readHeader(header: Json): Pick<ClientAssertion, 'alg' | 'certificate'> {
  const { alg, crit, typ, x5c, kid } = header;
  // RFC 7515 §4.1.11: we understand no extension, so that every critical one refuses.
  if (crit !== undefined) malformed('it has a critical header parameter');
  if (alg !== 'ES256' && alg !== 'PS256' && alg !== 'RS256')
    return malformed('its alg is none of ES256, PS256 and RS256');
  if (typ !== undefined && (typeof typ !== 'string' || !TYPES.has(typ.toLowerCase()))) {
    malformed('its typ is not JWT');
  }
  // An array by RFC 7515 §4.1.6; MSAL.NET writes the one certificate as a string.
  const chain = typeof x5c === 'string' ? [x5c] : (x5c ?? []);
  if (!Array.isArray(chain) || chain.length > MAX_CHAIN || !chain.every((item) => typeof item === 'string')) {
    malformed('its x5c is no list of certificates');
  }
  const certificate = {
    sha1: readThumbprint(header['x5t'], 20),
    sha256: readThumbprint(header['x5t#S256'], 32),
    kid: optionalText(kid, 'kid'),
  };
  return { alg, certificate };
}

type Claims = Pick<ClientAssertion, 'issuer' | 'subject' | 'audience' | 'notBefore' | 'expiresAt' | 'jti'>;

function readClaims({ iss, sub, aud, nbf, exp, jti }: Json): Claims {
  const audience = Array.isArray(aud) && aud.length === 1 ? aud[0] : aud;
  if (typeof iss !== 'string' || typeof sub !== 'string') return malformed('iss or sub is missing');
  // RFC 7523 §3: one audience; an assertion for several servers could be passed on by one of them.
  if (typeof audience !== 'string') return malformed('aud is not one text');
  const expiresAt = readTime(exp, 'exp');
  if (expiresAt === undefined) return malformed('exp is missing');
  return {
    issuer: iss,
    subject: sub,
    audience,
    notBefore: readTime(nbf, 'nbf'),
    expiresAt,
    jti: optionalText(jti, 'jti'),
  };
}

function readTime(value: unknown, name: string): number | undefined {
  if (value === undefined) return undefined;
  const seconds = typeof value === 'string' && /^\d{1,12}(\.\d{1,9})?$/.test(value) ? Number(value) : value;
  if (typeof seconds !== 'number' || !(seconds >= 0 && seconds <= MAX_SECONDS)) {
    return malformed(`${name} is no time`);
  }
  return seconds;
}

/** base64url by RFC 7515 §4.1.7–8; MSAL for Go writes the standard alphabet with padding. */
function readThumbprint(value: unknown, length: number): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || !/^[A-Za-z0-9+/_-]{27,43}={0,2}$/.test(value)) {
    return malformed('its certificate thumbprint cannot be read');
  }
  const bytes = Buffer.from(value, 'base64');
  return bytes.length === length ? bytes.toString('hex') : malformed('its thumbprint has another length');
}

function optionalText(value: unknown, name: string): string | undefined {
  if (value === undefined) return undefined;
  return typeof value === 'string' && value.length <= MAX_NAME
    ? value
    : malformed(`${name} is no short text`);
}

function readObject(part: string, name: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(UTF8.decode(decode(part, name)));
  } catch (error) {
    if (error instanceof OAuthError) throw error;
    return malformed(`its ${name} is not JSON`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return malformed(`its ${name} is not a JSON object`);
  }
  return value as Json;
}

function decode(part: string, name: string): Uint8Array {
  if (!/^[A-Za-z0-9_-]+$/.test(part)) malformed(`its ${name} is not base64url`);
  return Buffer.from(part, 'base64url');
}

function malformed(why: string): never {
  throw new OAuthError('client-assertion-malformed', `The client assertion cannot be used: ${why}.`);
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });
const TYPES: ReadonlySet<string> = new Set(['jwt', 'client-authentication+jwt']);

/** A chain of four certificates of 4096 bits and the claims; a longer one only costs work. */
const MAX_LENGTH = 32_768;
/** One more than a JWS has, so that a text of dots is not split to its end. */
const MAX_PARTS = 4;
/** Certificates that are looked at for their type and nothing else. */
const MAX_CHAIN = 10;
/** Goes into the log. */
const MAX_NAME = 256;
/** The year 9999; above it arithmetic on times means nothing. */
const MAX_SECONDS = 253_402_300_799;
