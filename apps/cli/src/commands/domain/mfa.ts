import { FEDERATED_IDP_MFA_BEHAVIORS, type FederatedIdpMfaBehavior } from '@signet/identity';
import { Argument, type Command } from 'commander';
import { changeDomain, FEDERATION_SETTINGS } from '../../change-domain.ts';
import { CommandError, EXIT } from '../../exit-codes.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { print } from '../../terminal/print.ts';
import { domainToJson } from './domain-text.ts';

export function registerDomainMfa(domain: Command): void {
  domain
    .command('mfa')
    .description('Say whose second factor counts for the people of a federated domain.')
    .argument('<domain>', 'name of a federated domain')
    .addArgument(
      new Argument('<federatedIdpMfaBehavior>', 'in the words of Microsoft Graph').choices(
        FEDERATED_IDP_MFA_BEHAVIORS,
      ),
    )
    .addHelpText(
      'after',
      '\nExample:\n  signet domain mfa contoso.example enforceMfaByFederatedIdp\n\ndocs/guide/saml.md says what each means.',
    )
    .action((name: string, behavior: FederatedIdpMfaBehavior, _options, command: Command) =>
      setBehavior(name, behavior, command.optsWithGlobals<GlobalOptions>()),
    );
}

async function setBehavior(
  name: string,
  federatedIdpMfaBehavior: FederatedIdpMfaBehavior,
  options: GlobalOptions,
): Promise<void> {
  await withServices(options, async (services) => {
    const domain = await changeDomain(services, name, FEDERATION_SETTINGS, (before) => {
      if (before.federation)
        return { ...before, federation: { ...before.federation, federatedIdpMfaBehavior } };
      throw new CommandError(
        EXIT.refused,
        `${before.name} is a managed domain: its people sign in at the token service, and there is no partner.`,
      );
    });
    print(
      options,
      domainToJson(domain),
      () => `For the people of ${domain.name} ${federatedIdpMfaBehavior} holds now.`,
    );
  });
}
