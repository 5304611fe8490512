import { readFile } from 'node:fs/promises';
import type { BehindProxy, ListenerOptions, ProxyProof, TlsIdentity } from '@signet/http';
import { type BehindProxyConfig, ConfigError, type ListenConfig, type TlsConfig } from './config/config.ts';

/** What the configuration says of ports, in the words of the edge. Throws `ConfigError` for a file that cannot be read. */
export async function listenerForms(
  listen: ListenConfig,
): Promise<Pick<ListenerOptions, 'twoPorts' | 'onePort' | 'behindProxy' | 'allowedHosts'>> {
  const { address, twoPorts, onePort, behindProxy, allowedHosts } = listen;
  const where = address === undefined ? {} : { address };
  return {
    ...(twoPorts && {
      twoPorts: {
        ...where,
        login: { hostname: twoPorts.hostname, port: twoPorts.loginPort },
        certificate: { hostname: twoPorts.hostname, port: twoPorts.certificatePort },
      },
    }),
    ...(onePort && {
      onePort: {
        ...where,
        port: onePort.port,
        hostnames: { login: onePort.loginHostname, certificate: onePort.certificateHostname },
      },
    }),
    ...(behindProxy && { behindProxy: { ...where, ...(await readBehindProxy(behindProxy)) } }),
    allowedHosts: {
      login: allowedHosts,
      // Those of single tenants, below that of all.
      certificate: [...allowedHosts, ...(onePort ? [`*.${onePort.certificateHostname}`] : [])],
    },
  };
}

/** The server's own certificate and key. Throws `ConfigError`. */
export async function readTls({ certFile, keyFile }: TlsConfig): Promise<TlsIdentity> {
  const [cert, key] = [await readText('tls.certFile', certFile), await readText('tls.keyFile', keyFile)];
  return { cert, key };
}

async function readBehindProxy(config: BehindProxyConfig): Promise<BehindProxy> {
  return {
    ports: { login: config.loginPort, certificate: config.certificatePort },
    origins: { login: config.loginOrigin, certificate: config.certificateOrigin },
    certificateHeader: config.certificateHeader,
    proof: await readProof(config),
  };
}

async function readProof({ proxyCertificatesFile, proxySecretFile }: BehindProxyConfig): Promise<ProxyProof> {
  if (proxyCertificatesFile !== undefined) {
    const certificates = await readText('listen.behindProxy.proxyCertificatesFile', proxyCertificatesFile);
    return { kind: 'mutual-tls', certificates };
  }
  if (proxySecretFile === undefined)
    throw new TypeError('a proxy without a proof passed the check of the configuration');
  const secret = await readText('listen.behindProxy.proxySecretFile', proxySecretFile);
  // Editors end files with a line break, which no header can hold.
  return { kind: 'shared-secret', secret: secret.trim() };
}

async function readText(setting: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`${setting}: the file ${file} cannot be read (${why}).`, { cause });
  }
}
