import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import type { Directory, SigningAlg, SigningKey } from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';

/** A signing key, ready for use. */
export interface RingKey {
  /** `kid` and `x5t`: base64url of the certificate's SHA-1, as Entra writes both. */
  readonly kid: string;
  /** What the kind of key signs: an EC key is one of P-256. */
  readonly alg: SigningAlg;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** Self-signed, DER. */
  readonly certificate: Uint8Array;
  readonly notBefore: UnixSeconds;
}

/**
 * The signing keys of one use. A key is made when none is there, and the next one a month before the end
 * of the current, published before it signs (relying parties cache key sets for a day); nothing has to be restarted.
 */
export interface KeyRing {
  /** The key that signs now. */
  current(now: UnixSeconds): Promise<RingKey>;
  /** Every key that relying parties have to know, the current one first. */
  published(now: UnixSeconds): Promise<readonly RingKey[]>;
  /**
   * Makes a key that signs from now on, as after the loss of one: without the day of notice, so that relying
   * parties refuse what it signs until they have read it. Other processes see it within a minute.
   */
  replace(now: UnixSeconds): Promise<RingKey>;
}

export type SigningKeyMaker = (request: {
  readonly use: SigningKey['use'];
  readonly commonName: string;
  readonly notBefore: UnixSeconds;
  readonly notAfter: UnixSeconds;
  readonly now: UnixSeconds;
}) => Promise<SigningKey>;

/** Keys are made when they are first needed and when the last one nears its end, and are kept in the directory. */
export function createKeyRing(options: {
  readonly use: SigningKey['use'];
  readonly commonName: string;
  readonly directory: Directory;
  readonly makeSigningKey: SigningKeyMaker;
  /** How long a key is published before it signs. Default: a day. */
  readonly publishAheadSeconds?: number;
}): KeyRing {
  const { use, commonName, directory, makeSigningKey, publishAheadSeconds = DAY } = options;
  let cached: { readonly at: UnixSeconds; readonly keys: readonly RingKey[] } | undefined;
  let loading: Promise<readonly RingKey[]> | undefined;

  const make = async (notBefore: UnixSeconds, now: UnixSeconds): Promise<void> => {
    const notAfter = notBefore + LIFETIME_SECONDS;
    await directory.signingKeys.add(await makeSigningKey({ use, commonName, notBefore, notAfter, now }));
  };
  const load = async (now: UnixSeconds): Promise<readonly RingKey[]> => {
    const live = (await directory.signingKeys.list(use)).filter((key) => key.notAfter > now);
    const last = Math.max(0, ...live.map((key) => key.notAfter));
    if (last - ROLL_OVER_SECONDS < now) {
      await make(live.length === 0 ? now : now + publishAheadSeconds, now);
      return load(now);
    }
    const keys = live.map(toRingKey);
    cached = { at: now, keys };
    return keys;
  };
  const held = async (now: UnixSeconds): Promise<readonly RingKey[]> => {
    if (cached && now - cached.at < CACHE_SECONDS) return cached.keys;
    loading ??= load(now).finally(() => {
      loading = undefined;
    });
    return await loading;
  };
  const published = async (now: UnixSeconds): Promise<readonly RingKey[]> =>
    [...(await held(now))].sort((a, b) => rank(a, now) - rank(b, now));
  const current = async (now: UnixSeconds): Promise<RingKey> => {
    const keys = await published(now);
    // A request that began a second before the first key was made is answered with it, too.
    const key = newestSigning(keys, Math.max(now, cached?.at ?? now));
    if (!key) throw new Error(`no ${use} key is valid now`);
    return key;
  };
  return {
    published,
    current,
    async replace(now) {
      await make(now, now);
      // What was being loaded meanwhile may lack the new key, and must not be remembered after this.
      await loading;
      await load(now);
      return current(now);
    },
  };
}

function newestSigning(keys: readonly RingKey[], now: UnixSeconds): RingKey | undefined {
  return keys.filter((key) => key.notBefore <= now).sort((a, b) => b.notBefore - a.notBefore)[0];
}

/** The signing key first, then those that wait, then those that are done. */
function rank(key: RingKey, now: UnixSeconds): number {
  return key.notBefore <= now ? -key.notBefore : key.notBefore;
}

function toRingKey(key: SigningKey): RingKey {
  const privateKey = createPrivateKey({ key: Buffer.from(key.privateKey), format: 'der', type: 'pkcs8' });
  return {
    kid: createHash('sha1').update(key.certificate).digest('base64url'),
    alg: privateKey.asymmetricKeyType === 'ec' ? 'ES256' : 'RS256',
    privateKey,
    publicKey: createPublicKey(privateKey),
    certificate: key.certificate,
    notBefore: key.notBefore,
  };
}

/** RFC 7517 with `x5c` as Entra publishes it: one JWK a key. */
export function toJwk(key: RingKey): Readonly<Record<string, unknown>> {
  return {
    ...key.publicKey.export({ format: 'jwk' }),
    use: 'sig',
    // RFC 7517 §4.4. Entra leaves it out of its RSA keys, and so do we.
    ...(key.alg === 'ES256' && { alg: key.alg }),
    kid: key.kid,
    x5t: key.kid,
    x5c: [Buffer.from(key.certificate).toString('base64')],
  };
}

const DAY = 86_400;
const LIFETIME_SECONDS = 365 * DAY;
const ROLL_OVER_SECONDS = 30 * DAY;
/** How soon a key that another process made is seen. */
const CACHE_SECONDS = 60;
