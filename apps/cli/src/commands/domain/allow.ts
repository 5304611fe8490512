import { type Domain, PARTNER_RELAXATIONS, type PartnerRelaxation } from '@signet/identity';
import { Argument, type Command } from 'commander';
import { changeDomain } from '../../change-domain.ts';
import { CommandError, EXIT } from '../../exit-codes.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { print } from '../../terminal/print.ts';

export function registerDomainAllow(domain: Command): void {
  domain
    .command('allow')
    .description('Say what is let pass for the federation partner of a domain that cannot do better.')
    .argument('<domain>', 'name of a federated domain')
    .addArgument(
      new Argument('<what...>', 'all that is let pass from now on, or `nothing`').choices([
        ...PARTNER_RELAXATIONS,
        NOTHING,
      ]),
    )
    .addHelpText(
      'after',
      '\nExample:\n  signet domain allow contoso.example response-signature\n\ndocs/guide/saml.md says what each opens.',
    )
    .action((name: string, what: readonly Word[], _options, command: Command) =>
      allow(name, what, command.optsWithGlobals<GlobalOptions>()),
    );
}

type Word = PartnerRelaxation | typeof NOTHING;

async function allow(name: string, what: readonly Word[], options: GlobalOptions): Promise<void> {
  const relaxations = PARTNER_RELAXATIONS.filter((relaxation) => what.includes(relaxation));
  if (what.includes(NOTHING) && relaxations.length > 0)
    throw new CommandError(EXIT.usage, '`nothing` stands alone: leave it out, or the rest.');
  await withServices(options, async (services) => {
    const activity = `Let pass for the federation partner: ${relaxations.join(', ') || NOTHING}`;
    const domain = await changeDomain(services, name, activity, (before) => ({
      ...before,
      federation: federationOf(before, relaxations),
    }));
    print(options, { domain: domain.name, allow: relaxations }, () => {
      const let_ = relaxations.length === 0 ? 'Nothing' : relaxations.join(', ');
      return `${let_} is let pass for the partner of ${domain.name} now.`;
    });
  });
}

function federationOf(
  { name, federation }: Domain,
  relaxations: readonly PartnerRelaxation[],
): Domain['federation'] {
  if (!federation)
    throw new CommandError(
      EXIT.refused,
      `${name} is a managed domain: its people sign in at the token service, and there is no partner.`,
    );
  const { allow: _before, ...rest } = federation;
  return relaxations.length === 0 ? rest : { ...rest, allow: relaxations };
}

const NOTHING = 'nothing';
