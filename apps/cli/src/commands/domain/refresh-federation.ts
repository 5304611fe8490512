import type { FederationConfiguration, PromptLoginBehavior } from '@signet/identity';
import { type Command, Option } from 'commander';
import { AUTHENTICATION, changeDomain } from '../../change-domain.ts';
import { findDemoPki } from '../../demo/find-demo-pki.ts';
import { readFederationMetadata } from '../../doctor/federation-metadata.ts';
import { CommandError, EXIT } from '../../exit-codes.ts';
import { findDomain } from '../../find-domain.ts';
import { type GlobalOptions, locateInstallation, withServices } from '../../installation.ts';
import { print } from '../../terminal/print.ts';

interface Options extends GlobalOptions {
  readonly promptLogin?: PromptLoginBehavior;
}

export function registerDomainRefreshFederation(domain: Command): void {
  domain
    .command('refresh-federation')
    .description('Take issuer and signing certificates over from the federation server’s metadata.')
    .argument('<domain>', 'name of a federated domain')
    .addOption(
      new Option('--prompt-login <behaviour>', 'also set promptLoginBehavior').choices([
        'translateToFreshPasswordAuthentication',
        'nativeSupport',
        'disabled',
      ]),
    )
    .addHelpText('after', '\nExample:\n  signet domain refresh-federation contoso.example')
    .action((name: string, _options, command: Command) => refresh(name, command.optsWithGlobals<Options>()));
}

async function refresh(name: string, options: Options): Promise<void> {
  await withServices(options, async (services) => {
    const domain = await findDomain(services.directory, name);
    if (!domain.federation)
      throw new CommandError(
        EXIT.refused,
        `${domain.name} is a managed domain: its people sign in at the token service, and there is no federation server to ask.`,
      );
    const pki = await findDemoPki(locateInstallation(options), services);
    const federation = await fromMetadata(domain.federation, options.promptLogin, pki?.root.certificatePem);
    // Reading them took its time: what somebody has changed meanwhile stays.
    await changeDomain(services, name, AUTHENTICATION, (before) => {
      if (before.federation?.passiveSignInUri !== domain.federation?.passiveSignInUri)
        throw new CommandError(EXIT.refused, `${before.name} was changed meanwhile: try again.`);
      return { ...before, federation };
    });
    const { issuerUri, promptLoginBehavior, nextSigningCertificate } = federation;
    const certificates = nextSigningCertificate ? 2 : 1;
    print(
      options,
      { domain: domain.name, issuerUri, promptLoginBehavior, certificates },
      () =>
        `${domain.name} trusts ${issuerUri} with the signing certificates of its metadata now (${certificates}); promptLoginBehavior is ${promptLoginBehavior}.`,
    );
  });
}

/** TLS vouches for the metadata: it comes from the address that the domain already sends its people to. */
async function fromMetadata(
  federation: FederationConfiguration,
  promptLogin: PromptLoginBehavior | undefined,
  extraTrust: string | undefined,
): Promise<FederationConfiguration> {
  if (!federation.passiveSignInUri.startsWith('https:'))
    throw new CommandError(
      EXIT.refused,
      `${federation.passiveSignInUri} is not https: anybody on the way could put a signing certificate of their own into the metadata. Correct the domain’s passiveSignInUri first.`,
    );
  const metadata = await readFederationMetadata(federation, { extraTrust });
  if ('failure' in metadata)
    throw new CommandError(EXIT.refused, `The metadata cannot be read: ${metadata.failure}.`);
  const [signingCertificate, nextSigningCertificate] = metadata.signingCertificates;
  if (!signingCertificate)
    throw new CommandError(EXIT.refused, `${metadata.url} names no signing certificate.`);
  return {
    ...federation,
    issuerUri: metadata.entityId,
    signingCertificate,
    nextSigningCertificate,
    promptLoginBehavior: promptLogin ?? federation.promptLoginBehavior,
  };
}
