import type { Command } from 'commander';
import { registerCertVerify } from './verify.ts';

export function registerCertCommands(program: Command): void {
  const cert = program.command('cert').description('Certificates in files, without an installation.');
  registerCertVerify(cert);
}
