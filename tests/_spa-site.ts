import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import type { World } from './_world.ts';

/** A web server of a single-page application, on its own origin. */
export interface SpaSite extends AsyncDisposable {
  /** `https://localhost:49152` */
  readonly origin: string;
  /** MSAL's configuration, in the page from its next load on. */
  configure(configuration: object): void;
}

/**
 * By https, which makes it the same site as the token service: Chromium sends no cookie into a frame of another
 * site, so a silent frame finds the session only where application and token service share a domain.
 */
export async function startSpaSite({ pki: { tls } }: World): Promise<SpaSite> {
  const [page, bridge] = [await bundle('page'), await bundle('bridge')];
  let configuration = '{}';
  const server = createServer({ cert: tls.chainPem, key: tls.privateKeyPem }, (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const script = pathname === '/bridge' ? bridge : page;
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(
      `<!doctype html><title>loading</title><script type="application/json" id="configuration">${configuration}</script><script type="module">${script}</script>`,
    );
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    origin: `https://localhost:${(server.address() as AddressInfo).port}`,
    configure: (next) => {
      configuration = JSON.stringify(next);
    },
    [Symbol.asyncDispose]: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

async function bundle(name: 'page' | 'bridge'): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      target: 'esnext',
      lib: { entry: fileURLToPath(new URL(`_spa/${name}.ts`, import.meta.url)), formats: ['es'] },
      rollupOptions: { output: { codeSplitting: false } },
    },
  });
  const outputs = Array.isArray(built) ? built : [built];
  const chunk = outputs
    .flatMap((one) => ('output' in one ? one.output : []))
    .find(({ type }) => type === 'chunk');
  if (chunk?.type !== 'chunk') throw new Error(`vite made no chunk of ${name}`);
  return chunk.code.replaceAll('</script', '<\\/script');
}
