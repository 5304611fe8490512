import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findFreePort, readConfig, startServer } from '@signet/server';
import { expect, it } from 'vitest';
import { createSampleMatcher } from './_match.ts';
import { run, runScript } from './_run.ts';
import { parseConsoleBlocks } from './_script.ts';
import { createWorld, type World } from './_world.ts';

// The commands of docs/guide/retire-ad-fs.md, in their order, beside a federation server that runs.

const PAGE = new URL('../../../docs/guide/retire-ad-fs.md', import.meta.url);

it('the examples of docs/guide/retire-ad-fs.md print what the page shows', async () => {
  const steps = parseConsoleBlocks(readFileSync(PAGE, 'utf8'));
  expect(steps.length).toBeGreaterThanOrEqual(6);
  await using world = await createFederationServer();
  const { output } = await run('signet federation setup contoso.example --json', world);
  // `run` puts the pages' address in the place of the server's.
  const { federationConfiguration } = JSON.parse(
    output.replaceAll('https://localhost:8443', world.loginOrigin ?? ''),
  );
  const files = [
    { name: 'settings.json', contents: JSON.stringify({ value: [federationConfiguration] }) },
    // As PowerShell writes it, and as AD FS had it: prompt=login asks for a password.
    {
      name: 'old-settings.json',
      contents: JSON.stringify({
        IssuerUri: federationConfiguration.issuerUri,
        PassiveSignInUri: 'https://adfs.contoso.example/adfs/ls/',
        SigningCertificate: 'bm8gY2VydGlmaWNhdGU=',
      }),
    },
  ];
  await runScript({ steps, files }, world, createSampleMatcher());
});

async function createFederationServer(): Promise<World> {
  const world = await createWorld();
  const [loginPort, certificatePort] = [await findFreePort(), await findFreePort()];
  const file = join(world.folder, 'data', 'signet.json');
  await writeFile(file, JSON.stringify(config(loginPort, certificatePort)));
  const server = await startServer(await readConfig(file, {}));
  return {
    ...world,
    loginOrigin: server.origins.login,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    },
  };
}

function config(loginPort: number, certificatePort: number): object {
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
