import { describeSignInCode } from '@signet/identity';
import type { ServerConfig, Services } from '@signet/server';
import type { SignInDecision, SignInRequest } from '@signet/sign-in';
import { type Command, Option } from 'commander';
import { type Door, findDoor } from '../door.ts';
import { EXIT } from '../exit-codes.ts';
import { type GlobalOptions, withServices } from '../installation.ts';
import { readPresentedCertificates } from '../presented-certificates.ts';
import { summarizeEvidence } from '../terminal/evidence-summary.ts';
import { formatEvidence } from '../terminal/evidence-tree.ts';
import { createPaint, type Paint } from '../terminal/paint.ts';
import { print, timeOrNull } from '../terminal/print.ts';
import { formatVerdict } from '../terminal/verdict.ts';

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
    .option('--upn <name>', 'the user name that was typed')
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
  print(options, decisionToJson(decision, door), () =>
    formatDecision(decision, door, options, createPaint(process.stdout)),
  );
  if (decision.verdict === 'refused') process.exitCode = EXIT.refused;
}

function describeRequest(
  peerCertificates: readonly Uint8Array[],
  { tenantId, audience, typedName }: Door,
  { clock, random }: Services,
): SignInRequest {
  return {
    face: audience.kind === 'managed' ? 'managed-certificate' : 'federation-server',
    tenantId,
    client: {
      requestId: random.guid(),
      correlationId: random.guid(),
      remoteAddress: 'command line',
      userAgent: undefined,
      appId: undefined,
      now: clock.now(),
    },
    proof: { kind: 'certificate', peerCertificates, expectedUserPrincipalName: typedName, audience },
  };
}

function decisionToJson(decision: SignInDecision, { audience }: Door): Readonly<Record<string, unknown>> {
  const { verdict, evidence } = decision;
  if (decision.verdict === 'accepted') {
    const { user, authentication } = decision;
    const { certificate } = authentication;
    return {
      verdict,
      audience,
      userPrincipalName: user.userPrincipalName,
      certificate: certificate && { ...certificate, notAfter: timeOrNull(certificate.notAfter) },
      evidence,
    };
  }
  const { code } = decision;
  const { aadsts: errorCode, sentence, remedy } = describeSignInCode(code);
  return {
    verdict,
    audience,
    code,
    errorCode,
    sentence,
    remedy,
    evidence,
  };
}

function formatDecision(decision: SignInDecision, door: Door, { all }: ExplainOptions, paint: Paint): string {
  const verdict =
    decision.verdict === 'accepted'
      ? formatVerdict('success', decision.user.userPrincipalName, paint)
      : formatVerdict(decision.code, undefined, paint);
  const evidence = all
    ? formatEvidence(decision.evidence, paint)
    : summarizeEvidence(decision.evidence, paint);
  return [describeDoor(door), evidence, verdict].join('\n\n');
}

function describeDoor({ audience }: Door): string {
  const where =
    audience.kind === 'managed'
      ? 'the token service, for users of managed domains'
      : `the federation server ${audience.issuerUri}, where the certificate alone names the user`;
  return `Judged as at ${where}, and as if the private key had been proven.`;
}
