import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createFederationServer } from './_federation-server.ts';
import { createSampleMatcher } from './_match.ts';
import { run, runScript } from './_run.ts';
import { parseConsoleBlocks } from './_script.ts';

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
