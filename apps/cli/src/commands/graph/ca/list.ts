import type { Command } from 'commander';
import { createGraphClient } from '../../../graph/graph-client.ts';
import { fetchTrustedAuthorities, type TrustedAuthority } from '../../../graph/trusted-authorities.ts';
import type { GlobalOptions } from '../../../installation.ts';
import { print } from '../../../terminal/print.ts';
import { formatTable } from '../../../terminal/table.ts';
import { kindOf, NO_CRL } from '../../ca/authority-text.ts';
import { validUntil } from './authority-text.ts';

export function registerGraphCaList(ca: Command): void {
  ca.command('list')
    .description('List the trusted CAs (Get-MgOrganizationCertificateBasedAuthConfiguration).')
    .addHelpText(
      'after',
      '\nStands for Get-MgOrganizationCertificateBasedAuthConfiguration and Get-AzureADTrustedCertificateAuthority.\n\nExample:\n  signet graph ca list',
    )
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const { authorities } = await fetchTrustedAuthorities(await createGraphClient(options));
      print(options, authorities, () => formatAuthorities([...authorities].sort(byKindAndName)));
    });
}

/** As people look for them; JSON keeps Graph's order. */
function byKindAndName(a: TrustedAuthority, b: TrustedAuthority): number {
  return Number(b.isRootAuthority) - Number(a.isRootAuthority) || a.issuer.localeCompare(b.issuer, 'en');
}

function formatAuthorities(authorities: readonly TrustedAuthority[]): string {
  if (authorities.length === 0) {
    return 'No certificate authority is trusted, so no certificate signs anybody in: run «signet graph ca add».';
  }
  return formatTable(
    ['SKI', 'Kind', 'Name', 'Valid until', 'CRL'],
    authorities.map((authority) => [
      authority.issuerSki.slice(0, SHOWN_SKI_LENGTH),
      kindOf(authority),
      authority.issuer,
      validUntil(authority).slice(0, 'YYYY-MM-DD'.length),
      formatUrls(authority),
    ]),
  );
}

function formatUrls(authority: TrustedAuthority): string {
  const base = authority.certificateRevocationListUrl ?? NO_CRL;
  const delta = authority.deltaCertificateRevocationListUrl;
  return delta === null ? base : `${base}\n${delta} (delta)`;
}

/** Every command takes the beginning of an SKI; --json has the whole. */
const SHOWN_SKI_LENGTH = 8;
