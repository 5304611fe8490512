import type { RelyingPartyTrust } from '@signet/identity';
import { type Command, Option } from 'commander';
import { CommandError, EXIT } from '../../exit-codes.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { readAuthorizationRules, readClaimRules } from '../../read-claim-rules.ts';
import { print } from '../../terminal/print.ts';
import { findTrust } from './find-trust.ts';
import { formatTrust, trustToJson } from './trust-text.ts';

interface SetOptions extends GlobalOptions {
  readonly rules?: string;
  readonly builtInRules?: true;
  readonly authorizationRules?: string;
  readonly permitEverybody?: true;
  readonly state?: RelyingPartyTrust['state'];
}

export function registerRelyingPartySet(relyingParty: Command): void {
  relyingParty
    .command('set')
    .description('Change what a relying party is told, and who may sign in to it.')
    .argument('<id>', 'its identifier, or the beginning of its id')
    .option('--rules <file>', 'issuance transform rules: what it is told')
    .addOption(new Option('--built-in-rules', 'tell it what the built-in rules say').conflicts('rules'))
    .option('--authorization-rules <file>', 'issuance authorization rules: who may sign in')
    .addOption(new Option('--permit-everybody', 'let everybody sign in').conflicts('authorizationRules'))
    .addOption(
      new Option('--state <state>', 'answer it, or answer it no more').choices(['enabled', 'disabled']),
    )
    .addHelpText('after', HELP)
    .action(async (typed: string, _options, command: Command) => {
      const options = command.optsWithGlobals<SetOptions>();
      const changes = await readChanges(options);
      await withServices(options, async ({ directory }) => {
        const trust = { ...(await findTrust(directory, typed)), ...changes };
        await directory.relyingPartyTrusts.update(trust);
        print(options, trustToJson(trust), () => formatTrust(trust));
      });
    });
}

async function readChanges(options: SetOptions): Promise<Partial<RelyingPartyTrust>> {
  const { rules, builtInRules, authorizationRules, permitEverybody, state } = options;
  const changes = {
    ...(rules !== undefined && { issuanceTransformRules: await readClaimRules(rules) }),
    ...(builtInRules && { issuanceTransformRules: undefined }),
    ...(authorizationRules !== undefined && {
      issuanceAuthorizationRules: await readAuthorizationRules(authorizationRules),
    }),
    ...(permitEverybody && { issuanceAuthorizationRules: undefined }),
    ...(state && { state }),
  };
  if (Object.keys(changes).length > 0) return changes;
  throw new CommandError(
    EXIT.usage,
    'Say what to change: --rules, --built-in-rules, --authorization-rules, --permit-everybody or --state.',
  );
}

const HELP = `
The rules take effect at the next sign-in; «signet claims run» tries them before.

Examples:
  signet relying-party set urn:contoso:intranet --rules rules.txt
  signet relying-party set urn:contoso:intranet --authorization-rules who.txt`;
