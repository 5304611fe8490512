import { createHash } from 'node:crypto';
import type { Domain, FederationConfiguration } from '@signet/identity';
import { type FederationMetadata, readFederationMetadata } from './federation-metadata.ts';
import { ask } from './requests.ts';
import {
  type DoctorCheck,
  type Finding,
  findBlocker,
  type Patient,
  type Subject,
  skipBecause,
} from './types.ts';

/** The settings of each federated domain against its federation server's own metadata (KB 4032987). */
export const checkFederation: DoctorCheck = async (patient, earlier) => {
  const { directory } = patient.services;
  const tenants = await directory.tenants.list();
  const domains = (await Promise.all(tenants.map(({ id }) => directory.domains.list(id)))).flat();
  const findings: Finding[] = [];
  for (const domain of domains) findings.push(...(await judgeDomain(domain, patient, earlier)));
  return findings;
};

async function judgeDomain(
  domain: Domain,
  patient: Patient,
  earlier: readonly Finding[],
): Promise<readonly Finding[]> {
  const { name, federation } = domain;
  if (!federation) return [];
  const settings = { check: 'federation-settings', name: `Federation settings of ${name}` };
  const address = { check: 'federation-address', name: `Sign-in address of ${name}` };
  const prompt = { check: 'federation-prompt', name: `prompt=login of ${name}` };
  const isOurs = new URL(federation.passiveSignInUri).origin === patient.origins.login;
  const blocker = isOurs ? findBlocker(earlier, ['listener-login', 'tls-login']) : undefined;
  if (blocker)
    return [
      skipBecause(settings, blocker),
      skipBecause(address, blocker),
      judgePrompt(prompt, name, federation),
    ];
  // A server whose clock is wrong may have no key yet that it would sign its metadata by.
  const clock = isOurs ? findBlocker(earlier, ['clock']) : undefined;
  return [
    clock ? skipBecause(settings, clock) : await judgeSettings(settings, name, federation, patient),
    await judgeAddress(address, federation, patient),
    judgePrompt(prompt, name, federation),
  ];
}

async function judgeSettings(
  subject: Subject,
  domain: string,
  federation: FederationConfiguration,
  patient: Patient,
): Promise<Finding> {
  const metadata = await readFederationMetadata(federation, patient);
  if ('failure' in metadata) {
    const remedy =
      'Make the federation server publish its metadata there, or correct the domain’s passiveSignInUri.';
    return { ...subject, result: 'fail', evidence: metadata.failure, remedy };
  }
  const difference = findDifference(federation, metadata);
  return difference === undefined
    ? { ...subject, result: 'pass', evidence: `issuer and signing certificate are those of ${metadata.url}` }
    : {
        ...subject,
        result: 'fail',
        evidence: difference,
        remedy: `Take the settings over from the metadata: «signet domain refresh-federation ${domain}».`,
      };
}

function findDifference(
  federation: FederationConfiguration,
  metadata: FederationMetadata,
): string | undefined {
  const { issuerUri, signingCertificate, nextSigningCertificate } = federation;
  if (issuerUri !== metadata.entityId)
    return `issuerUri is ${issuerUri}, the metadata says ${metadata.entityId}`;
  const [current] = metadata.signingCertificates;
  if (current === undefined) return 'the metadata names no signing certificate';
  const known = [signingCertificate, nextSigningCertificate].filter((one) => one !== undefined);
  if (known.some((one) => Buffer.from(one).equals(current))) return undefined;
  return `the domain trusts the signing certificate ${known.map(thumbprint).join(' and ')}, the federation server signs with ${thumbprint(current)}`;
}

async function judgeAddress(
  subject: Subject,
  { passiveSignInUri }: FederationConfiguration,
  patient: Patient,
): Promise<Finding> {
  const url = new URL(passiveSignInUri);
  url.searchParams.set('wa', 'wsignin1.0');
  url.searchParams.set('wtrealm', 'urn:federation:MicrosoftOnline');
  const answer = await ask(url.href, patient);
  const remedy =
    'Make the federation server answer there for the realm urn:federation:MicrosoftOnline, or correct passiveSignInUri.';
  if ('failure' in answer)
    return { ...subject, result: 'fail', evidence: `${passiveSignInUri}: ${answer.failure}`, remedy };
  const evidence = `${passiveSignInUri} answers with status ${answer.status}`;
  return answer.status < 400
    ? { ...subject, result: 'pass', evidence }
    : { ...subject, result: 'fail', evidence, remedy };
}

/** AD FS, prompt=login: the translating behaviour asks for a password, and the certificate never gets a chance. */
function judgePrompt(
  subject: Subject,
  domain: string,
  { promptLoginBehavior }: FederationConfiguration,
): Finding {
  const evidence = `promptLoginBehavior is ${promptLoginBehavior}`;
  if (promptLoginBehavior !== 'translateToFreshPasswordAuthentication')
    return { ...subject, result: 'pass', evidence };
  const remedy = `Set it to disabled or nativeSupport: «signet domain refresh-federation ${domain} --prompt-login disabled».`;
  return {
    ...subject,
    result: 'fail',
    evidence: `${evidence}: apps that send it get a password page`,
    remedy,
  };
}

function thumbprint(certificate: Uint8Array): string {
  return createHash('sha1').update(certificate).digest('hex').toUpperCase();
}
