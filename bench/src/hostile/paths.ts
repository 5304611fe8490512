import { createSignatureVerifier } from '@signet/crypto';
import { type PathVerdict, parseCertificate, validatePath } from '@signet/pki';
import { der, derName, extension, generateKeys } from '../der.ts';
import { type Authority, type Issuer, issueCertificate, makeAuthority } from '../make-chain.ts';
import { nameConstraints, policy, subjectAltName } from './certificates.ts';

/** What a client sends, leaf first, and the anchor that is trusted. */
export interface HostilePath {
  readonly certificates: readonly Buffer[];
  readonly anchor: Buffer;
}

/** Certificates whose paths multiply, by how; the size is in octets, roughly. No path of theirs is valid. */
export function hostilePaths(): Readonly<Record<string, (octets: number) => HostilePath>> {
  return { policies, names, mesh, ring, 'one-name': oneName };
}

/** Parsed and judged as what comes in a handshake, with nothing remembered. */
export function judgePath({ certificates, anchor }: HostilePath): PathVerdict {
  const [leaf, ...intermediates] = certificates.map((bytes) => parseCertificate(bytes));
  if (leaf === undefined) throw new TypeError('a path without a leaf');
  return validatePath({
    leaf,
    intermediates,
    anchors: [parseCertificate(anchor)],
    time: Date.UTC(2027, 0, 1) / 1000,
    verifySignature: createSignatureVerifier(),
    initialExplicitPolicy: true,
  });
}

/**
 * RFC 9618 §2: five CAs, each with k policies and a mapping of each on each, k² of them. In the tree of RFC 5280 that
 * makes k⁵ nodes, in the graph k² edges a level. The leaf has none of the policies.
 */
function policies(octets: number): HostilePath {
  const count = Math.max(2, Math.floor(Math.sqrt(octets / LEVELS / OCTETS_OF_A_MAPPING)));
  const numbers = Array.from({ length: count }, (_, number) => number + 1);
  const asserted = extension(
    [0x55, 0x1d, 0x20],
    der(0x30, ...numbers.map((number) => der(0x30, policy(number)))),
  );
  const pairs = numbers.flatMap((from) => numbers.map((to) => der(0x30, policy(from), policy(to))));
  const mappings = extension([0x55, 0x1d, 0x21], der(0x30, ...pairs));
  return chain(LEVELS, [asserted, mappings], []);
}

/** Two CAs that exclude thousands of subtrees, above a leaf with as many names as are read. */
function names(octets: number): HostilePath {
  const ofLeaf = Math.min(octets / 3, OCTETS_OF_MOST_NAMES);
  return chain(2, [nameConstraints((octets - ofLeaf) / 2)], [subjectAltName(ofLeaf)]);
}

/** Every CA has certified every other; the anchor has the name of one of them and another key. */
function mesh(octets: number): HostilePath {
  const count = Math.max(2, Math.round(Math.sqrt(octets / OCTETS_OF_A_CERTIFICATE)));
  const authorities = Array.from({ length: count }, (_, number) => makeAuthority(`CA ${number}`, 'p-256'));
  const crosses = authorities.flatMap((issuer) =>
    authorities.filter((subject) => subject !== issuer).map((subject) => certifyAuthority(issuer, subject)),
  );
  return endless(authorities[0], crosses, authorities.at(-1));
}

/** Each CA has certified the next and the last the first. */
function ring(octets: number): HostilePath {
  const authorities = makeAuthorities(octets);
  const crosses = authorities.map((subject, number) => certifyAuthority(authorities.at(number - 1), subject));
  return endless(authorities.at(-1), crosses, authorities[0]);
}

/** As many CAs of one name as there is room for, none of which has signed the leaf, and no identifiers of keys. */
function oneName(octets: number): HostilePath {
  const count = Math.ceil(octets / OCTETS_OF_A_CERTIFICATE);
  const stranger = makeAuthority('One name', 'p-256');
  const crosses = Array.from({ length: count }, () => {
    const { publicKey } = generateKeys('p-256');
    return issueCertificate(ROOT, {
      serial: 3,
      subject: derName('One name'),
      publicKey,
      extensions: [IS_CA],
    });
  });
  return { certificates: [issueLeaf(stranger), ...crosses], anchor: ROOT.certificate };
}

/** `authority` for each level with these extensions, and a leaf below, under an anchor that all lead to. */
function chain(levels: number, ofAuthorities: readonly Buffer[], ofLeaf: readonly Buffer[]): HostilePath {
  const certificates: Buffer[] = [];
  let issuer: Issuer = ROOT;
  for (let level = 0; level < levels; level++) {
    const authority: Authority = makeAuthority(`Level ${level}`, 'p-256');
    certificates.unshift(certifyAuthority(issuer, authority, ofAuthorities));
    issuer = authority;
  }
  return { certificates: [issueLeaf(issuer, ofLeaf), ...certificates], anchor: ROOT.certificate };
}

/** A leaf of the first, and an anchor that has the last one's name and not its key. */
function endless(
  first: Authority | undefined,
  crosses: readonly Buffer[],
  last: Authority | undefined,
): HostilePath {
  if (first === undefined || last === undefined) throw new TypeError('no authorities');
  const impostor = makeAuthority('Another', 'p-256');
  const anchor = certifyAuthority({ ...impostor, name: last.name }, { ...impostor, name: last.name });
  return { certificates: [issueLeaf(first), ...crosses], anchor };
}

function makeAuthorities(octets: number): readonly Authority[] {
  const count = Math.ceil(octets / OCTETS_OF_A_CERTIFICATE);
  return Array.from({ length: count }, (_, number) => makeAuthority(`CA ${number}`, 'p-256'));
}

function certifyAuthority(
  issuer: Issuer | undefined,
  subject: Pick<Authority, 'name' | 'publicKey'>,
  more: readonly Buffer[] = [],
): Buffer {
  if (issuer === undefined) throw new TypeError('no issuer');
  const extensions = [IS_CA, ...more];
  return issueCertificate(issuer, {
    serial: 3,
    subject: subject.name,
    publicKey: subject.publicKey,
    extensions,
  });
}

function issueLeaf(issuer: Issuer, extensions: readonly Buffer[] = []): Buffer {
  const { publicKey } = LEAF_KEYS;
  return issueCertificate(issuer, { serial: 4, subject: derName('Leaf'), publicKey, extensions });
}

const IS_CA = extension([0x55, 0x1d, 0x13], der(0x30, der(0x01, Buffer.of(0xff))), true);
const ROOT = makeAuthority('Hostile root', 'p-256');
const LEAF_KEYS = generateKeys('p-256');
const LEVELS = 5;
const OCTETS_OF_A_MAPPING = 24;
/** 1,024, RFC 5280 has no limit. */
const OCTETS_OF_MOST_NAMES = 16_000;
const OCTETS_OF_A_CERTIFICATE = 340;
