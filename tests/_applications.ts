import { randomUUID } from 'node:crypto';
import { generateSigningKey } from '@signet/crypto';
import { type Application, type ApplicationId, guid } from '@signet/identity';
import { CONTOSO_TENANT_ID } from '@signet/lab';
import { createKeyCredential } from '@signet/sign-in';
import type { World } from './_world.ts';

/** A certificate that signed itself and its key, RSA of 2048 bits as the MSALs want it. */
export interface OwnCertificate {
  readonly certificate: Uint8Array;
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

export async function createOwnCertificate(world: World, commonName: string): Promise<OwnCertificate> {
  const { clock, random } = world.server.services;
  const now = clock.now();
  const times = { notBefore: now - 60, notAfter: now + 86_400, now };
  const made = await generateSigningKey({ use: 'token-signing', commonName, ...times }, random);
  return {
    certificate: made.certificate,
    certificatePem: pem('CERTIFICATE', made.certificate),
    privateKeyPem: pem('PRIVATE KEY', made.privateKey),
  };
}

/** Registers an application of contoso; `certificates` are DER. */
export async function registerApplication(
  world: World,
  changes: Partial<Application> = {},
  certificates: readonly Uint8Array[] = [],
): Promise<Application> {
  const application: Application = {
    appId: guid<ApplicationId>(randomUUID()),
    tenantId: CONTOSO_TENANT_ID,
    displayName: 'Nightly job',
    redirectUris: [],
    secrets: [],
    keyCredentials: certificates.map((der) => createKeyCredential(der, randomUUID())),
    identifierUris: [],
    oauth2PermissionScopes: [],
    requiredResourceAccess: [],
    frontchannelLogoutUri: undefined,
    appRoles: [],
    createdAt: world.server.services.clock.now(),
    ...changes,
  };
  await world.server.services.directory.applications.add(application);
  return application;
}

function pem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
