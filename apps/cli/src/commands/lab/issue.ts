import { existsSync } from 'node:fs';
import type { CertificateFault, ClientCertificate } from '@signet/lab';
import { DEMO_PEOPLE, issueFaultyCertificate } from '@signet/lab';
import { formatSerialNumber, formatTime, parseCertificate } from '@signet/pki';
import { type Command, Option } from 'commander';
import { type GlobalOptions, locateInstallation, withServices } from '../../installation.ts';
import { parseCount } from '../../parse-options.ts';
import { print, warn } from '../../terminal/print.ts';
import { formatFacts } from '../../terminal/table.ts';
import { chooseFiles, writeFiles } from './issued-files.ts';
import { type Lab, withLab } from './with-lab.ts';

interface LabIssueOptions extends GlobalOptions {
  readonly upn: string;
  readonly rfc822?: string;
  readonly cn?: string;
  readonly days?: number;
  readonly fault?: CertificateFault;
  readonly out: string;
}

export function registerLabIssue(lab: Command): void {
  lab
    .command('issue')
    .description('Issue a client certificate and write it, its key and a .p12 for devices.')
    .requiredOption('--upn <name>', 'Principal Name in the certificate: who signs in with it')
    .option('--rfc822 <address>', 'RFC822 Name beside it')
    .option(
      '--cn <name>',
      'common name of the subject (default: the person’s name, else the part before the @)',
    )
    .option('--days <days>', 'how long it is valid from now (default: a year)', parseCount)
    .addOption(
      new Option('--fault <fault>', 'make one that must be refused')
        .choices(FAULTS)
        .conflicts(['days', 'rfc822']),
    )
    .option('--out <folder>', 'where the files go', '.')
    .addHelpText('after', '\nExample:\n  signet lab issue --upn alice@contoso.example')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<LabIssueOptions>();
      await withLab(options, (opened) => issueToFiles(options, opened));
    });
}

async function issueToFiles(options: LabIssueOptions, lab: Lab): Promise<void> {
  const files = await chooseFiles(options.out, options.upn);
  const commonName = options.cn ?? defaultCommonName(options.upn);
  if (options.fault === undefined) await warnOfNobody(options);
  const client = await issue(options, commonName, lab);
  await writeFiles(files, client);
  const { validity } = parseCertificate(client.certificate);
  const [notBefore, notAfter] = [formatTime(validity.notBefore), formatTime(validity.notAfter)];
  const serialNumber = formatSerialNumber(client.serialNumber);
  const { p12Password } = client;
  print(options, { commonName, serialNumber, notBefore, notAfter, ...files, p12Password }, () =>
    [
      `Issued a certificate to ${commonName} (${options.upn}).`,
      formatFacts([
        ['Serial number', serialNumber],
        ['Valid', `${notBefore} to ${notAfter}`],
        ['Certificate', `${files.certificateFile} (with its CA)`],
        ['Private key', files.privateKeyFile],
        ['For devices', `${files.p12File}, password ${p12Password}`],
      ]),
      ...(options.fault === undefined ? [] : [`It is ${options.fault} on purpose and must be refused.`]),
    ].join('\n'),
  );
}

/** Not refused: the certificate may be made before its user, or to see it refused. */
async function warnOfNobody(options: LabIssueOptions): Promise<void> {
  const { upn } = options;
  // The PKI may stand in a folder of its own.
  if (!existsSync(locateInstallation(options).configFile)) return;
  await withServices(options, async ({ directory }) => {
    if (await directory.users.findByUserPrincipalName(upn)) return;
    warn(
      `no user has the user principal name ${upn}, so this Principal Name signs nobody in: «signet user add ${upn} --name <name>» makes the user, «signet user list» shows those there are.`,
    );
  });
}

function issue(options: LabIssueOptions, commonName: string, lab: Lab): Promise<ClientCertificate> {
  const { upn: userPrincipalName, rfc822: rfc822Name, days, fault } = options;
  if (fault !== undefined) {
    return issueFaultyCertificate(lab.pki, fault, { commonName, userPrincipalName }, lab);
  }
  return lab.pki.issueClientCertificate({
    commonName,
    userPrincipalName,
    ...(rfc822Name === undefined ? {} : { rfc822Name }),
    ...(days === undefined ? {} : { notAfter: lab.clock.now() + days * 86_400 }),
  });
}

function defaultCommonName(upn: string): string {
  const person = Object.values(DEMO_PEOPLE).find(
    ({ userPrincipalName }) => userPrincipalName === upn.toLowerCase(),
  );
  return person?.displayName ?? upn.split('@')[0] ?? upn;
}

const FAULTS = [
  'expired',
  'not-yet-valid',
  'unknown-ca',
  'impostor-ca',
  'wrong-eku',
  'without-san',
  'san-of-nobody',
  'upn-of-another-domain',
] as const satisfies readonly CertificateFault[];
