import { createSystemClock } from '@signet/crypto';
import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { CommandError, EXIT } from '../../exit-codes.ts';
import type { GlobalOptions } from '../../installation.ts';
import { describeUnreadable, exitCodeOf } from '../../read-file.ts';
import { formatEvidence } from '../../terminal/evidence-tree.ts';
import { createPaint } from '../../terminal/paint.ts';
import { print, warn } from '../../terminal/print.ts';
import { answerCase, type VerifyAnswer } from './answer-case.ts';
import { formatAnswer } from './answer-text.ts';
import { PkiFiles } from './pki-files.ts';
import { findPurpose, GIVE_PURPOSE, isObjectIdentifier, PURPOSE_NAMES } from './purposes.ts';
import { openBatch, verifyBatch } from './verify-batch.ts';
import { CaseError, parseCase, RELAXATIONS, REVOCATION_MODES } from './verify-case.ts';

interface VerifyOptions extends GlobalOptions {
  readonly anchor?: readonly string[];
  readonly intermediate?: readonly string[];
  readonly crl?: readonly string[];
  readonly time?: string;
  readonly revocation?: string;
  readonly policy?: readonly string[];
  readonly requireExplicitPolicy?: true;
  readonly inhibitPolicyMapping?: true;
  readonly inhibitAnyPolicy?: true;
  readonly purpose?: readonly string[];
  readonly allow?: readonly string[];
  readonly anchorConstraints: boolean;
  readonly evidence?: true;
  readonly batch?: string;
}

export function registerCertVerify(cert: Command): void {
  cert
    .command('verify')
    .description('Validate a certification path offline by RFC 5280, as «openssl verify» does.')
    .addArgument(
      new Argument('[file]', 'the certificate; further ones in its PEM file help to build the path'),
    )
    .option('--anchor <file...>', 'trust anchors, held to what their certificates say; each of a file is one')
    .option(
      '--intermediate <file...>',
      'untrusted certificates to build the path with, CRL signers among them',
    )
    .option('--crl <file...>', 'CRLs: complete, delta, indirect, of any issuer')
    .option('--time <time>', 'the time to judge at, ISO 8601 (default: now)')
    .addOption(
      new Option(
        '--revocation <mode>',
        'every certificate below the anchor must be shown to be good by the CRLs',
      )
        .choices(REVOCATION_MODES)
        .default(undefined, 'require when a CRL is named, else off'),
    )
    .option('--policy <oid...>', 'user-initial-policy-set (default: any)', collectPolicy)
    .option('--require-explicit-policy', 'initial-explicit-policy')
    .option('--inhibit-policy-mapping', 'initial-policy-mapping-inhibit')
    .option('--inhibit-any-policy', 'initial-any-policy-inhibit')
    .option('--purpose <usage...>', `extended key usage, ${PURPOSE_NAMES} or an OID`, collectPurpose)
    .addOption(new Option('--allow <what...>', 'accept what is refused today').choices(RELAXATIONS))
    .option('--no-anchor-constraints', 'of the anchors only the name and the key count')
    .option('--evidence', 'print every check that was made, and not only the verdict')
    .option('--batch <file>', 'answer a JSON object a line, «-» for standard input; flags are the defaults')
    .addHelpText('after', HELP)
    .action(async (file: string | undefined, _options, command: Command) => {
      const options = command.optsWithGlobals<VerifyOptions>();
      if ((file === undefined) === (options.batch === undefined)) {
        throw new CommandError(EXIT.usage, describeUsage(options));
      }
      if (options.batch !== undefined) await verifyLines(options.batch, options);
      else verifyOne(file ?? '', options);
    });
}

/** With openssl the certificate comes last; here a flag that takes several files takes it too. */
function describeUsage({ batch, anchor, intermediate, crl, policy, purpose, allow }: VerifyOptions): string {
  const usage = 'Name a certificate file, or a batch with --batch, and not both.';
  const isList = [anchor, intermediate, crl, policy, purpose, allow].some((given) => given !== undefined);
  return batch === undefined && isList
    ? `${usage} A flag takes every word up to the next flag: put the certificate first, or behind «--».`
    : usage;
}

function verifyOne(file: string, options: VerifyOptions): void {
  const answer = answerFlags({ leaf: file, ...caseOf(options) });
  for (const warning of answer.warnings) warn(warning);
  const paint = createPaint(process.stdout);
  print(options, answer, () =>
    [
      ...(options.evidence ? [formatEvidence(answer.evidence, paint), ''] : []),
      formatAnswer(answer, options.revocation, paint),
    ].join('\n'),
  );
  if (!answer.valid) process.exitCode = EXIT.refused;
}

function answerFlags(flags: Readonly<Record<string, unknown>>): VerifyAnswer {
  try {
    const { question } = parseCase(flags);
    return answerCase(question, new PkiFiles(), createSystemClock().now());
  } catch (error) {
    if (!(error instanceof CaseError)) throw error;
    throw new CommandError(exitCodeOf(error.cause), error.message, { cause: error });
  }
}

async function verifyLines(file: string, options: VerifyOptions): Promise<void> {
  const input = openBatch(file);
  const now = createSystemClock().now();
  process.stdout.on('error', endUnread);
  const unanswered = await verifyBatch(input, process.stdout, { defaults: caseOf(options), now }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.syscall === undefined || error.code === 'EPIPE') throw error;
      throw new CommandError(exitCodeOf(error), describeUnreadable(file, error), { cause: error });
    },
  );
  if (unanswered > 0) process.exitCode = EXIT.usage;
}

/** No answer to the rest of a long batch, which nobody would get. */
function endUnread(error: NodeJS.ErrnoException): void {
  process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.failed);
}

/** The flags as the fields of a case; those that were not given are left out. */
function caseOf(options: VerifyOptions): Readonly<Record<string, unknown>> {
  const { anchor, intermediate, crl, time, revocation, policy, purpose, allow } = options;
  const { requireExplicitPolicy, inhibitPolicyMapping, inhibitAnyPolicy, anchorConstraints } = options;
  const fields = {
    anchors: anchor,
    intermediates: intermediate,
    crls: crl,
    time,
    revocation,
    policies: policy,
    eku: purpose,
    allow,
    requireExplicitPolicy,
    inhibitPolicyMapping,
    inhibitAnyPolicy,
    anchorConstraints: anchorConstraints ? undefined : false,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function collectPolicy(text: string, previous: readonly string[] = []): readonly string[] {
  if (text !== 'any' && !isObjectIdentifier(text)) throw new InvalidArgumentError('Give an OID, or any.');
  return [...previous, text];
}

function collectPurpose(text: string, previous: readonly string[] = []): readonly string[] {
  if (findPurpose(text) === undefined) throw new InvalidArgumentError(GIVE_PURPOSE);
  return [...previous, text];
}

const HELP = `
Exit codes: 0 valid, 4 not valid, 2 wrong usage, 3 no such file. With --batch: 0 every line answered, 2 not all.
docs/guide/cert-verify.md has the fields of a batch, the codes, and what the rules are.

Examples:
  signet cert verify alice.pem --anchor root.pem --intermediate issuing.pem --crl root.crl issuing.crl
  signet cert verify --batch - < cases.jsonl > answers.jsonl`;
