import type {
  Certificate,
  CertificateList,
  Extension,
  Name,
  OCSPResponse,
  RevokedCertificate,
} from '@signet/pki';
import { encodeInteger, encodeObjectIdentifier, encodeString, encodeTime } from '../re-encode.ts';
import { expectEqualBytes, PropertyError } from '../target.ts';
import { encodeTlv, readTlv, type TlvNode } from '../tlv.ts';

// Each field as it was parsed, encoded anew, must be the bytes that a reader without rules finds at its place.

export function checkCertificateFields(certificate: Certificate, input: Uint8Array): void {
  const fields = childrenOf(childrenOf(treeOf(input)[0])[0]);
  const [serial, , issuer, validity, subject] = hasTag(fields[0], 0xa0) ? fields.slice(1) : fields;
  expectContent(serial, encodeInteger(certificate.serialNumber), 'serial number');
  checkNameFields(certificate.issuer, issuer);
  const [notBefore, notAfter] = childrenOf(validity);
  checkTime(certificate.validity.notBefore, notBefore);
  checkTime(certificate.validity.notAfter, notAfter);
  checkNameFields(certificate.subject, subject);
  checkExtensions(certificate.extensions.all, childrenOf(fields.find((node) => hasTag(node, 0xa3)))[0]);
}

export function checkCrlFields(crl: CertificateList, input: Uint8Array): void {
  const all = childrenOf(childrenOf(treeOf(input)[0])[0]);
  const [, issuer, thisUpdate, ...rest] = hasTag(all[0], 0x02) ? all.slice(1) : all;
  checkNameFields(crl.issuer, issuer);
  checkTime(crl.thisUpdate, thisUpdate);
  if (crl.nextUpdate !== undefined) checkTime(crl.nextUpdate, rest.shift());
  const entries = hasTag(rest[0], 0x30) ? childrenOf(rest.shift()) : [];
  const parsed = [...crl.entries()];
  if (parsed.length !== entries.length || crl.entryCount !== entries.length) {
    throw new PropertyError(
      `${crl.entryCount} entries announced, ${parsed.length} read, ${entries.length} there`,
    );
  }
  for (const [number, entry] of parsed.entries()) checkEntry(entry, childrenOf(entries[number]));
  checkExtensions(crl.extensions.all, childrenOf(rest[0])[0]);
}

export function checkOcspFields(response: OCSPResponse, input: Uint8Array): void {
  if (response.responseStatus !== 'successful') return;
  const [, basicDer] = childrenOf(childrenOf(childrenOf(treeOf(input)[0])[1])[0]);
  const all = childrenOf(childrenOf(treeOf(basicDer?.content ?? new Uint8Array(0))[0])[0]);
  const [responderID, producedAt, responses, extensions] = hasTag(all[0], 0xa0) ? all.slice(1) : all;
  const { basic } = response;
  if (basic.responderID.kind === 'byName')
    checkNameFields(basic.responderID.name, childrenOf(responderID)[0]);
  else expectContent(childrenOf(responderID)[0], basic.responderID.keyHash, 'key hash of the responder');
  checkTime(basic.producedAt, producedAt);
  const nodes = childrenOf(responses);
  if (nodes.length !== basic.responses.length) throw new PropertyError('another number of answers');
  basic.responses.forEach((single, number) => {
    const [certID, status, thisUpdate, ...rest] = childrenOf(nodes[number]);
    expectContent(childrenOf(certID)[3], encodeInteger(single.certID.serialNumber), 'serial number');
    expectContent(childrenOf(certID)[1], single.certID.issuerNameHash, 'issuerNameHash');
    expectContent(childrenOf(certID)[2], single.certID.issuerKeyHash, 'issuerKeyHash');
    if (STATUS_TAGS[single.certStatus.status] !== status?.tag) throw new PropertyError('another certStatus');
    if (single.certStatus.status === 'revoked')
      checkTime(single.certStatus.revocationTime, childrenOf(status)[0]);
    checkTime(single.thisUpdate, thisUpdate);
    if (single.nextUpdate !== undefined) checkTime(single.nextUpdate, childrenOf(rest.shift())[0]);
    checkExtensions(single.singleExtensions, childrenOf(rest[0])[0]);
  });
  checkExtensions(basic.responseExtensions, childrenOf(extensions)[0]);
}

function checkEntry(
  { userCertificate, revocationDate, reason }: RevokedCertificate,
  fields: readonly TlvNode[],
): void {
  const [serial, date, extensions] = fields;
  expectContent(serial, encodeInteger(userCertificate), 'serial number of an entry');
  checkTime(revocationDate, date);
  const written = childrenOf(extensions).map((extension) =>
    Buffer.from(encodeTlv([extension])).toString('hex'),
  );
  const reasonCodes = written.map((hex) => REASON_CODE.exec(hex)?.[1]).filter((code) => code !== undefined);
  // What is no extension list, or has two reasons, revokes without one.
  const known = reasonCodes.map((code) => REASONS[Number.parseInt(code, 16)] ?? 'unspecified');
  if (reason !== 'unspecified' && !known.includes(reason))
    throw new PropertyError(`reason ${reason} from nowhere`);
  if (written.length === 1 && known.length === 1 && known[0] !== reason) {
    throw new PropertyError(`reason ${reason} where ${known[0]} is written`);
  }
}

function checkNameFields({ rdnSequence }: Name, node: TlvNode | undefined): void {
  const rdns = childrenOf(node);
  if (rdns.length !== rdnSequence.length) throw new PropertyError('a name of another number of parts');
  rdnSequence.forEach((attributes, number) => {
    const nodes = childrenOf(rdns[number]);
    if (nodes.length !== attributes.length)
      throw new PropertyError('a part of a name of another number of attributes');
    attributes.forEach(({ type, value, opaque }, place) => {
      const [typeNode, valueNode] = childrenOf(nodes[place]);
      expectContent(typeNode, encodeObjectIdentifier(type), 'attribute type');
      const own = valueNode ?? { tag: 0 };
      if (opaque === undefined) expectContent(own, encodeString(value, own.tag), 'attribute value');
      else expectEqualBytes(encodeTlv([own]), Buffer.from(value.slice(1), 'hex'), 'attribute value');
    });
  });
}

function checkExtensions(all: readonly Extension[], node: TlvNode | undefined): void {
  const nodes = childrenOf(node);
  if (nodes.length !== all.length)
    throw new PropertyError(`${all.length} extensions read, ${nodes.length} there`);
  all.forEach(({ extnID, critical, extnValue }, number) => {
    const [id, ...rest] = childrenOf(nodes[number]);
    expectContent(id, encodeObjectIdentifier(extnID), 'extnID');
    if (critical !== (hasTag(rest[0], 0x01) && rest[0]?.content?.[0] === 0xff)) {
      throw new PropertyError(`criticality of ${extnID}`);
    }
    expectContent(rest.at(-1), extnValue, 'extnValue');
  });
}

function checkTime(seconds: number, node: TlvNode | undefined): void {
  expectContent(node, encodeTime(seconds, node?.tag ?? 0), 'time');
}

function expectContent(node: TlvNode | undefined, expected: Uint8Array, what: string): void {
  if (node?.content === undefined) throw new PropertyError(`no ${what} where one was read`);
  expectEqualBytes(expected, node.content, `encoding the ${what} that was read`);
}

function treeOf(bytes: Uint8Array): readonly TlvNode[] {
  return readTlv(bytes) ?? [];
}

function childrenOf(node: TlvNode | undefined): readonly TlvNode[] {
  return node?.children ?? [];
}

function hasTag(node: TlvNode | undefined, tag: number): boolean {
  return node?.tag === tag;
}

/** A whole reasonCode extension in hex, critical or not. */
const REASON_CODE = /^30..0603551d15(?:0101(?:00|ff))?04030a01(..)$/;

const REASONS = [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  undefined,
  'removeFromCRL',
  'privilegeWithdrawn',
  'aACompromise',
] as const;

const STATUS_TAGS = { good: 0x80, revoked: 0xa1, unknown: 0x82 } as const;
