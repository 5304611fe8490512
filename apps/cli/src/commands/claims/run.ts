import type { ClaimsQuestion } from '@signet/federation';
import { createClaimsIssuance } from '@signet/federation';
import { describeSignInCode, guid, type TenantId } from '@signet/identity';
import { originsOf, type ServerConfig, type Services } from '@signet/server';
import { type Command, Option } from 'commander';
import { CommandError, EXIT } from '../../exit-codes.ts';
import { type FederatedSubject, findSubject } from '../../federation/find-subject.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { readClaimRules } from '../../read-claim-rules.ts';
import { print } from '../../terminal/print.ts';
import { formatRun, runToJson } from './run-text.ts';

interface RunOptions extends GlobalOptions {
  readonly relyingParty: string;
  readonly upn?: string;
  readonly protocol: keyof typeof PROTOCOLS;
  readonly rules?: string;
  readonly authorizationRules?: string;
}

export function registerClaimsRun(claims: Command): void {
  claims
    .command('run')
    .description(
      'Show what a relying party would be told: claims that go in, what each rule does, claims that come out.',
    )
    .argument('[certificate-file]', 'certificate that signs in, PEM or DER; no key is needed')
    .option('--upn <name>', 'a user, without a certificate')
    .requiredOption('--relying-party <identifier>', 'wtrealm, AppliesTo or entityID that is asked for')
    .addOption(
      new Option('--protocol <protocol>', 'which kind of token')
        .choices(Object.keys(PROTOCOLS))
        .default('wsfed'),
    )
    .option('--rules <file>', 'try these transform rules instead of those of the relying party')
    .option('--authorization-rules <file>', 'try these authorization rules instead')
    .addHelpText('after', HELP)
    .action(async (file: string | undefined, _options, command: Command) => {
      const options = command.optsWithGlobals<RunOptions>();
      await withServices(options, (services, config) => run(file, options, services, config));
    });
}

async function run(
  file: string | undefined,
  options: RunOptions,
  services: Services,
  { federationServer, listen }: ServerConfig,
): Promise<void> {
  if (!federationServer)
    throw new CommandError(
      EXIT.usage,
      'No federation server is configured here: there is nobody to issue claims. Set federationServer in signet.json.',
    );
  const { directory } = services;
  const tenantId = guid<TenantId>(federationServer.tenantId);
  const server = { ...federationServer, signInOrigin: originsOf(listen).login };
  const subject = await findSubject({ file, upn: options.upn }, server, services);
  if (subject.verdict === 'refused') return refuse(subject.code, options);
  const stored = await directory.relyingPartyTrusts.findByIdentifier(tenantId, options.relyingParty);
  const answer = await createClaimsIssuance({ directory, tenantId }).issue(questionOf(subject, options), {
    transform: await given(options.rules, stored?.issuanceTransformRules),
    authorization: await given(options.authorizationRules, stored?.issuanceAuthorizationRules),
  });
  print(options, runToJson(answer), () => formatRun(answer, options.relyingParty));
  if (answer.verdict === 'refused') process.exitCode = EXIT.refused;
}

async function given(file: string | undefined, stored: string | undefined): Promise<string | undefined> {
  return file === undefined ? stored : await readClaimRules(file);
}

/** As the server asks at the end of a sign-in; the request is this command's. */
function questionOf(
  { user, authentication, certificate }: Extract<FederatedSubject, { verdict: 'found' }>,
  { relyingParty, protocol }: RunOptions,
): ClaimsQuestion {
  const { tokenType, path } = PROTOCOLS[protocol];
  return {
    userId: user.id,
    authentication,
    provenBy: 'tls-certificate',
    certificate,
    audience: relyingParty,
    tokenType,
    request: { remoteAddress: 'command line', userAgent: undefined, path, correlationId: NO_CORRELATION },
  };
}

function refuse(code: Extract<FederatedSubject, { verdict: 'refused' }>['code'], options: RunOptions): void {
  const { aadsts, sentence, remedy } = describeSignInCode(code);
  print(
    options,
    { verdict: 'refused', code, errorCode: aadsts, sentence, remedy },
    () =>
      `✗ AADSTS${aadsts}: ${sentence} Nobody signs in by this certificate, so no claims are issued: «signet explain» says why.`,
  );
  process.exitCode = EXIT.refused;
}

const PROTOCOLS = {
  wsfed: { tokenType: 'saml11', path: '/adfs/ls/' },
  saml: { tokenType: 'saml20', path: '/adfs/saml/complete' },
  wstrust: { tokenType: 'saml11', path: '/adfs/services/trust/13/certificatetransport' },
} as const;

const NO_CORRELATION = '00000000-0000-0000-0000-000000000000';

const HELP = `
The very rules and code of the server run; nothing is signed, and nothing is written to the log.
Exit codes: 0 a token would be issued, 4 it would not.

Examples:
  signet claims run alice.pem --relying-party urn:federation:MicrosoftOnline
  signet claims run --upn alice@contoso.example --relying-party urn:contoso:intranet --rules rules.txt`;
