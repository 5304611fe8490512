import type { IssuedCertificate, LabPki, Revocation } from '@signet/lab';
import { formatSerialNumber, formatTime, type UnixSeconds } from '@signet/pki';
import type { Command } from 'commander';
import type { GlobalOptions } from '../../installation.ts';
import { print } from '../../terminal/print.ts';
import { formatTable } from '../../terminal/table.ts';
import { withLab } from './with-lab.ts';

export function registerLabList(lab: Command): void {
  lab
    .command('list')
    .description('List what the demo PKI has issued.')
    .addHelpText('after', '\nExample:\n  signet lab list')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      await withLab(options, async ({ pki, clock }) => {
        const lines = await listCertificates(pki, clock.now());
        print(options, lines, () => formatLines(lines));
      });
    });
}

interface Line {
  readonly serialNumber: string;
  readonly subject: string;
  readonly userPrincipalName: string | null;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly state: string;
}

async function listCertificates(pki: LabPki, now: UnixSeconds): Promise<readonly Line[]> {
  const revocations = await pki.listRevoked('issuing');
  return (await pki.listIssued()).map((issued) => ({
    serialNumber: formatSerialNumber(issued.serialNumber),
    subject: issued.subject,
    userPrincipalName: issued.userPrincipalName ?? null,
    notBefore: formatTime(issued.notBefore),
    notAfter: formatTime(issued.notAfter),
    state: stateOf(
      issued,
      revocations.find(({ serialNumber }) => serialNumber === issued.serialNumber),
      now,
    ),
  }));
}

function stateOf(issued: IssuedCertificate, revocation: Revocation | undefined, now: UnixSeconds): string {
  if (revocation)
    return revocation.reason === 'certificateHold' ? 'on hold' : `revoked: ${revocation.reason}`;
  if (now > issued.notAfter) return 'expired';
  return now < issued.notBefore ? 'not valid yet' : 'valid';
}

function formatLines(lines: readonly Line[]): string {
  if (lines.length === 0) return 'Nothing was issued yet: run «signet lab issue --upn …».';
  return formatTable(
    ['Serial number', 'Subject', 'Principal Name', 'Valid until', 'State'],
    lines.map(({ serialNumber, subject, userPrincipalName, notAfter, state }) => [
      serialNumber,
      subject,
      userPrincipalName ?? 'none',
      notAfter,
      state,
    ]),
  );
}
