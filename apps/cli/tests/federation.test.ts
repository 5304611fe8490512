import { writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { CONTOSO_TENANT_ID } from '@signet/lab';
import { openServices, readConfig } from '@signet/server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createFederationServer } from './_federation-server.ts';
import { run } from './_run.ts';
import type { World } from './_world.ts';

// `signet federation` beside a federation server that runs, where the guide page does not lead.

let world: World;
beforeAll(async () => {
  world = await createFederationServer();
  await run(
    'signet relying-party add --identifier urn:federation:MicrosoftOnline --wsfed-url https://login.microsoftonline.com/login.srf',
    world,
  );
  await run('signet lab issue --upn alice@contoso.example --out people', world);
});
afterAll(() => world?.[Symbol.asyncDispose]());

interface Answer {
  readonly failed: number;
  readonly lines: readonly { readonly check: string; readonly result: string; readonly found: string }[];
}

/** The lines that are not good. */
async function check(options: string): Promise<readonly string[]> {
  const { output, exitCode } = await run(`signet federation check ${options} --json`, world);
  const answer = JSON.parse(output.slice(0, output.lastIndexOf('}') + 1)) as Answer;
  const failed = answer.lines.filter(({ result }) => result === 'fail').map((line) => line.check);
  expect([answer.failed, exitCode]).toEqual([failed.length, failed.length > 0 ? 4 : 0]);
  return failed;
}

async function setSettings(changes: object): Promise<void> {
  const { output } = await run('signet federation setup contoso.example --json', world);
  const { federationConfiguration } = JSON.parse(
    output.replaceAll('https://localhost:8443', world.loginOrigin ?? ''),
  );
  await writeFile(
    join(world.folder, 'settings.json'),
    JSON.stringify({ ...federationConfiguration, ...changes }),
  );
}

it('looks at the domain as it is here when no settings are given', async () => {
  // The command line's world trusts another certificate than the server's.
  expect(await check('contoso.example --upn alice@contoso.example')).toContain('settings-signingCertificate');
  await run('signet domain refresh-federation contoso.example', world);
  expect(await check('contoso.example --upn alice@contoso.example')).not.toContain(
    'settings-signingCertificate',
  );
});

it('lets pass for a partner what is named, and nothing again', async () => {
  const allow = async (what: string) => run(`signet domain allow ${what}`, world);
  const { output } = await allow('contoso.example response-signature sha1');
  expect(output).toContain('sha1, response-signature is let pass for the partner of contoso.example now.');
  expect(JSON.parse((await allow('contoso.example nothing --json')).output)).toEqual({
    domain: 'contoso.example',
    allow: [],
  });
  expect((await allow('contoso.example nothing sha1')).exitCode).toBe(2);
  expect((await allow('contoso.example everything')).exitCode).toBe(2);
  expect((await allow('fabrikam.example sha1')).output).toContain('is a managed domain');
  expect((await allow('nowhere.example sha1')).output).toContain('There is no domain nowhere.example here');
  const config = await readConfig(join(world.folder, 'data', 'signet.json'), {});
  await using services = await openServices(config);
  const { items } = await services.directory.auditLog.list(CONTOSO_TENANT_ID, { limit: 2 });
  expect(items).toMatchObject(
    ['nothing', 'sha1, response-signature'].map((what) => ({
      activity: `Let pass for the federation partner: ${what}`,
      actor: { displayName: userInfo().username, appDisplayName: 'signet at the command line' },
      target: { id: 'contoso.example' },
    })),
  );
});

it('takes the issuer that a rule gives a domain', async () => {
  const issuerUri = 'http://contoso.example/adfs/services/trust/';
  await setSettings({ issuerUri });
  const question = 'contoso.example --certificate people/alice.pem --settings settings.json';
  expect(await check(question)).toEqual(['settings-issuerUri', 'token-issuer']);
  const { output } = await run('signet federation setup contoso.example --json', world);
  const rules = `${JSON.parse(output).relyingParty.transformRules}
c:[Type == "http://schemas.xmlsoap.org/claims/UPN"]
 => issue(Type = "http://schemas.microsoft.com/ws/2008/06/identity/claims/issuerid", Value = regexreplace(c.Value, ".+@(?<domain>.+)", "http://\${domain}/adfs/services/trust/"));`;
  await writeFile(join(world.folder, 'rules.txt'), rules);
  await run('signet relying-party set urn:federation:MicrosoftOnline --rules rules.txt', world);
  expect(await check(question)).toEqual([]);
  await run('signet relying-party set urn:federation:MicrosoftOnline --built-in-rules', world);
});

it('says that there is no token for whom the rules deny, and for a certificate that is refused', async () => {
  await setSettings({});
  await writeFile(join(world.folder, 'nobody.txt'), '');
  await run(
    'signet relying-party set urn:federation:MicrosoftOnline --authorization-rules nobody.txt',
    world,
  );
  const question = 'contoso.example --certificate people/alice.pem --settings settings.json';
  expect(await check(question)).toEqual(['token']);
  await run('signet relying-party set urn:federation:MicrosoftOnline --permit-everybody', world);
  expect(await check('contoso.example --certificate dora.cer --settings settings.json')).toEqual(['token']);
});

it('asks for the response of a sign-in by SAML, and for an address of SAML', async () => {
  await setSettings({ preferredAuthenticationProtocol: 'saml' });
  const question = 'contoso.example --certificate people/alice.pem --settings settings.json';
  expect(await check(question)).toEqual(['relying-party']);
  await writeFile(join(world.folder, 'response.txt'), Buffer.from('<samlp:Response/>').toString('base64'));
  expect(await check(`${question} --token response.txt`)).toEqual(['relying-party', 'token-signature']);
});

it.each([
  ['', 'holds no settings of a domain'],
  ['[]', 'holds no settings of a domain'],
  ['{"value":[]}', 'holds no settings of a domain'],
  ['{"issuerUri": 7}', 'holds no settings of a domain'],
])('refuses %j as settings', async (contents, message) => {
  await writeFile(join(world.folder, 'bad.json'), contents);
  const question = 'signet federation check contoso.example --upn alice@contoso.example --settings bad.json';
  expect(await run(question, world)).toMatchObject({ exitCode: 2, output: expect.stringContaining(message) });
});

it('says so when the server does not run, and when the domain is not here', async () => {
  const unknown = await run('signet federation check nobody.example --upn alice@contoso.example', world);
  expect(unknown).toMatchObject({ exitCode: 3, output: expect.stringContaining('--settings') });
  await using stopped = await createFederationServer('not-started');
  const { output } = await run(
    'signet federation check contoso.example --upn alice@contoso.example',
    stopped,
  );
  expect(output).toContain('What to do: Start the server');
});

it('demands multi-factor authentication of a domain that leaves the second factor to us', async () => {
  await setSettings({ federatedIdpMfaBehavior: 'enforceMfaByFederatedIdp' });
  await setRules('');
  const question = 'contoso.example --certificate people/alice.pem --settings settings.json';
  expect(await check(question)).toEqual(['token-multi-factor']);
  await setRules(
    '=> issue(Type = "http://schemas.microsoft.com/claims/authnmethodsreferences", Value = "http://schemas.microsoft.com/claims/multipleauthn");',
  );
  expect(await check(question)).toEqual([]);
});

/** The built-in rules of the service, and more. */
async function setRules(more: string): Promise<void> {
  const { output } = await run('signet federation setup contoso.example --json', world);
  const rules = `${JSON.parse(output).relyingParty.transformRules}\n${more}`;
  await writeFile(join(world.folder, 'factors.txt'), rules);
  await run('signet relying-party set urn:federation:MicrosoftOnline --rules factors.txt', world);
}
