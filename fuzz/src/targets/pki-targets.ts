import { isDeepStrictEqual } from 'node:util';
import {
  compareCertificateLists,
  decodePem,
  formatName,
  nameKey,
  nameStringKey,
  PkiError,
  parseCertificate,
  parseCertificateBag,
  parseCertificateList,
  parseNameString,
  parseOCSPResponse,
  readApplicationPolicies,
  readCertificateTemplate,
} from '@signet/pki';
import { DerReader } from '@signet/pki/der-reader';
import type { Seeds } from '../seeds.ts';
import { expectEqualBytes, type FuzzTarget, PropertyError, parsed } from '../target.ts';
import { encodeTlv, readTlv, type TlvNode } from '../tlv.ts';
import { checkCertificateFields, checkCrlFields, checkOcspFields } from './parsed-fields.ts';

/** The parsers of core/pki. */
export function createPkiTargets({ certificates, crls, ocspResponses }: Seeds): readonly FuzzTarget[] {
  return [
    {
      ...DER,
      name: 'der',
      covers: ['/core/pki/src/der/'],
      seeds: [...certificates, ...crls],
      run: (input) => {
        const tree = parsed(() => readTree(input), PkiError);
        if (tree !== undefined) expectEqualBytes(encodeTlv(tree), input, 'encoding what the DER reader read');
      },
    },
    { ...DER, name: 'certificate', seeds: certificates, run: checkCertificate },
    { ...DER, name: 'crl', seeds: crls, run: checkCrl },
    { ...DER, name: 'ocsp-response', seeds: [...ocspResponses, TRY_LATER], run: checkOcspResponse },
    {
      ...DER,
      name: 'certificate-bag',
      seeds: certificates.slice(0, 20).map(toBag),
      run: (input) => void parsed(() => parseCertificateBag(input), PkiError),
    },
    { ...TEXT, name: 'pem', seeds: [...certificates, ...crls].slice(0, 20).map(toPem), run: checkPem },
    {
      ...TEXT,
      name: 'name',
      dictionary: ['CN=', 'O=', 'DC=', '+', ',', '\\', '"', '#0500', '1.2.3='],
      seeds: NAMES,
      run: checkName,
    },
  ];
}

// Everything that DerReader offers for walking, without a shape that it should find.
function readTree(input: Uint8Array): readonly TlvNode[] {
  const reader = new DerReader(input);
  const nodes = readNodes(reader);
  reader.expectEnd();
  return nodes;
}

function readNodes(reader: DerReader): readonly TlvNode[] {
  const nodes: TlvNode[] = [];
  for (let tag = reader.peekTag(); tag !== undefined; tag = reader.peekTag()) {
    const constructed = (tag & 0x20) !== 0;
    const own = tag;
    nodes.push(
      constructed
        ? { tag, children: reader.within(own, () => readNodes(reader)) }
        : { tag, content: reader.readContent(own) },
    );
  }
  return nodes;
}

function checkCertificate(input: Uint8Array): void {
  const certificate = parsed(() => parseCertificate(input), PkiError);
  if (certificate === undefined) return;
  expectSameEncoding(input);
  checkCertificateFields(certificate, input);
  readCertificateTemplate(certificate);
  readApplicationPolicies(certificate);
  for (const name of [certificate.subject, certificate.issuer]) {
    if (nameStringKey(formatName(name)) !== nameKey(name)) {
      throw new PropertyError(`reading the text of the name gives another name: ${formatName(name)}`);
    }
  }
}

function checkCrl(input: Uint8Array): void {
  const crl = parsed(() => parseCertificateList(input), PkiError);
  if (crl === undefined) return;
  if (input[0] === 0x30) {
    expectSameEncoding(input);
    checkCrlFields(crl, input);
  }
  for (const entry of crl.entries()) {
    if (!crl.findEntries(entry.userCertificate).some((found) => isDeepStrictEqual(found, entry))) {
      throw new PropertyError(`the entry ${entry.userCertificate} is on the list and not found`);
    }
  }
  const { added } = compareCertificateLists(crl, crl, 0);
  if (added?.length !== 0) throw new PropertyError('the list differs from itself');
}

function checkOcspResponse(input: Uint8Array): void {
  const response = parsed(() => parseOCSPResponse(input), PkiError);
  if (response === undefined) return;
  expectSameEncoding(input);
  checkOcspFields(response, input);
}

// Strict DER has one encoding: tags and lengths, read without any rules and written anew.
function expectSameEncoding(input: Uint8Array): void {
  const tree = readTlv(input);
  if (tree !== undefined) expectEqualBytes(encodeTlv(tree), input, 'encoding what was parsed');
}

function checkPem(input: Uint8Array): void {
  const blocks = parsed(() => decodePem(toText(input)), PkiError);
  if (blocks === undefined) return;
  const written = blocks.map(
    ({ label, der }) => `-----BEGIN ${label}-----\n${toBase64(der)}\n-----END ${label}-----\n`,
  );
  const again = decodePem(written.join(''));
  blocks.forEach((block, index) => {
    if (again[index]?.label !== block.label) throw new PropertyError('a label did not survive');
    expectEqualBytes(again[index].der, block.der, 'decoding what was encoded');
  });
}

function checkName(input: Uint8Array): void {
  const text = toText(input);
  const rdns = parsed(() => parseNameString(text), PkiError);
  if (rdns === undefined) return;
  if (parsed(() => nameStringKey(text), PkiError) === undefined)
    throw new PropertyError('a name without a key');
}

/** A SignedData that carries one certificate and signs nothing: version, no digests, no content, no signers. */
function toBag(der: Uint8Array): Uint8Array {
  const oid = (last: number): TlvNode => ({
    tag: 0x06,
    content: Buffer.from(`2a864886f70d01070${last}`, 'hex'),
  });
  const children = [
    { tag: 0x02, content: Buffer.of(1) },
    { tag: 0x31, children: [] },
    { tag: 0x30, children: [oid(1)] },
    { tag: 0xa0, children: readTlv(der) ?? [] },
    { tag: 0x31, children: [] },
  ];
  return encodeTlv([{ tag: 0x30, children: [oid(2), { tag: 0xa0, children: [{ tag: 0x30, children }] }] }]);
}

function toPem(der: Uint8Array): Uint8Array {
  return Buffer.from(`-----BEGIN CERTIFICATE-----\n${toBase64(der)}\n-----END CERTIFICATE-----\n`);
}

function toBase64(der: Uint8Array): string {
  return Buffer.from(der).toString('base64').replace(/.{64}/g, '$&\n');
}

function toText(input: Uint8Array): string {
  return Buffer.from(input).toString('utf8');
}

const NAMES: readonly Uint8Array[] = [
  'CN=Alice, O=Contoso',
  'CN=Alice\\, A., OU="Sales, East", DC=contoso, DC=example',
  '1.2.840.113549.1.9.1=#160161, CN=\\41lice + UID=7',
].map((text) => Buffer.from(text));

/** An answer without one: a SEQUENCE with responseStatus tryLater. */
const TRY_LATER: Uint8Array = Buffer.of(0x30, 0x03, 0x0a, 0x01, 0x03);

const COMMON = { covers: ['/core/pki/src/'], maxLength: 8192 } as const;
const DER = { ...COMMON, shape: 'der', dictionary: [] } as const;
const TEXT = {
  ...COMMON,
  shape: 'text',
  dictionary: ['-----BEGIN ', '-----END ', '-----', 'CERTIFICATE', 'X509 CRL', '=', '\r\n'],
} as const;
