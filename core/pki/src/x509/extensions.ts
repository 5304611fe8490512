import { type DerReader, parseDer } from '../der/reader.ts';
import { constructedContextTag, contextTag, TAG } from '../der/tags.ts';
import { OctetMemory } from '../octet-memory.ts';
import { readAuthorityKeyIdentifier } from './authority-key-identifier.ts';
import { readDistributionPoints } from './distribution-points.ts';
import { readExtension, readExtensionList } from './extension-list.ts';
import { readGeneralName, readGeneralNames, readSubjectAltName } from './general-names.ts';
import { readNamedBits } from './named-bits.ts';
import { EXTENSION } from './oids.ts';
import { readRemembered } from './read-remembered.ts';
import type { CertificateExtensions, Extension, GeneralSubtree, KeyUsage } from './types.ts';

/**
 * Extensions of a certificate, RFC 5280 §4.2: every one that this package knows is read, strictly; what it does not know
 * stays in `all` alone. The certificates of one CA have most of them in common and get the same objects for these.
 */
export function readCertificateExtensions(reader: DerReader): CertificateExtensions {
  const extensions: Record<string, unknown> = {};
  extensions.all = readExtensionList(reader, () => {
    const { extension, field, value } = readRemembered(reader, SHARED, readInterpreted, isCommon);
    if (field !== undefined) extensions[field] = value;
    return extension;
  });
  // Each reader is tied to the type of its field by `Readers`.
  return Object.freeze(extensions) as unknown as CertificateExtensions;
}

/** Of a certificate that has none. */
export const NO_EXTENSIONS: CertificateExtensions = Object.freeze({ all: Object.freeze([]) });

interface InterpretedExtension {
  readonly extension: Extension;
  /** Absent for an extension that this package does not know. */
  readonly field?: ExtensionField;
  readonly value?: unknown;
}

function readInterpreted(reader: DerReader): InterpretedExtension {
  const extension = readExtension(reader);
  const known = READERS.get(extension.extnID);
  if (known === undefined) return { extension };
  return { extension, field: known.field, value: parseDer(extension.extnValue, known.read) };
}

function isCommon({ field }: InterpretedExtension): boolean {
  return field === undefined || !OWN_FIELDS.has(field);
}

type ExtensionField = keyof typeof EXTENSION;
type Readers = { readonly [F in ExtensionField]: (reader: DerReader) => Required<CertificateExtensions>[F] };

function readList<T>(reader: DerReader, what: string, read: () => T): readonly T[] {
  const list: T[] = [];
  reader.within(TAG.sequence, () => {
    if (reader.atEnd) throw reader.fault('empty-sequence', `${what} is empty`);
    while (!reader.atEnd) list.push(read());
  });
  return Object.freeze(list);
}

function readBasicConstraints(reader: DerReader): Required<CertificateExtensions>['basicConstraints'] {
  return reader.within(TAG.sequence, () => {
    // X.690 §11.5 forbids an explicit FALSE; several card issuers write it, and it means what it says.
    const cA = reader.hasTag(TAG.boolean) ? reader.readBoolean() : false;
    if (reader.atEnd) return { cA };
    return { cA, pathLenConstraint: reader.readSmallInteger() };
  });
}

function readCertificatePolicies(reader: DerReader): Required<CertificateExtensions>['certificatePolicies'] {
  const seen = new Set<string>();
  return readList(reader, 'certificatePolicies', () =>
    reader.within(TAG.sequence, () => {
      const start = reader.offset;
      const policyIdentifier = reader.readObjectIdentifier();
      // RFC 5280 §4.2.1.4: a policy is named once.
      if (seen.has(policyIdentifier)) throw reader.fault('bad-extension', 'a policy is named twice', start);
      seen.add(policyIdentifier);
      if (reader.atEnd) return { policyIdentifier };
      return { policyIdentifier, qualifiers: readQualifiers(reader) };
    }),
  );
}

/** Some CAs write an empty sequence where they have none. */
function readQualifiers(reader: DerReader): readonly string[] {
  const identifiers: string[] = [];
  reader.within(TAG.sequence, () => {
    while (!reader.atEnd)
      reader.within(TAG.sequence, () => {
        identifiers.push(reader.readObjectIdentifier());
        // RFC 5280 §4.2.1.4 wants the qualifier itself; in X.509 it is OPTIONAL, where the identifier says all.
        if (!reader.atEnd) reader.skip();
      });
  });
  return identifiers;
}

function readPolicyMappings(reader: DerReader): Required<CertificateExtensions>['policyMappings'] {
  return readList(reader, 'policyMappings', () =>
    reader.within(TAG.sequence, () => ({
      issuerDomainPolicy: reader.readObjectIdentifier(),
      subjectDomainPolicy: reader.readObjectIdentifier(),
    })),
  );
}

function readNameConstraints(reader: DerReader): Required<CertificateExtensions>['nameConstraints'] {
  return reader.within(TAG.sequence, () => {
    // RFC 5280 §4.2.1.10: never an empty sequence.
    if (reader.atEnd) throw reader.fault('empty-sequence', 'nameConstraints is empty');
    const permitted = readSubtrees(reader, constructedContextTag(0));
    const excluded = readSubtrees(reader, constructedContextTag(1));
    return {
      ...(permitted === undefined ? {} : { permittedSubtrees: permitted }),
      ...(excluded === undefined ? {} : { excludedSubtrees: excluded }),
    };
  });
}

function readSubtrees(reader: DerReader, tag: number): readonly GeneralSubtree[] | undefined {
  return reader.optional(tag, () => {
    if (reader.atEnd) throw reader.fault('empty-sequence', 'GeneralSubtrees without a subtree');
    const subtrees: GeneralSubtree[] = [];
    while (!reader.atEnd) subtrees.push(reader.within(TAG.sequence, () => readSubtree(reader)));
    return subtrees;
  });
}

function readSubtree(reader: DerReader): GeneralSubtree {
  const base = readGeneralName(reader, 'subtree');
  const minimum = reader.hasTag(contextTag(0)) ? reader.readSmallInteger(contextTag(0)) : 0;
  const maximum = reader.hasTag(contextTag(1)) ? reader.readSmallInteger(contextTag(1)) : undefined;
  return { base, minimum, maximum };
}

function readPolicyConstraints(reader: DerReader): Required<CertificateExtensions>['policyConstraints'] {
  return reader.within(TAG.sequence, () => {
    // RFC 5280 §4.2.1.11: never an empty sequence.
    if (reader.atEnd) throw reader.fault('empty-sequence', 'policyConstraints is empty');
    const [require, inhibit] = [contextTag(0), contextTag(1)];
    const explicit = reader.hasTag(require) ? reader.readSmallInteger(require) : undefined;
    const mapping = reader.hasTag(inhibit) ? reader.readSmallInteger(inhibit) : undefined;
    return {
      ...(explicit === undefined ? {} : { requireExplicitPolicy: explicit }),
      ...(mapping === undefined ? {} : { inhibitPolicyMapping: mapping }),
    };
  });
}

const KEY_USAGE_BITS: readonly KeyUsage[] = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
];

const READERS_BY_FIELD: Readers = {
  authorityKeyIdentifier: readAuthorityKeyIdentifier,
  subjectKeyIdentifier: (reader) => reader.readOctetString(),
  keyUsage: (reader) => readNamedBits(reader, TAG.bitString, KEY_USAGE_BITS),
  certificatePolicies: readCertificatePolicies,
  policyMappings: readPolicyMappings,
  subjectAltName: (reader) => readSubjectAltName(reader),
  issuerAltName: (reader) => readGeneralNames(reader),
  basicConstraints: readBasicConstraints,
  nameConstraints: readNameConstraints,
  policyConstraints: readPolicyConstraints,
  extKeyUsage: (reader) => readList(reader, 'extKeyUsage', () => reader.readObjectIdentifier()),
  cRLDistributionPoints: readDistributionPoints,
  freshestCRL: readDistributionPoints,
  inhibitAnyPolicy: (reader) => reader.readSmallInteger(),
};

const READERS: ReadonlyMap<string, { field: ExtensionField; read: (reader: DerReader) => unknown }> = new Map(
  (Object.keys(EXTENSION) as ExtensionField[]).map((field) => [
    EXTENSION[field],
    { field, read: READERS_BY_FIELD[field] },
  ]),
);

/** What hardly any two certificates have in common; remembering it would only push out the rest. */
const OWN_FIELDS: ReadonlySet<ExtensionField> = new Set(['subjectKeyIdentifier', 'subjectAltName']);

/**
 * Of the CAs and templates of one or two organisations, some ten for each; policies with a text for people, or a few
 * distribution points, fit.
 */
const SHARED = new OctetMemory<InterpretedExtension>(256, 512);
