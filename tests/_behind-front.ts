import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom, createSystemClock } from '@signet/crypto';
import type { CertificateHeader } from '@signet/http/certificate-headers';
import {
  type ClientCertificate,
  createLabPki,
  DEMO_PEOPLE,
  issueFaultyCertificate,
  type TlsIdentity,
} from '@signet/lab';
import { findFreePort } from '@signet/server';
import type { FrontProxyOptions } from './_front-proxy.ts';
import type { Refusal } from './_refusals.ts';
import { startWorld, type World, type WorldOptions } from './_world.ts';

const { alice } = DEMO_PEOPLE;

/** By which proxies without a certificate prove themselves. */
export const SECRET = '8Zk3vWn0Qx5rT1yBc7Lm';

/** A server whose two addresses are a proxy's. */
export interface BehindFront extends AsyncDisposable {
  readonly world: World;
  readonly front: FrontProxyOptions['front'];
  readonly upstream: FrontProxyOptions['upstream'];
  /** What the proxy was started with. */
  readonly options: FrontProxyOptions;
  /** Of the CA that issued the proxy's certificate; pinned nowhere. */
  readonly strangers: TlsIdentity;
}

export async function startBehindFront({
  form,
  proof,
  start,
  ...options
}: {
  readonly form: CertificateHeader;
  readonly proof: 'certificate' | 'secret';
  readonly start: (options: FrontProxyOptions) => Promise<AsyncDisposable>;
} & Pick<WorldOptions, 'signInRequestsPerMinute'>): Promise<BehindFront> {
  const stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'signet-front-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const front = { login: await findFreePort(), certificate: await findFreePort() };
  const upstream = { login: await findFreePort(), certificate: await findFreePort() };
  const proxies = await createLabPki({ ...PORTS, keyAlgorithm: 'p-256', organisation: 'Proxies' });
  const own = await proxies.issueClientCertificate({ commonName: 'Proxy' });
  const strangers = await proxies.issueClientCertificate({ commonName: 'Somebody else of the same CA' });
  const files = {
    ownCertFile: join(folder, 'own.pem'),
    pinnedFile: join(folder, 'pinned.pem'),
    secretFile: join(folder, 'secret'),
    rootFile: join(folder, 'root.pem'),
  };
  await writeFile(files.ownCertFile, `${own.certificatePem}\n${own.privateKeyPem}`);
  await writeFile(files.pinnedFile, own.certificatePem);
  await writeFile(files.secretFile, `${SECRET}\n`);
  const world = stack.use(
    await startWorld({
      ...options,
      behindProxy: {
        loginPort: upstream.login,
        certificatePort: upstream.certificate,
        loginOrigin: `https://localhost:${front.login}`,
        certificateOrigin: `https://localhost:${front.certificate}`,
        certificateHeader: form,
        ...(proof === 'certificate'
          ? { proxyCertificatesFile: files.pinnedFile }
          : { proxySecretFile: files.secretFile }),
      },
    }),
  );
  await writeFile(files.rootFile, world.pki.root.certificatePem);
  const { certFile, keyFile } = world.config.tls;
  const proxy = { folder, front, upstream, certFile, keyFile, ...files, secret: SECRET };
  stack.use(await start(proxy));
  const dispose = (): Promise<void> => stack.disposeAsync();
  return { world, front, upstream, options: proxy, strangers, [Symbol.asyncDispose]: dispose };
}

/** What is refused at the federation server, and how it is refused where the server has the handshake itself. */
export const REFUSED_CERTIFICATES: readonly (Omit<Refusal, 'face'> & {
  readonly what: string;
  readonly issue: (world: World) => Promise<ClientCertificate | undefined>;
})[] = [
  {
    what: 'no certificate',
    issue: async () => undefined,
    aadsts: 50192,
    code: 'no-certificate',
    check: 'certificate-sent',
    rule: 'RFC 8446 §4.4.2',
  },
  {
    what: 'an expired certificate',
    issue: ({ pki }) => issueFaultyCertificate(pki, 'expired', nameOf(alice), PORTS),
    aadsts: 500172,
    code: 'certificate-expired',
    check: 'validity',
    rule: 'RFC 5280 §6.1.3 (a)(2)',
  },
  {
    what: 'a certificate of an unknown CA',
    issue: ({ pki }) => issueFaultyCertificate(pki, 'unknown-ca', nameOf(alice), PORTS),
    aadsts: 500176,
    code: 'certificate-untrusted',
    check: 'path-building',
    rule: 'RFC 5280 §6.1: a path to a trust anchor',
  },
  {
    what: 'a revoked certificate',
    issue: async (world) => {
      const certificate = await world.issueFor(alice);
      await world.revoke(certificate);
      return certificate;
    },
    aadsts: 500171,
    code: 'certificate-revoked',
    check: 'revocation',
    rule: 'RFC 5280 §6.1.3 (a)(3)',
  },
];

function nameOf({ displayName, userPrincipalName }: typeof alice) {
  return { commonName: displayName, userPrincipalName };
}

const PORTS = { clock: createSystemClock(), random: createRandom() };
