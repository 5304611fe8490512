import {
  type Directory,
  type Domain,
  type FederationConfiguration,
  type MetadataRefresh,
  type MetadataRefreshResult,
  mfaBehaviorOf,
} from '@signet/identity';
import { formatTime, PkiError, parseCertificates } from '@signet/pki';
import { findIssuerUriFault } from '@signet/sign-in';
import { badRequest, notFound } from '../../graph-error.ts';
import type { FederationInput, FederationJson, NewFederation } from '../../schemas/domain.ts';

export function federationJson(
  federation: FederationConfiguration,
  refresh: MetadataRefresh | undefined,
): FederationJson {
  const base64 = (der: Uint8Array): string => Buffer.from(der).toString('base64');
  const { nextSigningCertificate: next } = federation;
  return {
    '@odata.type': '#microsoft.graph.internalDomainFederation',
    id: federation.id,
    displayName: federation.displayName,
    issuerUri: federation.issuerUri,
    passiveSignInUri: federation.passiveSignInUri,
    activeSignInUri: federation.activeSignInUri ?? null,
    signOutUri: federation.signOutUri ?? null,
    metadataExchangeUri: federation.metadataExchangeUri ?? null,
    passwordResetUri: null,
    preferredAuthenticationProtocol: federation.preferredAuthenticationProtocol ?? 'wsFed',
    promptLoginBehavior: federation.promptLoginBehavior,
    federatedIdpMfaBehavior: mfaBehaviorOf(federation),
    isSignedAuthenticationRequestRequired: federation.signedAuthenticationRequests === 'required',
    signingCertificate: base64(federation.signingCertificate),
    nextSigningCertificate: next === undefined ? null : base64(next),
    signingCertificateUpdateStatus: updateStatus(refresh),
  };
}

function updateStatus(
  refresh: MetadataRefresh | undefined,
): FederationJson['signingCertificateUpdateStatus'] {
  if (refresh?.result === undefined || refresh.lastRunAt === undefined) return null;
  return {
    certificateUpdateResult: UPDATE_RESULTS[refresh.result],
    lastRunDateTime: formatTime(refresh.lastRunAt),
  };
}

/** Words of Microsoft Graph's signingCertificateUpdateStatus. */
const UPDATE_RESULTS = {
  updated: 'success',
  unchanged: 'noNewCertificateFound',
  unreachable: 'couldNotAccessRemoteHost',
  'timed-out': 'connectionError',
  unreadable: 'xmlParsingError',
  refused: 'noValidExistingCertFound',
} as const satisfies Record<MetadataRefreshResult, string>;

export function newFederation(id: string, domain: Domain, input: NewFederation): FederationConfiguration {
  const start: FederationConfiguration = {
    id,
    displayName: domain.name,
    issuerUri: input.issuerUri,
    passiveSignInUri: input.passiveSignInUri,
    activeSignInUri: undefined,
    signOutUri: undefined,
    metadataExchangeUri: undefined,
    signingCertificate: readCertificate(input.signingCertificate, 'signingCertificate'),
    nextSigningCertificate: undefined,
    promptLoginBehavior: 'nativeSupport',
  };
  return changedFederation(start, input);
}

/** What is absent stays; `null` takes away what may be absent. */
export function changedFederation(
  before: FederationConfiguration,
  input: FederationInput,
): FederationConfiguration {
  const pick = (sent: string | null | undefined, present: string | undefined): string | undefined =>
    sent === undefined ? present : (sent ?? undefined);
  const { signingCertificate, nextSigningCertificate: next } = input;
  return {
    id: before.id,
    displayName: input.displayName ?? before.displayName,
    issuerUri: input.issuerUri ?? before.issuerUri,
    passiveSignInUri: input.passiveSignInUri ?? before.passiveSignInUri,
    activeSignInUri: pick(input.activeSignInUri, before.activeSignInUri),
    signOutUri: pick(input.signOutUri, before.signOutUri),
    metadataExchangeUri: pick(input.metadataExchangeUri, before.metadataExchangeUri),
    signingCertificate:
      signingCertificate === undefined
        ? before.signingCertificate
        : readCertificate(signingCertificate, 'signingCertificate'),
    nextSigningCertificate:
      next === undefined || next === null
        ? next === null
          ? undefined
          : before.nextSigningCertificate
        : readCertificate(next, 'nextSigningCertificate'),
    promptLoginBehavior: input.promptLoginBehavior ?? before.promptLoginBehavior,
    ...changedProtocol(before, input),
    ...changedMfaBehavior(before, input),
    // Graph has no word for it: `signet domain allow` sets it.
    ...(before.allow !== undefined && { allow: before.allow }),
  };
}

function changedProtocol(
  before: FederationConfiguration,
  input: FederationInput,
): Pick<FederationConfiguration, 'preferredAuthenticationProtocol' | 'signedAuthenticationRequests'> {
  const protocol = input.preferredAuthenticationProtocol ?? before.preferredAuthenticationProtocol;
  const signed =
    input.isSignedAuthenticationRequestRequired ?? before.signedAuthenticationRequests === 'required';
  return {
    ...(protocol !== undefined && { preferredAuthenticationProtocol: protocol }),
    ...(signed && { signedAuthenticationRequests: 'required' }),
  };
}

/** `null` takes it back to the default of the documentation. */
function changedMfaBehavior(
  before: FederationConfiguration,
  { federatedIdpMfaBehavior: sent }: FederationInput,
): Pick<FederationConfiguration, 'federatedIdpMfaBehavior'> {
  const behavior = sent === undefined ? before.federatedIdpMfaBehavior : (sent ?? undefined);
  return behavior === undefined ? {} : { federatedIdpMfaBehavior: behavior };
}

/** Throws `Request_BadRequest` for an issuerUri that another organization will call its own server by. */
export async function checkIssuerUri(
  { issuerUri }: FederationConfiguration,
  { tenantId }: Domain,
  directory: Pick<Directory, 'domains'>,
): Promise<void> {
  const fault = await findIssuerUriFault(issuerUri, tenantId, directory);
  if (fault !== undefined) throw badRequest(`issuerUri: ${issuerUri.slice(0, 256)} ${fault}.`);
}

export function federationOf(
  { federation }: Domain,
  params: Readonly<Record<string, string>>,
): FederationConfiguration {
  const id = params['federationId'] ?? '';
  if (federation?.id.toLowerCase() !== id.toLowerCase()) throw notFound(id);
  return federation;
}

export function federationContext(domain: Domain): string {
  return `domains('${domain.name}')/federationConfiguration`;
}

/** The key of any certificate will do for signatures, so its validity and issuer are not judged here. */
function readCertificate(base64: string, place: string): Uint8Array {
  try {
    const certificates = parseCertificates(Buffer.from(base64, 'base64'));
    const [certificate] = certificates;
    if (certificate !== undefined && certificates.length === 1) return certificate.der;
  } catch (error) {
    if (!(error instanceof PkiError)) throw error;
    throw badRequest(`${place}: this is not a certificate in base64 (${error.message}).`, error);
  }
  throw badRequest(`${place}: send exactly one certificate.`);
}
