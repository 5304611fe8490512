import type { CertificateAuthority } from '@signet/identity';
import { formatTime, parseCertificate } from '@signet/pki';
import type { Command } from 'commander';
import { inOrder } from '../../authority-order.ts';
import { chooseTenant } from '../../choose-tenant.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { print } from '../../terminal/print.ts';
import { formatTable } from '../../terminal/table.ts';
import { authorityToJson, describeCrlUrl, kindOf } from './authority-text.ts';

export function registerCaList(ca: Command): void {
  ca.command('list')
    .description('List the trusted certificate authorities with their CRL and OCSP URLs.')
    .option('--tenant <tenant>', 'tenant by id or name (default: the only one)')
    .addHelpText('after', '\nExample:\n  signet ca list')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { tenant?: string }>();
      await withServices(options, async ({ directory }) => {
        const tenant = await chooseTenant(directory, options.tenant);
        const authorities = inOrder(await directory.certificateAuthorities.list(tenant.id));
        print(options, authorities.map(authorityToJson), () => formatAuthorities(authorities));
      });
    });
}

function formatAuthorities(authorities: readonly CertificateAuthority[]): string {
  if (authorities.length === 0) {
    return 'No certificate authority is trusted, so no certificate signs anybody in: run «signet ca add».';
  }
  return formatTable(
    ['ID', 'Kind', 'Name', 'Valid until', 'CRL'],
    authorities.map((authority) => [
      authority.id.slice(0, SHOWN_ID_LENGTH),
      kindOf(authority),
      authority.issuer,
      formatTime(parseCertificate(authority.certificate).validity.notAfter).slice(0, 'YYYY-MM-DD'.length),
      formatUrls(authority),
    ]),
  );
}

function formatUrls(authority: CertificateAuthority): string {
  const { deltaCertificateRevocationListUrl: delta, ocspUrl } = authority;
  return [
    describeCrlUrl(authority),
    ...(delta === undefined ? [] : [`${delta} (delta)`]),
    ...(ocspUrl === undefined ? [] : [`${ocspUrl} (OCSP)`]),
  ].join('\n');
}

/** Every command takes the beginning of an id; --json has the whole. */
const SHOWN_ID_LENGTH = 8;
