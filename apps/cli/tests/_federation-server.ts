import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FEDERATED_DOMAIN } from '@signet/lab';
import {
  findFreePort,
  openServices,
  originsOf,
  readConfig,
  type ServerConfig,
  startServer,
} from '@signet/server';
import { createWorld, type World } from './_world.ts';

/** The command line's world with a federation server, and no relying party yet. */
export async function createFederationServer(state: 'started' | 'not-started' = 'started'): Promise<World> {
  const stack = new AsyncDisposableStack();
  const world = stack.use(await createWorld());
  const [loginPort, certificatePort] = [await findFreePort(), await findFreePort()];
  const file = join(world.folder, 'data', 'signet.json');
  await writeFile(file, JSON.stringify(describeConfig(loginPort, certificatePort)));
  const config = await readConfig(file, {});
  await leadDomainTo(originsOf(config.listen).login, config);
  if (state === 'started') stack.use(await startServer(config));
  const owned = stack.move();
  return {
    ...world,
    loginOrigin: originsOf(config.listen).login,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** The seeded domain has the demo's ports. */
async function leadDomainTo(origin: string, config: ServerConfig): Promise<void> {
  await using services = await openServices(config);
  const { domains } = services.directory;
  const domain = await domains.find(FEDERATED_DOMAIN);
  const passiveSignInUri = `${origin}/adfs/ls/`;
  if (domain?.federation)
    await domains.update({ ...domain, federation: { ...domain.federation, passiveSignInUri } });
}

function describeConfig(loginPort: number, certificatePort: number): object {
  return {
    database: 'sqlite:signet.sqlite',
    encryptionKey: { file: 'encryption.key' },
    tls: { certFile: 'lab/tls/server.pem', keyFile: 'lab/tls/server.key.pem' },
    listen: { address: '127.0.0.1', twoPorts: { hostname: 'localhost', loginPort, certificatePort } },
    federationServer: {
      tenantId: 'c0270500-0000-4000-8000-000000000001',
      issuerUri: 'http://localhost/adfs/services/trust',
      relyingParties: [],
    },
    revocation: { addresses: 'any' },
    log: { level: 'error' },
  };
}
