import type { FederationServerFacts } from '@signet/federation';
import { originsOf, type ServerConfig, type Services } from '@signet/server/services';
import { CommandError, EXIT } from '../exit-codes.ts';

/** The installation's federation server. Throws `CommandError` where there is none. */
export async function describeFederationServer(
  { federationServer, listen }: Pick<ServerConfig, 'federationServer' | 'listen'>,
  { federationKeys, clock }: Pick<Services, 'federationKeys' | 'clock'>,
): Promise<FederationServerFacts & { readonly config: NonNullable<ServerConfig['federationServer']> }> {
  if (!federationServer)
    throw new CommandError(
      EXIT.usage,
      'No federation server is configured here: set federationServer in signet.json.',
    );
  const now = clock.now();
  const keys = await federationKeys.published(now);
  return {
    config: federationServer,
    origin: originsOf(listen).login,
    issuerUri: federationServer.issuerUri,
    signingCertificates: keys.map(({ certificate }) => certificate),
    now,
  };
}
