import {
  type AuthorityRelaxation,
  type CertificateAuthority,
  type CertificateAuthorityId,
  guid,
  type TenantId,
} from '@signet/identity';
import { type Certificate, formatName } from '@signet/pki';
import type { Services } from '@signet/server';
import { type Command, Option } from 'commander';
import { chooseTenant } from '../../choose-tenant.ts';
import { refreshResultToJson } from '../../crl-results.ts';
import { CommandError, EXIT } from '../../exit-codes.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { parseCrlUrl } from '../../parse-options.ts';
import { print, warn } from '../../terminal/print.ts';
import { allowOption } from './allow-option.ts';
import { describeIssuer, isSelfIssued, readAuthorityCertificate } from './authority-certificate.ts';
import { authorityToJson, formatAuthority, kindOf } from './authority-text.ts';
import { checkCrls, formatCrlCheck } from './crl-check.ts';

interface CaAddOptions extends GlobalOptions {
  readonly root?: true;
  readonly intermediate?: true;
  readonly crlUrl?: string;
  readonly deltaCrlUrl?: string;
  readonly ocspUrl?: string;
  readonly allow?: readonly AuthorityRelaxation[];
  readonly tenant?: string;
  readonly check: boolean;
}

export function registerCaAdd(ca: Command): void {
  ca.command('add')
    .description('Trust a certificate authority.')
    .argument('<file>', 'its certificate in DER (.cer) or PEM')
    .addOption(new Option('--root', 'a root authority').conflicts('intermediate'))
    .option('--intermediate', 'an intermediate authority (default: root when the certificate is self-issued)')
    .option('--crl-url <url>', 'where its CRL is published', parseCrlUrl)
    .option('--delta-crl-url <url>', 'where its delta CRL is published', parseCrlUrl)
    .option('--ocsp-url <url>', 'where it answers OCSP, asked where its CRLs give no answer', parseCrlUrl)
    .addOption(allowOption())
    .option('--tenant <tenant>', 'tenant by id or name (default: the only one)')
    .option('--no-check', 'do not fetch the CRL now')
    .addHelpText(
      'after',
      '\nExample:\n  signet ca add issuing.cer --crl-url http://crl.contoso.example/issuing.crl',
    )
    .action(async (file: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CaAddOptions>();
      await withServices(options, (services) => addAuthority(file, options, services));
    });
}

async function addAuthority(file: string, options: CaAddOptions, services: Services): Promise<void> {
  if (options.deltaCrlUrl !== undefined && options.crlUrl === undefined) {
    throw new CommandError(EXIT.usage, 'A delta CRL needs the CRL it adds to: give --crl-url as well.');
  }
  const { directory, clock, random } = services;
  const certificate = await readAuthorityCertificate(file, clock.now());
  const tenant = await chooseTenant(directory, options.tenant);
  await refuseTwin(certificate, tenant.id, services);
  const authority: CertificateAuthority = {
    ...describeIssuer(certificate),
    id: guid<CertificateAuthorityId>(random.guid()),
    tenantId: tenant.id,
    isRootAuthority: options.root ?? (options.intermediate ? false : isSelfIssued(certificate)),
    certificateRevocationListUrl: options.crlUrl,
    deltaCertificateRevocationListUrl: options.deltaCrlUrl,
    ...(options.ocspUrl !== undefined && { ocspUrl: options.ocspUrl }),
    ...(options.allow !== undefined && { allow: options.allow }),
    createdAt: clock.now(),
  };
  await directory.certificateAuthorities.add(authority);
  // Entra CBA with federation: without a URL nothing is asked, and nobody notices until it matters.
  if (options.crlUrl === undefined && options.ocspUrl === undefined) {
    warn(
      `no CRL URL was given, so whether certificates of this authority are revoked is not checked, and a revoked one still signs in: set one with «signet ca update ${authority.id} --crl-url <url>».`,
    );
  }
  const results = options.check ? await checkCrls(services, authority) : [];
  print(options, { ...authorityToJson(authority), crlCheck: results.map(refreshResultToJson) }, () =>
    [
      `${tenant.displayName} trusts this certificate authority from now on.`,
      formatAuthority(authority),
      explainKind(authority, certificate, options),
      ...formatCrlCheck(results),
    ].join('\n'),
  );
}

async function refuseTwin(
  certificate: Certificate,
  tenantId: TenantId,
  { directory }: Services,
): Promise<void> {
  const authorities = await directory.certificateAuthorities.list(tenantId);
  const twin = authorities.find((other) => Buffer.compare(other.certificate, certificate.der) === 0);
  if (!twin) return;
  throw new CommandError(
    EXIT.refused,
    `${twin.issuer} is trusted already, as ${twin.id}: change it with «signet ca update ${twin.id}».`,
  );
}

function explainKind(
  authority: CertificateAuthority,
  certificate: Certificate,
  { root, intermediate }: CaAddOptions,
): string {
  const issued = isSelfIssued(certificate)
    ? 'its certificate is self-issued'
    : `its certificate was issued by ${formatName(certificate.issuer)}, which has to be trusted too`;
  if (root === undefined && intermediate === undefined) return `Taken as ${kindOf(authority)}: ${issued}.`;
  return `Taken as ${kindOf(authority)}, as you said; ${issued}.`;
}
