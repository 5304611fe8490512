import type { Domain, FederationConfiguration } from '@signet/identity';
import { originsOf, type ServerConfig, type Services } from '@signet/server';
import { CommandError, EXIT } from '../exit-codes.ts';

type Section = NonNullable<ServerConfig['federationServer']>;

/**
 * The federation server of this installation, or the one that it is to have, with this token service as its relying
 * party: a `new` one is still to be written into the configuration. It serves one tenant; throws `CommandError` when
 * that is another.
 */
export function chooseFederationServer(
  { tenantId }: Domain,
  { federationServer, listen }: Pick<ServerConfig, 'federationServer' | 'listen'>,
): { readonly section: Section; readonly state: 'configured' | 'new' } {
  if (federationServer?.tenantId === tenantId) return { section: federationServer, state: 'configured' };
  if (federationServer)
    throw new CommandError(
      EXIT.refused,
      'The federation server here is another tenant’s (federationServer in signet.json): name another server with the three options.',
    );
  const { login } = originsOf(listen);
  const section: Section = {
    tenantId,
    // As AD FS names itself: http, and never fetched.
    issuerUri: `http://${new URL(login).hostname}/adfs/services/trust`,
    relyingParties: [
      {
        displayName: 'Token service',
        identifiers: ['urn:federation:MicrosoftOnline'],
        replyUrls: [`${login}/login.srf`],
      },
    ],
  };
  return { section, state: 'new' };
}

/** The settings of a domain whose people this installation's federation server signs in. */
export async function describeOwnFederation(
  { name }: Domain,
  { federationServer, listen }: Pick<ServerConfig, 'federationServer' | 'listen'>,
  { federationKeys, clock, random }: Pick<Services, 'federationKeys' | 'clock' | 'random'>,
): Promise<FederationConfiguration> {
  if (!federationServer) throw new TypeError('the caller has seen to a federation server');
  const { login } = originsOf(listen);
  const { certificate } = await federationKeys.current(clock.now());
  return {
    id: random.guid(),
    displayName: name,
    issuerUri: federationServer.issuerUri,
    passiveSignInUri: `${login}/adfs/ls/`,
    activeSignInUri: `${login}/adfs/services/trust/2005/usernamemixed`,
    signOutUri: `${login}/adfs/ls/`,
    metadataExchangeUri: `${login}/adfs/services/trust/mex`,
    signingCertificate: certificate,
    nextSigningCertificate: undefined,
    // The translating behaviour asks for a password, which nobody here has.
    promptLoginBehavior: 'nativeSupport',
  };
}
