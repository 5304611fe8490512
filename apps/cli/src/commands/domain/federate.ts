import type { Domain, FederationConfiguration } from '@signet/identity';
import type { ServerConfig, Services } from '@signet/server';
import { findIssuerUriFault } from '@signet/sign-in';
import type { Command } from 'commander';
import { addToConfig } from '../../change-config.ts';
import { AUTHENTICATION, changeDomain } from '../../change-domain.ts';
import { CommandError, EXIT } from '../../exit-codes.ts';
import { chooseFederationServer, describeOwnFederation } from '../../federation/own-federation.ts';
import { findDomain } from '../../find-domain.ts';
import { type GlobalOptions, locateInstallation, withServices } from '../../installation.ts';
import { parseCrlUrl } from '../../parse-options.ts';
import { readOneCertificate } from '../../read-certificate.ts';
import { print } from '../../terminal/print.ts';
import { domainToJson, formatDomain } from './domain-text.ts';

interface FederateOptions extends GlobalOptions {
  readonly issuerUri?: string;
  readonly passiveSignInUri?: string;
  readonly signingCertificate?: string;
}

export function registerDomainFederate(domain: Command): void {
  domain
    .command('federate')
    .description(
      'Send the people of a domain to a federation server: to this server’s own, or to another with the three options.',
    )
    .argument('<domain>', 'name of a managed domain')
    .option('--issuer-uri <uri>', 'what the other server calls itself in its assertions')
    .option('--passive-sign-in-uri <url>', 'where it signs people in', parseCrlUrl)
    .option('--signing-certificate <file>', 'what it signs with, in DER or PEM')
    .addHelpText('after', EXAMPLES)
    .action(async (name: string, _options, command: Command) => {
      const options = command.optsWithGlobals<FederateOptions>();
      await withServices(options, (services, config) => federate(name, options, services, config));
    });
}

async function federate(
  name: string,
  options: FederateOptions,
  services: Services,
  config: ServerConfig,
): Promise<void> {
  const { directory } = services;
  const managed = await findDomain(directory, name);
  checkIsManaged(managed);
  const other = await readOtherServer(managed, options, services);
  const server = other === undefined ? chooseFederationServer(managed, config) : undefined;
  const federation =
    other ??
    (await describeOwnFederation(managed, { ...config, federationServer: server?.section }, services));
  const domain = await changeDomain(services, name, AUTHENTICATION, async (before, work) => {
    checkIsManaged(before);
    await checkIssuerIsFree(federation, before, work);
    // Last, so that what is refused leaves no section behind, and a file that cannot be written no change.
    if (server?.state === 'new')
      await addToConfig(locateInstallation(options), 'federationServer', server.section);
    return { ...before, federation };
  });
  const tenant = await directory.tenants.find(domain.tenantId);
  print(options, domainToJson(domain), () =>
    [
      `The people of ${domain.name} sign in at ${federation.passiveSignInUri} now.`,
      formatDomain(domain, tenant?.displayName ?? domain.tenantId),
      ...(server?.state === 'new'
        ? ['The configuration has a federationServer now: start the server again.']
        : []),
    ].join('\n'),
  );
}

function checkIsManaged({ name, federation }: Domain): void {
  if (federation)
    throw new CommandError(
      EXIT.refused,
      `${name} is federated with ${federation.issuerUri} already: «signet domain manage ${name}» ends that.`,
    );
}

/** An issuerUri names one federated domain: an assertion says by it whose people it speaks of. */
async function checkIssuerIsFree(
  { issuerUri }: FederationConfiguration,
  { tenantId }: Domain,
  directory: Pick<Services['directory'], 'domains'>,
): Promise<void> {
  const fault = await findIssuerUriFault(issuerUri, tenantId, directory);
  if (fault !== undefined) throw new CommandError(EXIT.refused, `${issuerUri} ${fault}.`);
  const twin = await directory.domains.findByIssuerUri(issuerUri);
  if (twin)
    throw new CommandError(
      EXIT.refused,
      `${issuerUri} is the issuer of ${twin.name} already: no two domains may share one.`,
    );
}

async function readOtherServer(
  { name }: Domain,
  { issuerUri, passiveSignInUri, signingCertificate }: FederateOptions,
  { random }: Pick<Services, 'random'>,
): Promise<FederationConfiguration | undefined> {
  if ((issuerUri ?? passiveSignInUri ?? signingCertificate) === undefined) return undefined;
  if (!issuerUri || passiveSignInUri === undefined || signingCertificate === undefined)
    throw new CommandError(
      EXIT.usage,
      'Give all of --issuer-uri, --passive-sign-in-uri and --signing-certificate, or none for this server’s own federation server.',
    );
  return {
    id: random.guid(),
    displayName: name,
    issuerUri,
    passiveSignInUri,
    activeSignInUri: undefined,
    signOutUri: undefined,
    metadataExchangeUri: undefined,
    signingCertificate: await readOneCertificate(signingCertificate),
    nextSigningCertificate: undefined,
    promptLoginBehavior: 'nativeSupport',
  };
}

const EXAMPLES = `
Examples:
  signet domain federate contoso.example
  signet domain federate contoso.example --issuer-uri http://fs.contoso.example/adfs/services/trust --passive-sign-in-uri https://fs.contoso.example/adfs/ls/ --signing-certificate fs.cer`;
