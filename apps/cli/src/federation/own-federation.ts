import type { Domain, FederationConfiguration } from '@signet/identity';
import { originsOf, type ServerConfig, type Services } from '@signet/server';
import { addToConfig } from '../change-config.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import type { Installation } from '../installation.ts';

type Section = NonNullable<ServerConfig['federationServer']>;

/**
 * The federation server of this installation, put into the configuration where there is none, with this token
 * service as its relying party. It serves one tenant; throws `CommandError` when that is another.
 */
export async function ensureFederationServer(
  installation: Installation,
  { tenantId }: Domain,
  { federationServer, listen }: Pick<ServerConfig, 'federationServer' | 'listen'>,
): Promise<{ readonly section: Section; readonly change: 'added' | 'none' }> {
  if (federationServer?.tenantId === tenantId) return { section: federationServer, change: 'none' };
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
  await addToConfig(installation, 'federationServer', section);
  return { section, change: 'added' };
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
