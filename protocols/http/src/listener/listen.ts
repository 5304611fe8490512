import type { AddressInfo, Server } from 'node:net';
import { HttpError, type HttpErrorCode } from '../http-error.ts';

export interface ListenTarget {
  readonly port: number;
  readonly address: string | undefined;
  readonly reusePort: boolean;
}

/** Opens the port and returns the real one. Throws `HttpError` with a sentence that names the port. */
export async function listen(server: Server, { port, address, reusePort }: ListenTarget): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const onError = (cause: NodeJS.ErrnoException): void => reject(listenError(cause, port, address));
  server.once('error', onError);
  server.listen({ port, reusePort, ...(address !== undefined && { host: address }) }, () => {
    server.off('error', onError);
    resolve((server.address() as AddressInfo).port);
  });
  return promise;
}

function listenError(cause: NodeJS.ErrnoException, port: number, address: string | undefined): HttpError {
  const [code, message] = describe(cause.code, port, address ?? 'all interfaces');
  return new HttpError(code, message, { cause, port });
}

function describe(code: string | undefined, port: number, address: string): [HttpErrorCode, string] {
  switch (code) {
    case 'EADDRINUSE':
      return [
        'port-in-use',
        `Port ${port} is taken by another program; stop that one or choose another port.`,
      ];
    case 'EACCES':
      return [
        'port-not-permitted',
        `This user may not open port ${port}; choose one above 1023 or grant the right to bind it.`,
      ];
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return [
        'address-not-available',
        `Port ${port} cannot be opened on ${address}, which is no address of this machine.`,
      ];
    default:
      return ['listen-failed', `Port ${port} cannot be opened on ${address} (${code ?? 'unknown error'}).`];
  }
}
