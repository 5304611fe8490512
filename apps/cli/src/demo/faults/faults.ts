import type { Clock, Domain, FederationConfiguration } from '@signet/identity';
import { FEDERATED_DOMAIN, LabError, type LabPki } from '@signet/lab';
import { parseCertificateList } from '@signet/pki';
import type { Services } from '@signet/server';
import type { DemoClock } from './demo-clock.ts';
import type { DemoPublisher } from './demo-publisher.ts';
import { FAULT_NAMES, type FaultName, type FaultState } from './fault-names.ts';

/** What the faults take hold of: the running demo's own parts. */
export interface FaultySystem {
  readonly publisher: DemoPublisher;
  readonly pki: LabPki;
  /** Of the server. */
  readonly clock: DemoClock;
  /** The true time, which the PKI goes by whatever the server's clock says. */
  readonly machine: Clock;
  readonly services: Pick<Services, 'directory' | 'federationKeys'>;
}

/** Breaks a running demo on purpose and mends it again; throws LabError for what makes no sense. */
export interface Faults {
  list(): Promise<readonly FaultState[]>;
  set(fault: FaultName, options: { readonly behind: boolean }): Promise<readonly FaultState[]>;
  /** Without a name all that are set. Answers with those that are ended. */
  clear(fault: FaultName | undefined): Promise<readonly FaultState[]>;
}

export function createFaults(system: FaultySystem): Faults {
  const describe = async (fault: FaultName): Promise<FaultState> => {
    const { isSet, effect } = FAULTS[fault];
    return { fault, isSet: await isSet(system), effect: effect(system) };
  };
  return {
    list: () => Promise.all(FAULT_NAMES.map(describe)),
    async set(fault, options) {
      if (await FAULTS[fault].isSet(system))
        throw new LabError('control-refused', `${fault} is set already.`);
      await FAULTS[fault].set(system, options);
      return [await describe(fault)];
    },
    async clear(fault) {
      const set: FaultName[] = [];
      for (const name of fault === undefined ? FAULT_NAMES : [fault])
        if (await FAULTS[name].isSet(system)) set.push(name);
      if (fault !== undefined && set.length === 0)
        throw new LabError('control-refused', `${fault} is not set: there is nothing to clear.`);
      for (const name of set) await FAULTS[name].clear(system);
      return Promise.all(set.map(describe));
    },
  };
}

interface Fault {
  isSet(system: FaultySystem): Promise<boolean>;
  set(system: FaultySystem, options: { readonly behind: boolean }): Promise<void>;
  clear(system: FaultySystem): Promise<void>;
  effect(system: FaultySystem): string;
}

const FAULTS: Readonly<Record<FaultName, Fault>> = {
  'crl-server-stopped': {
    isSet: async ({ publisher }) => publisher.isStopped,
    set: ({ publisher }) => publisher.stop(),
    clear: ({ publisher }) => publisher.start(),
    effect: ({ pki }) => `Nothing listens at ${pki.publisherUrl}, where the CRLs are.`,
  },
  'crl-expired': {
    isSet: async ({ pki, machine }) => ((await findNextUpdate(pki)) ?? Infinity) < machine.now(),
    // As a CA leaves it that has not published for a week and an hour.
    set: ({ pki }) => pki.publish({ cas: ['issuing'], delta: false, ageSeconds: 7 * DAY + HOUR }),
    clear: ({ pki }) => pki.publish(),
    effect: ({ pki }) => `The CRL published by ${pki.issuing.subject} has been out of date for an hour.`,
  },
  'federation-certificate-replaced': {
    isSet: async (system) => !trusts(await findFederation(system), await currentCertificate(system)),
    set: async ({ machine, services }) => void (await services.federationKeys.replace(machine.now())),
    clear: trustCurrentCertificate,
    effect: () =>
      `The federation server signs with a new certificate, of which ${FEDERATED_DOMAIN} does not know.`,
  },
  'clock-off': {
    isSet: async ({ clock }) => clock.offsetSeconds !== 0,
    set: async ({ clock }, { behind }) => clock.putOff(behind ? -HOUR : HOUR),
    clear: async ({ clock }) => clock.putOff(0),
    effect: ({ clock }) =>
      `The clock of the server is an hour ${clock.offsetSeconds < 0 ? 'behind' : 'ahead'}.`,
  },
};

async function findNextUpdate(pki: LabPki): Promise<number | undefined> {
  const publication = await pki.findPublication('crl/issuing.crl');
  return publication && parseCertificateList(publication.bytes).nextUpdate;
}

/** As «signet domain refresh-federation» does, but without asking the server that we are. */
async function trustCurrentCertificate(system: FaultySystem): Promise<void> {
  const domain = await findFederation(system);
  const federation = {
    ...domain.federation,
    signingCertificate: await currentCertificate(system),
    nextSigningCertificate: undefined,
  };
  await system.services.directory.domains.update({ ...domain, federation });
}

function trusts({ federation }: FederatedDomain, certificate: Uint8Array): boolean {
  return [federation.signingCertificate, federation.nextSigningCertificate].some(
    (known) => known !== undefined && Buffer.from(known).equals(certificate),
  );
}

/** By the true time: a server whose clock is behind may have no key yet. */
async function currentCertificate({ services, machine }: FaultySystem): Promise<Uint8Array> {
  return (await services.federationKeys.current(machine.now())).certificate;
}

async function findFederation({ services }: FaultySystem): Promise<FederatedDomain> {
  const domain = await services.directory.domains.find(FEDERATED_DOMAIN);
  if (domain?.federation) return { ...domain, federation: domain.federation };
  throw new LabError('control-refused', `${FEDERATED_DOMAIN} is not federated any more.`);
}

type FederatedDomain = Domain & { readonly federation: FederationConfiguration };

const HOUR = 3600;
const DAY = 86_400;
