import { der, derName, extension, generateKeys } from '../der.ts';
import { issueCertificate, makeAuthority } from '../make-chain.ts';

/**
 * Certificates made to tire out whoever reads them, by what makes them costly; the size is in octets of that, up to
 * the 64 KB that are read. Some are well-formed: then all the work is done, and they are taken.
 */
export function hostileCertificates(): Readonly<Record<string, (octets: number) => Buffer>> {
  return {
    'alternative-names': (octets) => certificate([subjectAltName(octets)]),
    'alternative-name': (octets) =>
      certificate([extension([0x55, 0x1d, 0x11], der(0x30, der(0x82, Buffer.alloc(octets, 'a.'))))]),
    'directory-names': (octets) =>
      certificate([
        extension([0x55, 0x1d, 0x11], der(0x30, repeat(der(0xa4, derName('A name in a name')), octets))),
      ]),
    extensions: (octets) => certificate(manyExtensions(octets)),
    nesting: (octets) => certificate([extension([0x55, 0x1d, 0x11], nest(octets))]),
    subject: (octets) => certificate([], der(0x30, repeat(derName('Someone').subarray(2), octets))),
    'subject-attribute': (octets) => certificate([], derName('x'.repeat(octets))),
    policies: (octets) => certificate([policies(octets)]),
    'policy-mappings': (octets) =>
      certificate([
        extension([0x55, 0x1d, 0x21], der(0x30, repeat(der(0x30, policy(1), policy(2)), octets))),
      ]),
    subtrees: (octets) => certificate([nameConstraints(octets)]),
    'key-usages': (octets) =>
      certificate([extension([0x55, 0x1d, 0x25], der(0x30, repeat(policy(7), octets)))]),
    'distribution-points': (octets) => certificate([distributionPoints(octets)]),
    'object-identifier': (octets) =>
      certificate([
        extension([0x55, 0x1d, 0x25], der(0x30, der(0x06, Buffer.alloc(octets, 0x81), Buffer.of(1)))),
      ]),
  };
}

export function subjectAltName(octets: number): Buffer {
  return extension(
    [0x55, 0x1d, 0x11],
    der(
      0x30,
      repeatNumbered(octets, (number) => der(0x82, Buffer.from(`h${number}.x.example`))),
    ),
  );
}

export function nameConstraints(octets: number): Buffer {
  const subtree = (number: number): Buffer => der(0x30, der(0x82, Buffer.from(`s${number}.y.example`)));
  return extension([0x55, 0x1d, 0x1e], der(0x30, der(0xa1, repeatNumbered(octets, subtree))));
}

/** OBJECT IDENTIFIER 1.3.6.1.4.1.55555.n */
export function policy(number: number): Buffer {
  const tail = [number >> 14, number >> 7, number].map((part, at) => (part & 0x7f) | (at < 2 ? 0x80 : 0));
  const digits = number < 0x80 ? tail.slice(2) : number < 0x4000 ? tail.slice(1) : tail;
  return der(0x06, Buffer.from('2b0601040183b203', 'hex'), Buffer.from(digits));
}

export function repeatNumbered(octets: number, make: (number: number) => Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let length = 0; length < octets; length += parts.at(-1)?.length ?? 0)
    parts.push(make(parts.length + 1));
  return Buffer.concat(parts);
}

function policies(octets: number): Buffer {
  return extension(
    [0x55, 0x1d, 0x20],
    der(
      0x30,
      repeatNumbered(octets, (number) => der(0x30, policy(number))),
    ),
  );
}

function manyExtensions(octets: number): readonly Buffer[] {
  return [repeatNumbered(octets, (number) => der(0x30, policy(number), der(0x04, Buffer.of(5, 0))))];
}

function distributionPoints(octets: number): Buffer {
  const point = (number: number): Buffer =>
    der(0x30, der(0xa0, der(0xa0, der(0x86, Buffer.from(`http://crl.example/${number}`)))));
  return extension([0x55, 0x1d, 0x1f], der(0x30, repeatNumbered(octets, point)));
}

// directoryName in which stands … : as deep as it is long.
function nest(octets: number): Buffer {
  let inner: Buffer = der(0x05);
  while (inner.length < octets) inner = der(0xa4, der(0x30, inner));
  return der(0x30, inner);
}

function repeat(part: Uint8Array, octets: number): Buffer {
  return Buffer.alloc(Math.ceil(octets / part.length) * part.length, part);
}

function certificate(extensions: readonly Buffer[], subject: Buffer = derName('Somebody')): Buffer {
  return issueCertificate(AUTHORITY, { serial: 7, subject, publicKey: KEYS.publicKey, extensions });
}

const AUTHORITY = makeAuthority('Hostile CA', 'p-256');
const KEYS = generateKeys('p-256');
