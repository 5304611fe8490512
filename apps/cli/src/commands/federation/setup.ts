import { type CloudSetup, describeCloudSetup } from '@signet/federation';
import { type Command, Option } from 'commander';
import { describeFederationServer } from '../../federation/server-facts.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { print } from '../../terminal/print.ts';

interface SetupOptions extends GlobalOptions {
  readonly protocol: 'wsFed' | 'saml';
}

export function registerFederationSetup(federation: Command): void {
  federation
    .command('setup')
    .description('Print what has to be set here and at the service for a domain. Changes nothing.')
    .argument('<domain>', 'the domain to federate')
    .addOption(
      new Option('--protocol <protocol>', 'what browsers are sent here with')
        .choices(['wsFed', 'saml'])
        .default('wsFed'),
    )
    .addHelpText('after', '\nExample:\n  signet federation setup contoso.com')
    .action(async (domain: string, _options, command: Command) => {
      const options = command.optsWithGlobals<SetupOptions>();
      await withServices(options, async (services, config) => {
        const server = await describeFederationServer(config, services);
        const setup = describeCloudSetup(domain.toLowerCase(), options.protocol, server);
        print(options, setup, () => formatSetup(setup, options.protocol));
      });
    });
}

function formatSetup(
  { domain, federationConfiguration, powerShell, relyingParty, metadataUrl }: CloudSetup,
  protocol: SetupOptions['protocol'],
): string {
  const { displayName, identifiers, replyUrl, transformRules, authorizationRules } = relyingParty;
  const address = protocol === 'saml' ? '--acs' : '--wsfed-url';
  const format = protocol === 'saml' ? ` \\\n  --name-id-format ${PERSISTENT}` : '';
  return `1. Here: the service as relying party

signet relying-party add --name "${displayName}" \\
  --identifier ${identifiers.join(' ')} \\
  ${address} ${replyUrl}${format}

2. At the service: the settings of ${domain}, by PowerShell

Connect-MgGraph -Scopes Domain.ReadWrite.All
${powerShell}

   or by Microsoft Graph

POST https://graph.microsoft.com/v1.0/domains/${domain}/federationConfiguration
${JSON.stringify(federationConfiguration, null, 2)}

3. The service reads the next signing certificate from

${metadataUrl}

4. ImmutableID: onPremisesImmutableId of each user here is the one that the user has at the service

Get-MgUser -All -Property UserPrincipalName,OnPremisesImmutableId

5. What the service is told by the built-in rules; «signet relying-party set» takes others

${transformRules.trimEnd()}

   and who may sign in

${authorizationRules.trimEnd()}`;
}

const PERSISTENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';
