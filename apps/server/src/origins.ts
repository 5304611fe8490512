import { findFreePort } from '@signet/http/find-free-port';
import type { ListenConfig } from './config/config.ts';

/** The addresses that the world knows the service by; issuers, endpoints and cookies hang on them. */
export interface Origins {
  readonly login: string;
  readonly certificate: string;
}

/** The canonical origins of a configuration: the proxy's, else the form with host names, where several are on. */
export function originsOf({ twoPorts, onePort, behindProxy }: ListenConfig): Origins {
  if (behindProxy) {
    const { loginOrigin, certificateOrigin } = behindProxy;
    return { login: new URL(loginOrigin).origin, certificate: new URL(certificateOrigin).origin };
  }
  if (onePort) {
    return {
      login: origin(onePort.loginHostname, onePort.port),
      certificate: origin(onePort.certificateHostname, onePort.port),
    };
  }
  if (!twoPorts) throw new TypeError('the configuration listens nowhere');
  return {
    login: origin(twoPorts.hostname, twoPorts.loginPort),
    certificate: origin(twoPorts.hostname, twoPorts.certificatePort),
  };
}

/** Origins go into issuers before anything listens, so port 0 is settled first. */
export async function settlePorts(listen: ListenConfig): Promise<ListenConfig> {
  const settle = async (port: number): Promise<number> => (port === 0 ? findFreePort() : port);
  const { twoPorts, onePort, behindProxy } = listen;
  return {
    ...listen,
    ...(twoPorts && {
      twoPorts: {
        ...twoPorts,
        loginPort: await settle(twoPorts.loginPort),
        certificatePort: await settle(twoPorts.certificatePort),
      },
    }),
    ...(onePort && { onePort: { ...onePort, port: await settle(onePort.port) } }),
    ...(behindProxy && {
      behindProxy: {
        ...behindProxy,
        loginPort: await settle(behindProxy.loginPort),
        certificatePort: await settle(behindProxy.certificatePort),
      },
    }),
  };
}

function origin(hostname: string, port: number): string {
  return new URL(`https://${hostname}:${port}`).origin;
}
