import { readFile } from 'node:fs/promises';
import {
  type Application,
  GROUP_MEMBERSHIP_CLAIMS,
  type GroupMembershipClaims,
  type OptionalClaims,
  OptionalClaimsError,
  readOptionalClaims,
  type SigningAlg,
  type TokenConfiguration,
} from '@signet/identity';
import { type Command, Option } from 'commander';
import { CommandError, EXIT } from '../../exit-codes.ts';
import { changeApplication } from '../../find-application.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { print } from '../../terminal/print.ts';

interface AppTokensOptions extends GlobalOptions {
  readonly accessTokenVersion?: '1' | '2';
  readonly accessTokenAlg?: SigningAlg;
  readonly groupMembershipClaims?: GroupMembershipClaims;
  readonly optionalClaims?: string;
}

export function registerAppTokens(app: Command): void {
  app
    .command('tokens')
    .description('Show what tokens for an application are like, or change it.')
    .argument('<appId>', 'application (client) id')
    .addOption(
      new Option(
        '--access-token-version <version>',
        'of the access tokens that it takes as a resource',
      ).choices(['1', '2']),
    )
    .addOption(new Option('--access-token-alg <alg>', 'how those are signed').choices(['RS256', 'ES256']))
    .addOption(
      new Option('--group-membership-claims <kind>', 'which groups its tokens name').choices(
        GROUP_MEMBERSHIP_CLAIMS,
      ),
    )
    .option('--optional-claims <file>', 'JSON file with optionalClaims as Microsoft Graph spells them')
    .addHelpText(
      'after',
      '\nExample:\n  signet app tokens c0270500-0000-4000-8000-0000000000a1 --access-token-version 2',
    )
    .action(async (appId: string, _options, command: Command) => {
      const options = command.optsWithGlobals<AppTokensOptions>();
      const changes = await readChanges(options);
      await withServices(options, async ({ directory }) => {
        const changed = await changeApplication(directory, appId, (before) =>
          Object.keys(changes).length === 0 ? before : { ...before, ...changes },
        );
        print(options, toJson(changed), () => format(changed));
      });
    });
}

async function readChanges(options: AppTokensOptions): Promise<TokenConfiguration> {
  const { accessTokenVersion, accessTokenAlg, groupMembershipClaims, optionalClaims } = options;
  return {
    ...(accessTokenVersion && { requestedAccessTokenVersion: accessTokenVersion === '2' ? 2 : 1 }),
    ...(accessTokenAlg && { accessTokenSigningAlg: accessTokenAlg }),
    ...(groupMembershipClaims && { groupMembershipClaims }),
    ...(optionalClaims !== undefined && { optionalClaims: await readClaimsFile(optionalClaims) }),
  };
}

async function readClaimsFile(file: string): Promise<OptionalClaims> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new CommandError(EXIT.notFound, `There is no file ${file}.`, { cause });
  }
  try {
    return readOptionalClaims(JSON.parse(text));
  } catch (cause) {
    if (!(cause instanceof OptionalClaimsError || cause instanceof SyntaxError)) throw cause;
    throw new CommandError(EXIT.usage, `${file} does not hold optional claims: ${cause.message}.`, { cause });
  }
}

function toJson(application: Application): Readonly<Record<string, unknown>> {
  const { appId, displayName } = application;
  return {
    appId,
    displayName,
    requestedAccessTokenVersion: application.requestedAccessTokenVersion ?? null,
    accessTokenSigningAlg: application.accessTokenSigningAlg ?? 'RS256',
    groupMembershipClaims: application.groupMembershipClaims ?? null,
    optionalClaims: application.optionalClaims ?? null,
  };
}

function format(application: Application): string {
  const { displayName, optionalClaims, groupMembershipClaims = 'None' } = application;
  const { requestedAccessTokenVersion: version = 1, accessTokenSigningAlg: alg = 'RS256' } = application;
  const names = (list: OptionalClaims['idToken']): string =>
    list.map(({ name }) => name).join(', ') || 'none';
  return [
    `${displayName} takes access tokens of version ${version}, signed with ${alg}.`,
    `Groups in its tokens: ${groupMembershipClaims}.`,
    `Optional claims in ID tokens: ${names(optionalClaims?.idToken ?? [])}; in access tokens: ${names(optionalClaims?.accessToken ?? [])}.`,
  ].join('\n');
}
