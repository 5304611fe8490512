import { type Authentication, guid, type SignInCode, type TenantId, type User } from '@signet/identity';
import type { ServerConfig, Services } from '@signet/server';
import { commandLineClient } from '../command-line-client.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { findUser } from '../find-user.ts';
import { readPresentedCertificates } from '../presented-certificates.ts';

/** Whom a token of the federation server would be about. */
export type FederatedSubject =
  | {
      readonly verdict: 'found';
      readonly user: User;
      readonly authentication: Authentication;
      /** DER; absent where a user was named instead. */
      readonly certificate: Uint8Array | undefined;
    }
  | { readonly verdict: 'refused'; readonly code: SignInCode };

/** Whose decision it is, and where its people are sent to. */
export interface FederationServer extends NonNullable<ServerConfig['federationServer']> {
  readonly signInOrigin: string;
}

/** Whoever the certificate of a file signs in, by the server's own decision; or a user, as if signed in without one. */
export async function findSubject(
  { file, upn }: { readonly file: string | undefined; readonly upn: string | undefined },
  server: FederationServer,
  services: Services,
): Promise<FederatedSubject> {
  if ((file === undefined) === (upn === undefined))
    throw new CommandError(EXIT.usage, 'Give either the file of a certificate or a user with --upn.');
  return file === undefined ? ofUser(upn ?? '', services) : ofCertificate(file, server, services);
}

async function ofUser(upn: string, { directory, clock }: Services): Promise<FederatedSubject> {
  const user = await findUser(directory, upn);
  const authentication = { authTime: clock.now(), amr: [], certificate: undefined };
  return { verdict: 'found', user, authentication, certificate: undefined };
}

async function ofCertificate(
  file: string,
  { tenantId, issuerUri, signInOrigin }: FederationServer,
  services: Services,
): Promise<FederatedSubject> {
  const peerCertificates = await readPresentedCertificates(file);
  const decision = await services.signIn.explain({
    face: 'federation-server',
    tenantId: guid<TenantId>(tenantId),
    client: commandLineClient(services),
    proof: {
      kind: 'certificate',
      peerCertificates,
      expectedUserPrincipalName: undefined,
      audience: { kind: 'federated', issuerUri, signInOrigin },
    },
  });
  if (decision.verdict === 'refused') return decision;
  const { user, authentication } = decision;
  return { verdict: 'found', user, authentication, certificate: peerCertificates[0] };
}
