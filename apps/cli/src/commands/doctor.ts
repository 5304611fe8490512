import { lookup } from 'node:dns';
import { count } from '@signet/identity';
import { callControl, LabError } from '@signet/lab';
import { openServices, originsOf, type ServerConfig, type Services } from '@signet/server/services';
import type { Command } from 'commander';
import { FAULT_NAMES, type FaultCall, type FaultName, type FaultState } from '../demo/faults/fault-names.ts';
import { findDemoPki } from '../demo/find-demo-pki.ts';
import { examine } from '../doctor/examine.ts';
import { storageFailure } from '../doctor/storage.ts';
import { findTestPerson } from '../doctor/test-person.ts';
import type { Finding, NoTestPerson, Patient } from '../doctor/types.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import {
  type GlobalOptions,
  type Installation,
  locateInstallation,
  readInstalledConfig,
} from '../installation.ts';
import { createPaint } from '../terminal/paint.ts';
import { print } from '../terminal/print.ts';
import { withoutControls } from '../terminal/without-controls.ts';

export function registerDoctor(program: Command): void {
  program
    .command('doctor')
    .description('Look at the whole installation and say what is wrong and what to do about it.')
    .addHelpText('after', '\nExample:\n  signet doctor')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const findings = await examineInstallation(options);
      print(options, findings, () => formatFindings(findings));
      const failed = findings.filter(({ result }) => result === 'fail').length;
      if (failed > 0)
        throw new CommandError(EXIT.refused, `${count(failed, 'check')} of ${findings.length} failed.`);
    });
}

async function examineInstallation(options: GlobalOptions): Promise<readonly Finding[]> {
  const installation = locateInstallation(options);
  const config = await readInstalledConfig(installation);
  const services = await openServices({ ...config, log: { level: 'silent' } }).catch(storageFailure);
  if (!('directory' in services)) return [services];
  await using owned = services;
  return await examine(await describePatient(installation, config, owned));
}

async function describePatient(
  installation: Installation,
  config: ServerConfig,
  services: Services,
): Promise<Patient> {
  const pki = await findDemoPki(installation, services);
  return {
    config,
    services,
    origins: originsOf(config.listen),
    authorities: await services.directory.certificateAuthorities.listAll(),
    now: () => services.clock.now(),
    ...(pki ? await findDemoState(installation) : { demo: 'none', setFaults: [] }),
    extraTrust: pki?.root.certificatePem,
    lookup,
    testPerson: pki ? await findTestPerson(installation, pki, services) : NO_DEMO,
  };
}

async function findDemoState({ labFolder }: Installation): Promise<Pick<Patient, 'demo' | 'setFaults'>> {
  const call: FaultCall = { do: 'list' };
  try {
    return { demo: 'running', setFaults: readSetFaults(await callControl(labFolder, call)) };
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return { demo: error.code === 'no-control' ? 'stopped' : 'running', setFaults: [] };
  }
}

/** The demo that runs may be one of another version. */
function readSetFaults(answer: unknown): readonly FaultName[] {
  const states: readonly Partial<FaultState>[] = Array.isArray(answer) ? answer : [];
  return FAULT_NAMES.filter((name) => states.some(({ fault, isSet }) => fault === name && isSet));
}

function formatFindings(findings: readonly Finding[]): string {
  const paint = createPaint(process.stdout);
  const sign = { pass: paint.good('✓'), fail: paint.bad('✗'), skipped: paint.quiet('–') };
  return findings
    .flatMap(({ result, name, evidence, remedy }) => [
      `${sign[result]} ${withoutControls(`${name}: ${evidence}`)}`,
      ...(remedy === undefined ? [] : [`  What to do: ${remedy}`]),
    ])
    .join('\n');
}

const NO_DEMO: NoTestPerson = {
  absentBecause:
    'only a demo installation has a person to sign in as; try with your own certificate in a browser or on a phone',
};
