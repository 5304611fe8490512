import {
  type CertificateList,
  findListFaults,
  formatGeneralName,
  formatSerialNumber,
  formatTime,
  type IssuingDistributionPoint,
  parseSignatureAlgorithm,
  type RevokedCertificate,
  readingsOf,
  type SerialNumber,
  type UnixSeconds,
} from '@signet/pki';
import { crlFacts } from '@signet/revocation';
import { type CrlJson, crlToJson } from '../../crl-results.ts';
import type { Paint } from '../../terminal/paint.ts';
import { timeOrNull } from '../../terminal/print.ts';
import { formatFacts, formatTable } from '../../terminal/table.ts';

/** What holding the list against its issuer's certificate came to. */
export interface SignatureFinding {
  readonly result: 'pass' | 'fail';
  /** The check that decided, by its name in the evidence. */
  readonly check: string;
  readonly detail: string;
}

/** A CRL as `signet crl inspect --json` prints it: what every command says of one, and what stands in it beside. */
export interface CrlDescription extends CrlJson {
  readonly kind: string;
  /** Lower-case hex. */
  readonly authorityKeyIdentifier: string | null;
  readonly issuingDistributionPoint: DistributionPointDescription | null;
  readonly unknownCriticalEntryExtension: boolean;
  /** Why sign-in and `signet cert verify` refuse it as it stands now; with the check by its name in the evidence. */
  readonly unusable: readonly { readonly check: string; readonly detail: string }[];
  readonly signatureAlgorithm: string;
  readonly signature: SignatureFinding | null;
  readonly firstEntries: readonly EntryDescription[];
  readonly sought: SoughtDescription | null;
}

/** How somebody looks at a CRL. */
export interface CrlLook {
  readonly shownEntries: number;
  /** Looked for among all entries. */
  readonly serialNumber: SerialNumber | undefined;
  readonly signature: SignatureFinding | undefined;
  readonly now: UnixSeconds;
}

export function describeCrl(crl: CertificateList, look: CrlLook): CrlDescription {
  const { shownEntries, serialNumber, signature, now } = look;
  const { deltaCRLIndicator, authorityKeyIdentifier } = crl.extensions;
  const idp = crl.extensions.issuingDistributionPoint;
  const keyIdentifier = authorityKeyIdentifier?.keyIdentifier;
  return {
    ...crlToJson(crlFacts(crl)),
    kind: `${deltaCRLIndicator === undefined ? 'complete' : 'delta'}${idp?.indirectCRL ? ', indirect' : ''}`,
    authorityKeyIdentifier: keyIdentifier === undefined ? null : Buffer.from(keyIdentifier).toString('hex'),
    issuingDistributionPoint: idp === undefined ? null : describeDistributionPoint(idp),
    unknownCriticalEntryExtension: crl.hasUnknownCriticalEntryExtension,
    unusable: findListFaults(crl, now).map(({ check, detail }) => ({ check, detail })),
    signatureAlgorithm: describeAlgorithm(crl),
    signature: signature ?? null,
    firstEntries: takeFirst(crl.entries(), shownEntries).map(describeEntry),
    sought: serialNumber === undefined ? null : seek(crl, serialNumber),
  };
}

/** The same for people: what makes it unusable stands beside the field that does. */
export function formatCrl(crl: CrlDescription, paint: Paint): string {
  const point = crl.issuingDistributionPoint;
  const mark = (text: string, check: string, words: string): string =>
    crl.unusable.some((fault) => fault.check === check) ? paint.bad(`${text}, ${words}`) : text;
  const extension = crl.unusable.find(({ check }) => check === 'crl-critical-extensions');
  const facts: readonly (readonly [string, string | null])[] = [
    ['issuer', crl.issuer],
    ['kind', crl.kind],
    ['CRL number', crl.crlNumber],
    ['delta of base', crl.baseCrlNumber],
    ['thisUpdate', mark(crl.thisUpdate, 'crl-this-update', 'in the future')],
    [
      'nextUpdate',
      crl.nextUpdate === null ? paint.bad('none') : mark(crl.nextUpdate, 'crl-next-update', 'expired'),
    ],
    ['Next CRL Publish', crl.nextPublish],
    ['authority key', crl.authorityKeyIdentifier],
    ['stands for', point === null ? null : [...point.names, ...point.restrictions].join('; ')],
    ['unusable', extension === undefined ? null : paint.bad(extension.detail)],
    ['signed with', mark(crl.signatureAlgorithm, 'crl-algorithm', 'which sign-in and cert verify refuse')],
    ['signature', formatSignature(crl.signature, paint)],
    ['bytes', String(crl.bytes)],
    ['entries', String(crl.entries)],
  ];
  const shown = facts.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
  const entries = crl.sought === null ? formatFirst(crl) : formatSought(crl, crl.sought);
  return [formatFacts(shown), ...entries].join('\n');
}

interface DistributionPointDescription {
  readonly names: readonly string[];
  readonly restrictions: readonly string[];
}

interface SoughtDescription {
  /** Whole octets of upper-case hex. */
  readonly serialNumber: string;
  /** In the order of the list; none when it is not on it. */
  readonly entries: readonly EntryDescription[];
}

interface EntryDescription {
  readonly userCertificate: string;
  readonly revocationDate: string;
  readonly reason: string;
  readonly invalidityDate: string | null;
  readonly certificateIssuer: string | null;
}

function describeDistributionPoint(idp: IssuingDistributionPoint): DistributionPointDescription {
  const relative = idp.nameRelativeToCRLIssuer?.map(({ type, value }) => `relative name ${type}=${value}`);
  const flags = [
    idp.onlyContainsUserCerts && 'onlyContainsUserCerts',
    idp.onlyContainsCACerts && 'onlyContainsCACerts',
    idp.onlyContainsAttributeCerts && 'onlyContainsAttributeCerts',
    idp.indirectCRL && 'indirectCRL',
    idp.onlySomeReasons !== undefined && `onlySomeReasons ${[...idp.onlySomeReasons].join(', ')}`,
  ];
  return {
    names: idp.fullName?.map(formatGeneralName) ?? relative ?? [],
    restrictions: flags.filter((flag) => flag !== false),
  };
}

// Some viewers write the content octets of a negative number as they are: both readings are looked for.
function seek(crl: CertificateList, serialNumber: SerialNumber): SoughtDescription {
  const found = readingsOf(serialNumber).flatMap((reading) => crl.findEntries(reading));
  return { serialNumber: formatSerialNumber(serialNumber), entries: found.map(describeEntry) };
}

function describeEntry(entry: RevokedCertificate): EntryDescription {
  return {
    userCertificate: formatSerialNumber(entry.userCertificate),
    revocationDate: formatTime(entry.revocationDate),
    reason: entry.reason,
    invalidityDate: timeOrNull(entry.invalidityDate),
    certificateIssuer: entry.certificateIssuer?.map(formatGeneralName).join('; ') ?? null,
  };
}

function describeAlgorithm({ signatureAlgorithm }: CertificateList): string {
  const known = parseSignatureAlgorithm(signatureAlgorithm);
  if (known === undefined) return signatureAlgorithm.algorithm;
  return known.scheme === 'ed25519' ? 'ed25519' : `${known.scheme} with ${known.hash}`;
}

function formatSignature(signature: SignatureFinding | null, paint: Paint): string {
  if (signature === null) return 'not checked: name the certificate of the issuer with --issuer';
  const { result, check, detail } = signature;
  return result === 'pass' ? paint.good(`✓ ${detail}`) : paint.bad(`✗ ${check}: ${detail}`);
}

function formatFirst({ firstEntries, entries, kind }: CrlDescription): readonly string[] {
  if (firstEntries.length === 0) return [];
  const more = entries - firstEntries.length;
  return [
    '',
    formatEntries(firstEntries, kind),
    ...(more > 0 ? [`and ${more} more; see --entries and --serial`] : []),
  ];
}

function formatSought(crl: CrlDescription, { serialNumber, entries }: SoughtDescription): readonly string[] {
  if (entries.length > 0) return ['', formatEntries(entries, crl.kind)];
  const rest = crl.baseCrlNumber === null ? '' : ' It has only what changed since its base: look there too.';
  return ['', `Serial number ${serialNumber} is not on this list.${rest}`];
}

function formatEntries(entries: readonly EntryDescription[], kind: string): string {
  const isIndirect = kind.includes('indirect');
  const head = ['Serial number', 'Revoked at', 'Reason', 'Invalid since', ...(isIndirect ? ['Issuer'] : [])];
  const rows = entries.map((entry) => [
    entry.userCertificate,
    entry.revocationDate,
    entry.reason,
    entry.invalidityDate ?? '',
    ...(isIndirect ? [entry.certificateIssuer ?? ''] : []),
  ]);
  return formatTable(head, rows);
}

function takeFirst<Item>(items: Iterable<Item>, limit: number): readonly Item[] {
  const taken: Item[] = [];
  if (limit === 0) return taken;
  for (const item of items) {
    taken.push(item);
    if (taken.length === limit) break;
  }
  return taken;
}
