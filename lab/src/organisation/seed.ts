import type { Clock, Directory, Domain, Random, TenantId, User } from '@signet/identity';
import { guid } from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
import type { LabCertificateAuthority, LabPki } from '../pki/types.ts';
import { seedApplications } from './applications.ts';
import {
  CONTOSO_TENANT_ID,
  DEMO_PEOPLE,
  type DemoPerson,
  FEDERATED_DOMAIN,
  MANAGED_DOMAIN,
} from './constants.ts';

export interface OrganisationOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** `https://localhost:8443`: token service and federation server in one. */
  readonly loginOrigin: string;
  /** DER of the certificate that the federation server signs assertions with. */
  readonly federationSigningCertificate: Uint8Array;
  /** Default `http://<host of loginOrigin>/adfs/services/trust`, as AD FS names itself. */
  readonly federationIssuerUri?: string;
  /** Where the CRLs are. Default: the publisher's address that the PKI was made with. */
  readonly crlBaseUrl?: string;
  /** Of the confidential web app. Default `http://localhost:8090`. */
  readonly webAppOrigin?: string;
  /** Default `http://localhost:3000`. */
  readonly spaRedirectUri?: string;
}

export interface SeededOrganisation {
  readonly tenantId: TenantId;
  /** Of the web app, in the run that made it; the directory keeps only its hash. */
  readonly webAppClientSecret: string | undefined;
  /** What this run added, for people; empty when everything was there. */
  readonly added: readonly string[];
}

/**
 * Puts the demo organisation into a directory: tenant, a federated and a managed domain, people, trusted CAs
 * and applications. What is there already stays as it is, so running it again changes nothing.
 */
export async function seedOrganisation(
  directory: Directory,
  pki: LabPki,
  options: OrganisationOptions,
): Promise<SeededOrganisation> {
  return await directory.transaction(async (work) => {
    const now = options.clock.now();
    const added: string[] = [];
    if (!(await work.tenants.find(CONTOSO_TENANT_ID))) {
      await work.tenants.add({ id: CONTOSO_TENANT_ID, displayName: 'Contoso', createdAt: now });
      added.push('tenant Contoso');
    }
    for (const domain of listDomains(options)) {
      if (await work.domains.find(domain.name)) continue;
      await work.domains.add(domain);
      added.push(`domain ${domain.name}`);
    }
    for (const person of Object.values(DEMO_PEOPLE)) {
      if (await work.users.find(person.id)) continue;
      await work.users.add(describeUser(person, now));
      added.push(`user ${person.userPrincipalName}`);
    }
    for (const authority of [pki.root, pki.issuing]) {
      if (await trustAuthority(work, authority, pki, options))
        added.push(`certificate authority ${authority.subject}`);
    }
    const applications = await seedApplications(work, options);
    added.push(...applications.added);
    return { tenantId: CONTOSO_TENANT_ID, webAppClientSecret: applications.webAppClientSecret, added };
  });
}

function listDomains(options: OrganisationOptions): readonly Domain[] {
  const { loginOrigin, federationIssuerUri } = options;
  const passiveSignInUri = `${loginOrigin}/adfs/ls/`;
  return [
    {
      name: FEDERATED_DOMAIN,
      tenantId: CONTOSO_TENANT_ID,
      isDefault: true,
      federation: {
        id: 'c0270500-0000-4000-8000-0000000000f1',
        displayName: 'Contoso federation server',
        issuerUri: federationIssuerUri ?? `http://${new URL(loginOrigin).hostname}/adfs/services/trust`,
        passiveSignInUri,
        activeSignInUri: `${options.loginOrigin}/adfs/services/trust/2005/usernamemixed`,
        signOutUri: passiveSignInUri,
        metadataExchangeUri: `${options.loginOrigin}/adfs/services/trust/mex`,
        signingCertificate: options.federationSigningCertificate,
        nextSigningCertificate: undefined,
        // The translating behaviour asks for a password, which nobody here has.
        promptLoginBehavior: 'nativeSupport',
      },
    },
    { name: MANAGED_DOMAIN, tenantId: CONTOSO_TENANT_ID, isDefault: false, federation: undefined },
  ];
}

function describeUser(person: DemoPerson, createdAt: UnixSeconds): User {
  return {
    id: person.id,
    tenantId: CONTOSO_TENANT_ID,
    userPrincipalName: person.userPrincipalName,
    displayName: person.displayName,
    givenName: person.givenName,
    surname: person.surname,
    mail: person.userPrincipalName,
    proxyAddresses: [`SMTP:${person.userPrincipalName}`, ...person.aliases.map((alias) => `smtp:${alias}`)],
    // AD FS and Entra Connect use the base64 of the on-premises GUID.
    onPremisesImmutableId: Buffer.from(person.id.replaceAll('-', ''), 'hex').toString('base64'),
    certificateUserIds: [],
    accountEnabled: true,
    roles: person.roles,
    stsRefreshTokensValidFrom: undefined,
    createdAt,
  };
}

async function trustAuthority(
  directory: Directory,
  authority: LabCertificateAuthority,
  pki: LabPki,
  options: OrganisationOptions,
): Promise<boolean> {
  const trusted = await directory.certificateAuthorities.list(CONTOSO_TENANT_ID);
  if (trusted.some(({ certificate }) => Buffer.from(certificate).equals(authority.certificate))) return false;
  const crlBaseUrl = options.crlBaseUrl ?? pki.publisherUrl;
  await directory.certificateAuthorities.add({
    id: guid(options.random.guid()),
    tenantId: CONTOSO_TENANT_ID,
    certificate: authority.certificate,
    isRootAuthority: authority.name === 'root',
    certificateRevocationListUrl: `${crlBaseUrl}/crl/${authority.name}.crl`,
    deltaCertificateRevocationListUrl: `${crlBaseUrl}/crl/${authority.name}-delta.crl`,
    issuer: authority.subject,
    issuerSki: authority.subjectKeyIdentifier,
    createdAt: options.clock.now(),
  });
  return true;
}
