import type { AuthorityRelaxation, CertificateAuthority } from '@signet/identity';
import type { Services } from '@signet/server';
import { type Command, Option } from 'commander';
import { refreshResultToJson } from '../../crl-results.ts';
import { CommandError, EXIT } from '../../exit-codes.ts';
import { findAuthority } from '../../find-authority.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { parseCrlUrl } from '../../parse-options.ts';
import { print } from '../../terminal/print.ts';
import { allowOption } from './allow-option.ts';
import { authorityToJson, formatAuthority } from './authority-text.ts';
import { checkCrls, formatCrlCheck } from './crl-check.ts';

/** A URL that is `false` is taken away, one that is absent stays as it is. */
interface CaUpdateOptions extends GlobalOptions {
  readonly root?: true;
  readonly intermediate?: true;
  readonly crlUrl?: string | false;
  readonly deltaCrlUrl?: string | false;
  readonly ocspUrl?: string | false;
  readonly allow?: readonly AuthorityRelaxation[] | false;
  readonly check: boolean;
}

export function registerCaUpdate(ca: Command): void {
  ca.command('update')
    .description('Change what is known of a trusted certificate authority.')
    .argument('<id>', 'its id or SKI, or the beginning of one')
    .addOption(new Option('--root', 'a root authority').conflicts('intermediate'))
    .option('--intermediate', 'an intermediate authority')
    .addOption(urlOption('--crl-url <url>', 'where its CRL is published'))
    .option('--no-crl-url', 'use no CRL: without an OCSP responder, check revocation no more')
    .addOption(urlOption('--delta-crl-url <url>', 'where its delta CRL is published'))
    .option('--no-delta-crl-url', 'use no delta CRL')
    .addOption(urlOption('--ocsp-url <url>', 'where it answers OCSP, asked where its CRLs give no answer'))
    .option('--no-ocsp-url', 'ask no OCSP responder')
    .addOption(allowOption())
    .option('--no-allow', 'let nothing pass')
    .option('--no-check', 'do not fetch the CRL now')
    .addHelpText(
      'after',
      '\nExample:\n  signet ca update 4BA2D7AC --crl-url http://crl.contoso.example/issuing.crl',
    )
    .action(async (typed: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CaUpdateOptions>();
      await withServices(options, (services) => updateAuthority(typed, options, services));
    });
}

function urlOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser(parseCrlUrl);
}

async function updateAuthority(typed: string, options: CaUpdateOptions, services: Services): Promise<void> {
  const { directory } = services;
  const before = await findAuthority(directory, typed);
  const after = change(before, options);
  await directory.certificateAuthorities.update(after);
  const results = options.check && urlsDiffer(before, after) ? await checkCrls(services, after) : [];
  print(options, { ...authorityToJson(after), crlCheck: results.map(refreshResultToJson) }, () =>
    ['The certificate authority is now:', formatAuthority(after), ...formatCrlCheck(results)].join('\n'),
  );
}

function change(authority: CertificateAuthority, options: CaUpdateOptions): CertificateAuthority {
  const { root, intermediate, crlUrl, deltaCrlUrl, ocspUrl, allow } = options;
  if ([root, intermediate, crlUrl, deltaCrlUrl, ocspUrl, allow].every((given) => given === undefined)) {
    throw new CommandError(
      EXIT.usage,
      'Nothing to change was given: use --root, --intermediate, --crl-url, --delta-crl-url, --ocsp-url or --allow.',
    );
  }
  const { ocspUrl: presentOcspUrl, allow: presentlyAllowed, ...rest } = authority;
  const pickedOcspUrl = pick(ocspUrl, presentOcspUrl);
  const allowed = pick(allow, presentlyAllowed);
  const changed: CertificateAuthority = {
    ...rest,
    ...(pickedOcspUrl !== undefined && { ocspUrl: pickedOcspUrl }),
    ...(allowed !== undefined && { allow: allowed }),
    isRootAuthority: root ?? (intermediate ? false : authority.isRootAuthority),
    certificateRevocationListUrl: pick(crlUrl, authority.certificateRevocationListUrl),
    deltaCertificateRevocationListUrl: pick(deltaCrlUrl, authority.deltaCertificateRevocationListUrl),
  };
  if (changed.certificateRevocationListUrl === undefined && changed.deltaCertificateRevocationListUrl) {
    throw new CommandError(
      EXIT.usage,
      'A delta CRL needs the CRL it adds to: give --crl-url too, or --no-delta-crl-url.',
    );
  }
  return changed;
}

function pick<Value>(given: Value | false | undefined, present: Value | undefined): Value | undefined {
  return given === undefined ? present : given === false ? undefined : given;
}

function urlsDiffer(before: CertificateAuthority, after: CertificateAuthority): boolean {
  return (
    before.certificateRevocationListUrl !== after.certificateRevocationListUrl ||
    before.deltaCertificateRevocationListUrl !== after.deltaCertificateRevocationListUrl
  );
}
