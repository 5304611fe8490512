import { createSignatureVerifier, createSystemClock } from '@signet/crypto';
import {
  type Certificate,
  type CertificateList,
  type Check,
  PkiError,
  parseCertificateList,
  type SerialNumber,
  verifyCertificateListSignature,
} from '@signet/pki';
import { createFetcher, DEFAULT_LIMITS } from '@signet/revocation';
import { type Command, Option } from 'commander';
import { CommandError, EXIT } from '../../exit-codes.ts';
import type { GlobalOptions } from '../../installation.ts';
import { describeOtherFile, isUrl } from '../../other-file.ts';
import { parseEntryLimit, parseSerialNumber } from '../../parse-options.ts';
import { exitCodeOf, readNamedFile } from '../../read-file.ts';
import { createPaint } from '../../terminal/paint.ts';
import { endWithDot, print } from '../../terminal/print.ts';
import { PkiFiles } from '../cert/pki-files.ts';
import { CaseError } from '../cert/verify-case.ts';
import { describeCrl, formatCrl, type SignatureFinding } from './crl-text.ts';

interface InspectOptions extends GlobalOptions {
  readonly entries: number;
  readonly serial?: SerialNumber;
  readonly issuer?: string;
  readonly addresses: (typeof ADDRESSES)[number];
}

export function registerCrlInspect(crl: Command): void {
  crl
    .command('inspect')
    .description('Show what a CRL says, from a file or a URL.')
    .argument('<file|url>', 'DER or PEM, or where it is published')
    .option('--entries <number>', 'how many of its entries are shown, the first ones', parseEntryLimit, 10)
    .option('--serial <number>', 'look for this serial number, in hexadecimal', parseSerialNumber)
    .option('--issuer <file>', 'certificate of its issuer: check the signature')
    .addOption(
      new Option('--addresses <which>', 'addresses that a URL may lead to').choices(ADDRESSES).default('any'),
    )
    .addHelpText('after', HELP)
    .action(async (place: string, _options, command: Command) => {
      await inspect(place, command.optsWithGlobals<InspectOptions>());
    });
}

async function inspect(place: string, options: InspectOptions): Promise<void> {
  const crl = readList(place, await readPlace(place, options));
  const signature = options.issuer === undefined ? undefined : checkSignature(crl, options.issuer);
  const description = describeCrl(crl, {
    shownEntries: options.entries,
    serialNumber: options.serial,
    signature,
    now: createSystemClock().now(),
  });
  print(options, description, () => formatCrl(description, createPaint(process.stdout)));
  if (signature?.result === 'fail') process.exitCode = EXIT.refused;
}

async function readPlace(place: string, { addresses }: InspectOptions): Promise<Uint8Array> {
  if (!isUrl(place)) return readNamedFile(place, 'crl');
  // Whoever types the URL has this machine's network anyway, and waits as long as the background would.
  const fetched = await createFetcher({
    addresses,
    maxBytes: DEFAULT_LIMITS.backgroundMaxBytes,
    timeLimitMilliseconds: DEFAULT_LIMITS.backgroundTimeLimitMilliseconds,
  }).fetch(place);
  if (fetched.outcome === 'fetched') return fetched.body;
  const reason = fetched.outcome === 'failed' ? fetched.reason : 'it answered as if it had been asked before';
  throw new CommandError(EXIT.failed, `${endWithDot(`The CRL could not be had: ${reason}`)} ${NEXT_STEP}`);
}

function readList(place: string, bytes: Uint8Array): CertificateList {
  try {
    return parseCertificateList(bytes);
  } catch (cause) {
    if (!(cause instanceof PkiError)) throw cause;
    const found = describeOtherFile(bytes, place, 'crl') ?? cause.message;
    throw new CommandError(EXIT.refused, `${place} is no CRL (${cause.code}): ${endWithDot(found)}`, {
      cause,
    });
  }
}

/** Name, key identifier, key usage, algorithm and signature, in this order; the first fault is told. */
function checkSignature(crl: CertificateList, file: string): SignatureFinding {
  const issuer = readIssuer(file);
  const { checks, fault } = verifyCertificateListSignature(crl, {
    issuer,
    verifySignature: createSignatureVerifier(),
    // To look at a list is not to believe it: old algorithms are computed, and named beside the result.
    allow: ['sha1', 'dsa'],
  });
  const told: Check | undefined = fault ?? checks.at(-1);
  return {
    result: fault === undefined ? 'pass' : 'fail',
    check: told?.check ?? '',
    detail: told?.detail ?? '',
  };
}

function readIssuer(file: string): Certificate {
  try {
    const { items, faults } = new PkiFiles().readCertificates(file);
    if (items[0] !== undefined) return items[0];
    throw new CommandError(
      EXIT.usage,
      `${file} is no certificate: ${faults[0]?.message ?? 'nothing in it'}.`,
    );
  } catch (error) {
    if (error instanceof CaseError)
      throw new CommandError(exitCodeOf(error.cause), error.message, { cause: error });
    throw error;
  }
}

const NEXT_STEP =
  'Correct the URL, or what answers there; a CRL that was saved elsewhere can be named as a file.';

const ADDRESSES = ['public', 'public-and-loopback', 'any'] as const;

const HELP = `
Exit codes: 0 shown, 4 no CRL or not signed by --issuer, 1 the URL could not be read, 3 no such file.

Examples:
  signet crl inspect http://localhost:8080/crl/issuing.crl --issuer issuing.cer
  signet crl inspect issuing.crl --serial 0A1B`;
