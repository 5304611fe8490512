import { type Directory, type Domain, domainOf, guid, type TenantId } from '@signet/identity';
import { readRfc822Name, readUserPrincipalName } from '@signet/pki';
import { originsOf, type ServerConfig } from '@signet/server/services';
import type { CertificateProof } from '@signet/sign-in';
import { chooseTenant } from './choose-tenant.ts';
import { CommandError, EXIT } from './exit-codes.ts';
import { parsePresented } from './presented-certificates.ts';

/** Where a certificate would be presented: at the token service or at a federation server. */
export interface Door {
  readonly tenantId: TenantId;
  readonly audience: Exclude<CertificateProof['audience'], { readonly kind: 'mail' }>;
  /** Goes into the decision; a federation server asks for none, there the certificate names the user. */
  readonly typedName: string | undefined;
}

export interface DoorQuestion {
  readonly upn?: string;
  readonly federated?: true;
  readonly managed?: true;
  readonly tenant?: string;
  /** DER, perhaps not even a certificate. */
  readonly leaf: Uint8Array | undefined;
}

/** What was asked for; else the door that the domain of the typed name, or of the certificate's, leads to. */
export async function findDoor(
  question: DoorQuestion,
  directory: Directory,
  config: Pick<ServerConfig, 'federationServer' | 'listen'>,
): Promise<Door> {
  // Looked at even where the domain tells: who mistypes it must not be answered for another.
  const named = question.tenant === undefined ? undefined : await chooseTenant(directory, question.tenant);
  const names = question.upn === undefined ? namesIn(question.leaf) : [question.upn];
  const domain = await findDomain(names, directory);
  const isFederated = question.federated ?? (question.managed ? false : domain?.federation !== undefined);
  if (!isFederated) {
    const tenantId = domain?.tenantId ?? (named ?? (await chooseTenant(directory, undefined))).id;
    return { tenantId, audience: { kind: 'managed' }, typedName: question.upn };
  }
  return { ...federationOf(domain, config), typedName: undefined };
}

function federationOf(
  domain: Domain | undefined,
  { federationServer: server, listen }: Pick<ServerConfig, 'federationServer' | 'listen'>,
): Pick<Door, 'tenantId' | 'audience'> {
  if (domain?.federation) {
    const { issuerUri, passiveSignInUri } = domain.federation;
    const signInOrigin = new URL(passiveSignInUri).origin;
    return { tenantId: domain.tenantId, audience: { kind: 'federated', issuerUri, signInOrigin } };
  }
  if (server) {
    const signInOrigin = originsOf(listen).login;
    const audience = { kind: 'federated', issuerUri: server.issuerUri, signInOrigin } as const;
    return { tenantId: guid<TenantId>(server.tenantId), audience };
  }
  throw new CommandError(
    EXIT.usage,
    'The user’s domain is not federated and no federation server is configured here: leave out --federated.',
  );
}

async function findDomain(names: readonly string[], directory: Directory): Promise<Domain | undefined> {
  for (const name of names) {
    const domain = await directory.domains.find(domainOf(name) ?? '');
    if (domain) return domain;
  }
  return undefined;
}

function namesIn(leaf: Uint8Array | undefined): readonly string[] {
  const certificate = leaf && parsePresented(leaf);
  return certificate ? [...readUserPrincipalName(certificate), ...readRfc822Name(certificate)] : [];
}
