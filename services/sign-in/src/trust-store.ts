import {
  type CertificateAuthority,
  chooseStore,
  type Directory,
  type StoreChoice,
  type TenantId,
} from '@signet/identity';
import {
  type AnchorTerms,
  type Certificate,
  equalBytes,
  nameKey,
  nameStringKey,
  PkiError,
  parseCertificate,
} from '@signet/pki';
import type { TrustedAuthority } from './sign-in-request.ts';

/** The trusted certificate authorities of one tenant, parsed. */
export interface TrustStore {
  readonly anchors: readonly Certificate[];
  readonly intermediates: readonly Certificate[];
  /** On which terms an anchor is trusted. */
  anchorTerms(anchor: Certificate): AnchorTerms | undefined;
  /** The record of a CA certificate of the store; absent for any other certificate. */
  findRecord(certificate: Certificate): CertificateAuthority | undefined;
  find(id: CertificateAuthority['id']): TrustedAuthority | undefined;
  /** Which of the two stores an entry that counts is from. */
  findStoreChoice(id: CertificateAuthority['id']): StoreChoice | undefined;
  /**
   * The CAs that an issuer claim may mean (Entra CBA with federation): names are compared as names, in the order
   * AD FS writes them and in the reverse. More than one when a CA was renewed with another key.
   */
  findByIssuerClaim(issuer: string): readonly TrustedAuthority[];
}

/** As the directory has it now; a certificate that was parsed for an earlier call is not parsed again. */
export async function loadTrustStore(directory: Directory, tenantId: TenantId): Promise<TrustStore> {
  const records = await directory.certificateAuthorities.list(tenantId);
  const choices = chooseRecords(records);
  const authorities = choices.map(({ authority: record }) => ({ record, certificate: parseOnce(record) }));
  const chosen = new Map(choices.map((choice) => [choice.authority.id, choice]));
  return {
    anchors: authorities.filter(({ record }) => record.isRootAuthority).map(({ certificate }) => certificate),
    intermediates: authorities
      .filter(({ record }) => !record.isRootAuthority)
      .map(({ certificate }) => certificate),
    anchorTerms(anchor) {
      const record = authorities.find(({ certificate }) => certificate === anchor)?.record;
      return record?.allow && { allow: record.allow };
    },
    findRecord: (certificate) =>
      authorities.find((authority) => equalBytes(authority.certificate.der, certificate.der))?.record,
    find(id) {
      const record = records.find((one) => one.id === id);
      // What came from an entry that the other store's has taken the place of is asked for there.
      return record && authorities.find((one) => equalBytes(one.record.certificate, record.certificate));
    },
    findStoreChoice: (id) => chosen.get(id),
    findByIssuerClaim: (issuer) => {
      const keys = issuerClaimKeys(issuer);
      return authorities.filter(({ certificate }) => keys.includes(nameKey(certificate.subject)));
    },
  };
}

/** One entry for each certificate: a CA may stand in the classic store and in a PKI. */
function chooseRecords(records: readonly CertificateAuthority[]): readonly StoreChoice[] {
  const isPki = ({ publicKeyInfrastructureId }: CertificateAuthority): boolean =>
    publicKeyInfrastructureId !== undefined;
  const inPkis = records.filter(isPki);
  // Most tenants use one of the stores: then nothing has to be compared.
  const twinIn = (others: readonly CertificateAuthority[], one: CertificateAuthority) =>
    others.find(({ certificate }) => equalBytes(certificate, one.certificate));
  const classic = records.filter((one) => !isPki(one));
  const choices = [
    ...classic.map((one) => chooseStore(one, twinIn(inPkis, one))),
    ...inPkis.filter((one) => !twinIn(classic, one)).map((one) => chooseStore(undefined, one)),
  ];
  return choices.filter((choice) => choice !== undefined);
}

/** AD FS writes names leaf first; other partners write them in the order of the encoding. */
function issuerClaimKeys(issuer: string): readonly string[] {
  try {
    return [nameStringKey(issuer, 'leaf-first'), nameStringKey(issuer, 'encoded')];
  } catch (error) {
    if (error instanceof PkiError) return [];
    throw error;
  }
}

/** Records change seldom and are read at every sign-in; a record whose bytes changed is parsed anew. */
function parseOnce(record: CertificateAuthority): Certificate {
  const cached = parsed.get(record.id);
  if (cached && equalBytes(cached.der, record.certificate)) return cached;
  const certificate = parseCertificate(record.certificate);
  if (parsed.size >= MAX_PARSED) parsed.clear();
  parsed.set(record.id, certificate);
  return certificate;
}

const parsed = new Map<string, Certificate>();

/** A bound, not a working set: real installations have tens of CAs. */
const MAX_PARSED = 10_000;
