import type { CaName, LabPki, PublishOptions } from '@signet/lab';
import { type Command, Option } from 'commander';
import { CommandError, EXIT } from '../../exit-codes.ts';
import type { GlobalOptions } from '../../installation.ts';
import { parseDurationSeconds } from '../../parse-options.ts';
import { print } from '../../terminal/print.ts';
import { formatTable } from '../../terminal/table.ts';
import { withLab } from './with-lab.ts';

interface LabPublishOptions extends GlobalOptions {
  readonly ca?: CaName;
  readonly base: boolean;
  readonly delta: boolean;
  readonly nextUpdate?: number;
  readonly deltaNextUpdate?: number;
}

export function registerLabPublish(lab: Command): void {
  lab
    .command('publish')
    .description('Publish new CRLs of the demo PKI.')
    .addOption(new Option('--ca <name>', 'of one authority (default: both)').choices(['root', 'issuing']))
    .option('--no-base', 'only delta CRLs')
    .option('--no-delta', 'only base CRLs')
    .option(
      '--next-update <duration>',
      'when the next base CRL is due: 90s, 12h (default: 7d)',
      parseDurationSeconds,
    )
    .option(
      '--delta-next-update <duration>',
      'when the next delta CRL is due (default: 1d)',
      parseDurationSeconds,
    )
    .addHelpText('after', '\nExample:\n  signet lab publish')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<LabPublishOptions>();
      if (!options.base && !options.delta) {
        throw new CommandError(EXIT.usage, '--no-base and --no-delta together leave nothing to publish.');
      }
      await withLab(options, ({ pki }) => publish(options, pki));
    });
}

async function publish(options: LabPublishOptions, pki: LabPki): Promise<void> {
  const cas = options.ca === undefined ? BOTH : [options.ca];
  await pki.publish({ cas, base: options.base, delta: options.delta, ...updateTimes(options) });
  const published = await Promise.all(cas.map((ca) => describe(ca, options, pki)));
  print(options, published, () =>
    [
      formatTable(
        ['Authority', 'Number', 'Revoked', 'Published'],
        published.map(({ subject, crlNumber, revoked, urls }) => [
          subject,
          String(crlNumber),
          String(revoked),
          urls.join('\n'),
        ]),
      ),
      TAKEN,
    ].join('\n'),
  );
}

function updateTimes({ nextUpdate, deltaNextUpdate }: LabPublishOptions): PublishOptions {
  return {
    ...(nextUpdate === undefined ? {} : { nextUpdateSeconds: nextUpdate }),
    ...(deltaNextUpdate === undefined ? {} : { deltaNextUpdateSeconds: deltaNextUpdate }),
  };
}

async function describe(
  ca: CaName,
  { base, delta }: LabPublishOptions,
  pki: LabPki,
): Promise<{
  readonly subject: string;
  readonly crlNumber: number;
  readonly revoked: number;
  readonly urls: readonly string[];
}> {
  return {
    subject: pki[ca].subject,
    crlNumber: await pki.newestCrlNumber(ca),
    revoked: (await pki.listRevoked(ca)).length,
    urls: [
      ...(base ? [`${pki.publisherUrl}/crl/${ca}.crl`] : []),
      ...(delta ? [`${pki.publisherUrl}/crl/${ca}-delta.crl`] : []),
    ],
  };
}

const TAKEN =
  'Signet takes a CRL by itself when the one that it holds is due; «signet crl refresh» has it take these now.';

const BOTH = ['root', 'issuing'] as const satisfies readonly CaName[];
