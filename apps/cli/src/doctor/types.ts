import type { LookupFunction } from 'node:net';
import type { CertificateAuthority } from '@signet/identity';
import type { TlsIdentity } from '@signet/lab';
import type { UnixSeconds } from '@signet/pki';
import type { Origins, ServerConfig, Services } from '@signet/server';
import type { FaultName } from '../demo/faults/fault-names.ts';

/** What a line is about. */
export interface Subject {
  /** `crl-base`, the same in every run; several lines may share it. */
  readonly check: string;
  /** What was looked at, for people. */
  readonly name: string;
}

/** One line of the doctor's answer. */
export interface Finding extends Subject {
  /** `skipped`: nothing to look at, or it hangs on something that failed. */
  readonly result: 'pass' | 'fail' | 'skipped';
  /** What was seen. */
  readonly evidence: string;
  /** What to do; with a failure always. */
  readonly remedy?: string;
}

/** What every check may look at. */
export interface Patient {
  readonly config: ServerConfig;
  readonly services: Services;
  readonly origins: Origins;
  readonly authorities: readonly CertificateAuthority[];
  /** The clock under test: of the machine that the doctor runs on. */
  readonly now: () => UnixSeconds;
  /**
   * The demo has commands for what is done by hand elsewhere: its remedies name them. One that is stopped has to be
   * started first; a server alone on its folder serves no CRLs.
   */
  readonly demo: 'running' | 'stopped' | 'none';
  /** What `signet lab fault` has broken in the running demo. */
  readonly setFaults: readonly FaultName[];
  /** PEM of CAs that are trusted for TLS beside the system's: the demo's root. */
  readonly extraTrust: string | undefined;
  /** How names are resolved: as the system does. */
  readonly lookup: LookupFunction;
  /** Somebody to sign in as; a demo installation has one, as a rule. */
  readonly testPerson: TestPerson | NoTestPerson;
}

export interface TestPerson {
  readonly userPrincipalName: string;
  readonly certificate: TlsIdentity;
}

/** Why nobody can be signed in here, and what would change that. */
export interface NoTestPerson {
  readonly absentBecause: string;
  readonly remedy?: string;
}

/** Looks and tells; never throws for what it finds. `earlier` lets a check skip what hangs on a failure. */
export type DoctorCheck = (patient: Patient, earlier: readonly Finding[]) => Promise<readonly Finding[]>;

/** The first failure among the checks that this one hangs on. */
export function findBlocker(earlier: readonly Finding[], checks: readonly string[]): Finding | undefined {
  return earlier.find(({ check, result }) => result === 'fail' && checks.includes(check));
}

/** For what is tried out with a person, where there is none. */
export function skipWithoutPerson(of: Subject, { absentBecause: evidence, remedy }: NoTestPerson): Finding {
  return { ...of, result: 'skipped', evidence, ...(remedy !== undefined && { remedy }) };
}

export function skipBecause(of: Subject, blocker: Finding): Finding {
  return { ...of, result: 'skipped', evidence: `not looked at before «${blocker.name}» is good` };
}

/** The remedy for what Signet itself refused. */
export const SEE_LOG = 'See why it was refused: «signet log list», then «signet log show <id>».';

/** The remedy where the server names other CAs than the directory has. */
export const RESTART =
  'The server reads the trusted CAs once a minute: wait that long, then start it again if the line stays.';

/** The demo's own command for a remedy, to stand behind the general one; nothing elsewhere. */
export function onDemo({ demo }: Pick<Patient, 'demo'>, command: string): string {
  return demo === 'none' ? '' : ` (on the demo: «${command}»)`;
}

/** How a fault of the demo is ended, where it is set: what looks the same may have another cause. */
export function onFault({ setFaults }: Pick<Patient, 'setFaults'>, fault: FaultName): string {
  return setFaults.includes(fault) ? ` (on the demo: «signet lab fault clear ${fault}»)` : '';
}
