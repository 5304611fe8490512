import { equalBytes, formatName } from '@signet/pki';
import type { ServerConfig, Services } from '@signet/server';
import type { SignInDecision, SignInRequest } from '@signet/sign-in';
import { type Command, Option } from 'commander';
import { commandLineClient } from '../command-line-client.ts';
import { type Door, findDoor } from '../door.ts';
import { EXIT } from '../exit-codes.ts';
import { type GlobalOptions, withServices } from '../installation.ts';
import { parsePresented, readPresentedCertificates } from '../presented-certificates.ts';
import { createPaint } from '../terminal/paint.ts';
import { print } from '../terminal/print.ts';
import { explanationToJson, formatExplanation } from './explain-text.ts';

interface ExplainOptions extends GlobalOptions {
  readonly upn?: string;
  readonly federated?: true;
  readonly managed?: true;
  readonly tenant?: string;
  readonly all?: true;
}

export function registerExplain(program: Command): void {
  program
    .command('explain')
    .description('Say why a certificate would sign somebody in or be refused.')
    .argument('<certificate-file>', 'PEM or DER; only the certificate, no key is needed')
    .option('--upn <name>', 'the user name that was typed: does the certificate sign in this user?')
    .addOption(new Option('--federated', 'as at the federation server').conflicts('managed'))
    .option('--managed', 'as at the token service (default: by the domain of the user)')
    .option('--tenant <tenant>', 'tenant by id or name, where the domain does not tell')
    .option('--all', 'every check with its rule and what it found (JSON has them always)')
    .addHelpText('after', '\nExample:\n  signet explain alice.pem')
    .action(async (file: string, _options, command: Command) => {
      const options = command.optsWithGlobals<ExplainOptions>();
      await withServices(options, (services, config) => explain(file, options, services, config));
    });
}

async function explain(
  file: string,
  options: ExplainOptions,
  services: Services,
  config: ServerConfig,
): Promise<void> {
  const peerCertificates = await readPresentedCertificates(file);
  const door = await findDoor({ ...options, leaf: peerCertificates[0] }, services.directory, config);
  const decision = await services.signIn.explain(describeRequest(peerCertificates, door, services));
  const missed = findMissed(decision, options);
  const remedy =
    decision.verdict === 'refused'
      ? await describeAuthority(peerCertificates[0], door, services.directory)
      : undefined;
  const explanation = { door, decision, missed, remedy };
  print(options, explanationToJson(explanation), () =>
    formatExplanation(explanation, options.all ? 'all' : 'summary', createPaint(process.stdout)),
  );
  if (decision.verdict === 'refused' || missed !== undefined) process.exitCode = EXIT.refused;
}

/** A federation server passes over a typed name, as AD FS does: whom the certificate names is signed in. */
function findMissed(decision: SignInDecision, { upn }: ExplainOptions): string | undefined {
  if (decision.verdict === 'refused' || upn === undefined) return undefined;
  return decision.user.userPrincipalName.toLowerCase() === upn.toLowerCase() ? undefined : upn;
}

/** What to do about a CA's own certificate, which an administrator has at hand and which signs nobody in. */
async function describeAuthority(
  leaf: Uint8Array | undefined,
  { tenantId }: Door,
  { certificateAuthorities }: Services['directory'],
): Promise<string | undefined> {
  const certificate = leaf && parsePresented(leaf);
  if (!certificate?.extensions.basicConstraints?.cA) return undefined;
  const name = formatName(certificate.subject);
  const trusted = (await certificateAuthorities.listAll()).some(
    (authority) => authority.tenantId === tenantId && equalBytes(authority.certificate, certificate.der),
  );
  return trusted
    ? `This is the certificate of the trusted CA ${name} itself, and no person’s: explain one that it has issued.`
    : `This is the certificate of the CA ${name} itself, and no person’s: «signet ca add» makes it trusted; explain one that it has issued.`;
}

function describeRequest(
  peerCertificates: readonly Uint8Array[],
  { tenantId, audience, typedName }: Door,
  services: Services,
): SignInRequest {
  return {
    face: audience.kind === 'managed' ? 'managed-certificate' : 'federation-server',
    tenantId,
    client: commandLineClient(services),
    proof: { kind: 'certificate', peerCertificates, expectedUserPrincipalName: typedName, audience },
  };
}
