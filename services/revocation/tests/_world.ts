import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKeyVault, createSignatureVerifier } from '@signet/crypto';
import { openSqliteDirectory } from '@signet/directory';
import { type CertificateAuthority, type Directory, guid, type TenantId } from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
import {
  createTestAuthority,
  type TestAuthority,
  type TestCrl,
} from '../../../core/pki/src/crl/_test-authority.ts';
import {
  createRevocationService,
  type RevocationService,
  type RevocationServiceOptions,
} from '../src/index.ts';
import { type CrlServer, startCrlServer } from './_crl-server.ts';

/** A CA, the server that publishes its CRLs, a directory on disk, and a clock that stands still. */
export interface World extends AsyncDisposable {
  readonly server: CrlServer;
  readonly ca: TestAuthority;
  readonly directory: Directory;
  /** Of the database, for other processes. */
  readonly path: string;
  readonly authority: CertificateAuthority;
  readonly clock: { now(): UnixSeconds; advance(seconds: number): void };
  /** Issues a CRL dated now and publishes it at the URL of the part. */
  publish(crl?: Partial<TestCrl>, part?: 'base' | 'delta'): Promise<Uint8Array>;
  /** The CA record with a base URL; `delta` adds the other one. */
  configure(urls: { readonly base?: string; readonly delta?: string }): CertificateAuthority;
  /** A service of its own, as after a restart; ended with the world. */
  startService(options?: Partial<RevocationServiceOptions>): RevocationService;
}

export const BASE_PATH = '/base.crl';
export const DELTA_PATH = '/delta.crl';
/** Of the directory on disk. */
export const KEY: Uint8Array = new Uint8Array(32).fill(7);
export const NOW: UnixSeconds = Date.UTC(2026, 10, 23, 9, 0, 0) / 1000;

export async function createWorld(): Promise<World> {
  const server = await startCrlServer();
  const ca = await createTestAuthority('O=Contoso, CN=Issuing CA');
  const folder = await mkdtemp(join(tmpdir(), 'signet-revocation-'));
  const path = join(folder, 'signet.sqlite');
  const directory = await openSqliteDirectory({ path, keyVault: createKeyVault(KEY) });
  const tenantId = guid<TenantId>('11111111-1111-4111-8111-111111111111');
  let now = NOW;
  const clock = {
    now: () => now,
    advance: (seconds: number) => {
      now += seconds;
    },
  };
  const authority: CertificateAuthority = {
    id: guid('22222222-2222-4222-8222-222222222222'),
    tenantId,
    certificate: ca.certificateDer,
    isRootAuthority: true,
    certificateRevocationListUrl: server.url(BASE_PATH),
    deltaCertificateRevocationListUrl: undefined,
    issuer: 'CN=Issuing CA, O=Contoso',
    issuerSki: 'AB',
    createdAt: NOW,
  };
  await directory.tenants.add({ id: tenantId, displayName: 'Contoso', createdAt: NOW });
  await directory.certificateAuthorities.add(authority);
  const services: RevocationService[] = [];
  return {
    server,
    ca,
    directory,
    path,
    authority,
    clock,
    configure: ({ base, delta }) => ({
      ...authority,
      certificateRevocationListUrl: base,
      deltaCertificateRevocationListUrl: delta,
    }),
    async publish(crl = {}, part = 'base') {
      const bytes = await ca.issueCrl({ thisUpdate: now, ...crl });
      server.answer(part === 'base' ? BASE_PATH : DELTA_PATH, bytes);
      return bytes;
    },
    startService(options = {}) {
      const service = createRevocationService({
        directory,
        clock,
        verifySignature: createSignatureVerifier(),
        ...options,
        limits: { addresses: 'public-and-loopback', ...options.limits },
      });
      services.push(service);
      return service;
    },
    async [Symbol.asyncDispose]() {
      for (const service of services) await service.stop();
      await server[Symbol.asyncDispose]();
      await directory[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}
