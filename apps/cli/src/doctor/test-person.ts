import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DEMO_PEOPLE, type LabPki } from '@signet/lab';
import { decodePem, PkiError, parseCertificate } from '@signet/pki';
import type { Services } from '@signet/server';
import type { Installation } from '../installation.ts';
import type { NoTestPerson, TestPerson } from './types.ts';

/**
 * Somebody of the demo whose kept certificate the demo's PKI still stands by: whoever tries out a revocation has
 * broken nothing, nor has whoever removes a user. Alice first and then the administrator, who both sign in at the federation server; last Dora, who
 * does at the token service.
 */
export async function findTestPerson(
  { folder }: Installation,
  pki: LabPki,
  { directory, clock }: Pick<Services, 'directory' | 'clock'>,
): Promise<TestPerson | NoTestPerson> {
  const now = clock.now();
  const revoked = new Set((await pki.listRevoked('issuing')).map(({ serialNumber }) => serialNumber));
  for (const name of ['alice', 'admin', 'dora'] as const) {
    const { userPrincipalName } = DEMO_PEOPLE[name];
    if (!(await directory.users.findByUserPrincipalName(userPrincipalName))) continue;
    const person = await readKept(join(folder, 'people', name), userPrincipalName);
    const leaf = person && parseLeaf(person.certificate.chainPem);
    if (!person || !leaf || revoked.has(leaf.serialNumber)) continue;
    if (leaf.validity.notBefore <= now && now <= leaf.validity.notAfter) return person;
  }
  return {
    absentBecause: `every certificate in ${join(folder, 'people')} is revoked, expired or missing, or its user is removed`,
    remedy: 'Take that folder away and start the demo again: it makes new ones («signet start --demo»).',
  };
}

async function readKept(file: string, userPrincipalName: string): Promise<TestPerson | undefined> {
  if (!existsSync(`${file}.pem`) || !existsSync(`${file}.key`)) return undefined;
  const [chainPem, privateKeyPem] = await Promise.all([
    readFile(`${file}.pem`, 'utf8'),
    readFile(`${file}.key`, 'utf8'),
  ]);
  return { userPrincipalName, certificate: { chainPem, privateKeyPem } };
}

function parseLeaf(chainPem: string): ReturnType<typeof parseCertificate> | undefined {
  try {
    const [leaf] = decodePem(chainPem);
    return leaf && parseCertificate(leaf.der);
  } catch (error) {
    if (error instanceof PkiError) return undefined;
    throw error;
  }
}
