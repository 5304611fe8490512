import { type Command, Option } from 'commander';
import { CommandError, EXIT } from '../../../exit-codes.ts';
import { createGraphClient } from '../../../graph/graph-client.ts';
import {
  fetchTrustedAuthorities,
  findTrustedAuthority,
  type TrustedAuthority,
} from '../../../graph/trusted-authorities.ts';
import type { GlobalOptions } from '../../../installation.ts';
import { parseCrlUrl } from '../../../parse-options.ts';
import { print } from '../../../terminal/print.ts';
import { formatTrustedAuthority, tellWholeList } from './authority-text.ts';

/** A URL that is `false` is taken away, one that is absent stays as it is. */
interface GraphCaUpdateOptions extends GlobalOptions {
  readonly root?: true;
  readonly intermediate?: true;
  readonly crlUrl?: string | false;
  readonly deltaCrlUrl?: string | false;
}

export function registerGraphCaUpdate(ca: Command): void {
  ca.command('update')
    .description('Change the URLs or the kind of a trusted CA (Set-AzureADTrustedCertificateAuthority).')
    .argument('<ski>', 'its SKI, or the beginning of it')
    .addOption(new Option('--root', 'a root authority').conflicts('intermediate'))
    .option('--intermediate', 'an intermediate authority')
    .addOption(new Option('--crl-url <url>', 'where its CRL is published').argParser(parseCrlUrl))
    .option('--no-crl-url', 'check revocation no more')
    .addOption(new Option('--delta-crl-url <url>', 'where its delta CRL is published').argParser(parseCrlUrl))
    .option('--no-delta-crl-url', 'use no delta CRL')
    .addHelpText(
      'after',
      '\nStands for Set-AzureADTrustedCertificateAuthority.\n\nExample:\n  signet graph ca update 4BA2D7AC --crl-url http://crl.contoso.example/issuing.crl',
    )
    .action(async (typed: string, _options, command: Command) =>
      updateAuthority(typed, command.optsWithGlobals<GraphCaUpdateOptions>()),
    );
}

async function updateAuthority(typed: string, options: GraphCaUpdateOptions): Promise<void> {
  const { root, intermediate, crlUrl, deltaCrlUrl } = options;
  if ([root, intermediate, crlUrl, deltaCrlUrl].every((given) => given === undefined)) {
    throw new CommandError(
      EXIT.usage,
      'Nothing to change was given: use --root, --intermediate, --crl-url or --delta-crl-url.',
    );
  }
  const { authorities, write } = await fetchTrustedAuthorities(await createGraphClient(options));
  const before = findTrustedAuthority(authorities, typed);
  const written = await write(
    authorities.map((authority) => (authority === before ? change(before, options) : authority)),
  );
  const after = written.find(({ certificate }) => certificate === before.certificate);
  if (!after) throw new CommandError(EXIT.failed, 'Graph answered a list without the authority.');
  print(options, after, () =>
    ['The certificate authority is now:', formatTrustedAuthority(after), tellWholeList(written)].join('\n'),
  );
}

function change(authority: TrustedAuthority, options: GraphCaUpdateOptions): TrustedAuthority {
  const { root, intermediate, crlUrl, deltaCrlUrl } = options;
  const pick = (given: string | false | undefined, present: string | null): string | null =>
    given === undefined ? present : given || null;
  return {
    ...authority,
    isRootAuthority: root ?? (intermediate ? false : authority.isRootAuthority),
    certificateRevocationListUrl: pick(crlUrl, authority.certificateRevocationListUrl),
    deltaCertificateRevocationListUrl: pick(deltaCrlUrl, authority.deltaCertificateRevocationListUrl),
  };
}
