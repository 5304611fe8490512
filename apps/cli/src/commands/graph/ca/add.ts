import { createSystemClock } from '@signet/crypto';
import { type Command, Option } from 'commander';
import { CommandError, EXIT } from '../../../exit-codes.ts';
import { createGraphClient } from '../../../graph/graph-client.ts';
import { fetchTrustedAuthorities, type NewTrustedAuthority } from '../../../graph/trusted-authorities.ts';
import type { GlobalOptions } from '../../../installation.ts';
import { parseCrlUrl } from '../../../parse-options.ts';
import { print, warn } from '../../../terminal/print.ts';
import { isSelfIssued, readAuthorityCertificate } from '../../ca/authority-certificate.ts';
import { formatTrustedAuthority, tellWholeList } from './authority-text.ts';

interface GraphCaAddOptions extends GlobalOptions {
  readonly root?: true;
  readonly intermediate?: true;
  readonly crlUrl?: string;
  readonly deltaCrlUrl?: string;
}

export function registerGraphCaAdd(ca: Command): void {
  ca.command('add')
    .description('Trust a CA (New-MgOrganizationCertificateBasedAuthConfiguration).')
    .argument('<file>', 'its certificate in DER (.cer) or PEM')
    .addOption(new Option('--root', 'a root authority').conflicts('intermediate'))
    .option('--intermediate', 'an intermediate authority (default: root when the certificate is self-issued)')
    .option('--crl-url <url>', 'where its CRL is published', parseCrlUrl)
    .option('--delta-crl-url <url>', 'where its delta CRL is published', parseCrlUrl)
    .addHelpText(
      'after',
      '\nStands for New-MgOrganizationCertificateBasedAuthConfiguration and New-AzureADTrustedCertificateAuthority.\n\nExample:\n  signet graph ca add issuing.cer --crl-url http://crl.contoso.example/issuing.crl',
    )
    .action(async (file: string, _options, command: Command) =>
      addAuthority(file, command.optsWithGlobals<GraphCaAddOptions>()),
    );
}

async function addAuthority(file: string, options: GraphCaAddOptions): Promise<void> {
  if (options.deltaCrlUrl !== undefined && options.crlUrl === undefined) {
    throw new CommandError(EXIT.usage, 'A delta CRL needs the CRL it adds to: give --crl-url as well.');
  }
  const certificate = await readAuthorityCertificate(file, createSystemClock().now());
  const added: NewTrustedAuthority = {
    isRootAuthority: options.root ?? (options.intermediate ? false : isSelfIssued(certificate)),
    certificate: Buffer.from(certificate.der).toString('base64'),
    certificateRevocationListUrl: options.crlUrl ?? null,
    deltaCertificateRevocationListUrl: options.deltaCrlUrl ?? null,
  };
  const { authorities, write } = await fetchTrustedAuthorities(await createGraphClient(options));
  const twin = authorities.find((authority) => authority.certificate === added.certificate);
  if (twin) {
    throw new CommandError(
      EXIT.refused,
      `${twin.issuer} is trusted already: change it with «signet graph ca update ${twin.issuerSki}».`,
    );
  }
  const written = await write([...authorities, added]);
  const authority = written.find((candidate) => candidate.certificate === added.certificate);
  if (!authority) throw new CommandError(EXIT.failed, 'Graph answered a list without the new authority.');
  // Entra CBA with federation: without a URL nothing is asked, and nobody notices until it matters.
  if (options.crlUrl === undefined) {
    warn(
      `no CRL URL was given, so whether certificates of this authority are revoked is not checked, and a revoked one still signs in: set one with «signet graph ca update ${authority.issuerSki} --crl-url <url>».`,
    );
  }
  print(options, authority, () =>
    [
      'The organization trusts this certificate authority from now on.',
      formatTrustedAuthority(authority),
      tellWholeList(written),
    ].join('\n'),
  );
}
