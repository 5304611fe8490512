import { RULE_TEMPLATES, type RuleTemplates } from '@signet/claims';
import { securityIdentifier } from '@signet/federation';
import type { Command } from 'commander';
import { chooseTenant } from '../../choose-tenant.ts';
import { CommandError, EXIT } from '../../exit-codes.ts';
import { findGroup } from '../../find-group.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { print } from '../../terminal/print.ts';

/** The templates of AD FS's management console, each a command that prints a rule. */
export function registerClaimsTemplate(claims: Command): void {
  const template = claims
    .command('template')
    .description('Write a rule from a standard template, to be put into a file of rules.');
  registerForClaims(template);
  registerForAccess(template);
}

/** What a template is filled with, as the options of its command are called. */
type RuleOf<Template extends keyof RuleTemplates> = Parameters<RuleTemplates[Template]>[0];

function registerForClaims(template: Command): void {
  template
    .command('pass-through')
    .description('Pass a claim through, or only one value of it.')
    .requiredOption('--type <uri>', 'claim type')
    .option('--value <value>', 'only this value')
    .option('--name <name>', 'name of the rule', 'Pass through')
    .action((options: RuleOf<'passThrough'>) => show(() => RULE_TEMPLATES.passThrough(options)));
  template
    .command('transform')
    .description('Issue a claim as another type.')
    .requiredOption('--from <uri>', 'incoming claim type')
    .requiredOption('--to <uri>', 'outgoing claim type')
    .option('--name-id-format <uri>', 'of an outgoing name identifier')
    .option('--name <name>', 'name of the rule', 'Transform')
    .action((options: RuleOf<'transform'>) => show(() => RULE_TEMPLATES.transform(options)));
  template
    .command('ldap-attributes')
    .description('Send attributes of the directory as claims.')
    .requiredOption('--attribute <attribute=uri...>', 'attribute, and the claim type that its values get')
    .option('--name <name>', 'name of the rule', 'Send LDAP attributes')
    .action(({ name, attribute }: { name: string; attribute: readonly string[] }) =>
      show(() => RULE_TEMPLATES.ldapAttributes({ name, attributes: attribute.map(parseMapping) })),
    );
  template
    .command('group')
    .description('Send the membership of a group as a claim.')
    .requiredOption('--group <group>', 'display name, id or SID')
    .requiredOption('--type <uri>', 'claim type')
    .requiredOption('--value <value>', 'what members get')
    .option('--name <name>', 'name of the rule', 'Send group membership')
    .option('--tenant <tenant>', 'tenant by id or name (default: the only one)')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<GroupOptions>();
      const groupSid = await findSid(options);
      show(() => RULE_TEMPLATES.groupMembership({ ...options, groupSid }));
    });
}

interface GroupOptions extends GlobalOptions {
  readonly group: string;
  readonly type: string;
  readonly value: string;
  readonly name: string;
  readonly tenant?: string;
}

async function findSid({ group, tenant, ...options }: GroupOptions): Promise<string> {
  if (/^S(-\d+)+$/.test(group)) return group;
  return withServices(options, async ({ directory }) => {
    const { id } = await chooseTenant(directory, tenant);
    return securityIdentifier((await findGroup(directory, id, group)).id);
  });
}

function registerForAccess(template: Command): void {
  template
    .command('permit-all')
    .description('Permit access to everybody.')
    .action(() => show(() => RULE_TEMPLATES.permitAll()));
  for (const verdict of ['permit', 'deny'] as const)
    template
      .command(verdict)
      .description(`${verdict === 'permit' ? 'Permit' : 'Deny'} access to whoever has a claim.`)
      .requiredOption('--type <uri>', 'claim type')
      .requiredOption('--value <value>', 'value of the claim')
      .option('--name <name>', 'name of the rule', verdict === 'permit' ? 'Permit' : 'Deny')
      .action((options: Omit<RuleOf<'access'>, 'verdict'>) =>
        show(() => RULE_TEMPLATES.access({ ...options, verdict })),
      );
}

/** Rules are text for everybody: --json changes nothing. */
function show(write: () => string): void {
  let text: string;
  try {
    text = write();
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new CommandError(EXIT.usage, cause.message, { cause });
  }
  print({}, undefined, () => text.trimEnd());
}

function parseMapping(text: string): { readonly attribute: string; readonly type: string } {
  const [, attribute, type] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (attribute === undefined || type === undefined)
    throw new CommandError(EXIT.usage, `«${text}» is not attribute=claim type: mail=urn:example/mail.`);
  return { attribute, type };
}
