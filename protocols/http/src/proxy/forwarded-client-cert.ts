import { decodeEscapedPem, malformed } from './certificate-bytes.ts';

/**
 * Envoy's `x-forwarded-client-cert`: elements separated by commas, each `key=value` pairs separated by semicolons,
 * values in double quotes where they hold any of these. `Chain` holds the leaf too and wins over `Cert`. Several
 * elements mean that Envoy adds to what clients send (`APPEND_FORWARD`), where the first is the client's word: refused.
 */
export function readForwardedClientCert(header: string): readonly Uint8Array[] {
  const pairs = readPairs(header);
  const pem = pairs.get('chain') ?? pairs.get('cert');
  if (pem === undefined) throw malformed('it has neither Cert nor Chain; let Envoy set them');
  return decodeEscapedPem(pem);
}

function readPairs(header: string): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  let rest = header;
  while (rest !== '') {
    const match = PAIR.exec(rest);
    const [whole, key, quoted, bare, separator] = match ?? [];
    if (whole === undefined || key === undefined) throw malformed('it is not made of key=value pairs');
    if (separator === ',') throw malformed('it has several elements; let Envoy set it, not append to it');
    const name = key.toLowerCase();
    // `URI` and `DNS` may repeat; of those that are read, the second could be somebody else's.
    if (pairs.has(name) && (name === 'cert' || name === 'chain')) throw malformed(`it has two of ${key}`);
    pairs.set(name, quoted?.replace(/\\(.)/g, '$1') ?? bare ?? '');
    rest = rest.slice(whole.length);
    if (separator === ';' && rest === '') throw malformed('it ends within a pair');
  }
  return pairs;
}

const PAIR = /^\s*([A-Za-z]+)=(?:"((?:[^"\\]|\\.)*)"|([^",;]*))\s*([;,]|$)/;
