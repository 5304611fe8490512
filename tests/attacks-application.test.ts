import { randomUUID } from 'node:crypto';
import { DEMO_PEOPLE } from '@signet/lab';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerApplication } from './_applications.ts';
import { type GraphWorld, startGraphWorld } from './_graph.ts';
import { addTenant } from './_tenants.ts';
import { allowEverybody, asRedirect, postToken, registerThirdParty, secretOf } from './_third-party.ts';

const { alice, admin } = DEMO_PEOPLE;
const SECRET = 'a-secret-of-the-planner';

let graph: GraphWorld;

beforeAll(async () => {
  graph = await startGraphWorld();
});
afterAll(() => graph[Symbol.asyncDispose]());

describe('an application whose last secret was taken away', () => {
  /** Without PKCE, as a web application may that proves itself. */
  async function signIn() {
    const party = await registerThirdParty(graph.world, {
      type: 'web',
      changes: { secrets: [secretOf(SECRET)] },
    });
    await allowEverybody(graph.world, party.application.appId, 'openid profile offline_access');
    const url = new URL(party.authorizeUrl({}));
    for (const name of ['code_challenge', 'code_challenge_method']) url.searchParams.delete(name);
    const browser = graph.world.openBrowser(await graph.world.issueFor(alice));
    const visit = { redirectUri: party.redirectUri, userName: alice.userPrincipalName };
    const { parameters } = asRedirect(await browser.visit(url.href, visit));
    const redeem = (proof: Readonly<Record<string, string>>) =>
      postToken(graph.world, {
        client_id: party.application.appId,
        grant_type: 'authorization_code',
        code: parameters.get('code')!,
        redirect_uri: party.redirectUri,
        ...proof,
      });
    return { party, redeem };
  }
  const takeSecret = async (appId: string) => {
    const { passwordCredentials } = await graph.administrator.api(`/applications/${appId}`).get();
    for (const { keyId } of passwordCredentials)
      await graph.administrator.api(`/applications/${appId}/removePassword`).post({ keyId });
  };

  it('does not have its refresh tokens become worth something without one', async () => {
    const { party, redeem } = await signIn();
    const { body } = await redeem({ client_secret: SECRET });
    const refreshToken = String(body['refresh_token']);
    await takeSecret(party.application.appId);
    const answer = await party.refresh(refreshToken);
    expect(answer).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  });

  it('does not have a code redeemed by nobody in particular', async () => {
    const { party, redeem } = await signIn();
    await takeSecret(party.application.appId);
    const answer = await redeem({});
    expect(answer).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  });
});

describe('an application', () => {
  const create = (changes: object) =>
    graph.administrator.api('/applications').post({ displayName: 'Trap', ...changes });

  it('is not called by a name of Graph, as whose resource it would ask about and pass on people’s tokens', async () => {
    const { login } = graph.world.server.origins;
    const names = ['https://graph.microsoft.com', 'HTTPS://Graph.Microsoft.com', login, `${login}/trap`];
    for (const uri of names)
      await expect(create({ identifierUris: [uri] }), uri).rejects.toMatchObject({ statusCode: 400 });
  });

  it('is not called by the id of another', async () => {
    const { appId } = await registerApplication(graph.world);
    for (const uri of [`api://${appId}`, `api://${appId.toUpperCase()}`])
      await expect(create({ identifierUris: [uri] }), uri).rejects.toMatchObject({ statusCode: 400 });
  });

  it('is not called by an address in a domain of another organisation', async () => {
    await addTenant(graph.world, 'Northwind');
    for (const uri of [
      'https://northwind.example',
      'https://api.northwind.example/x',
      'HTTPS://NorthWind.Example:8443/x',
    ])
      await expect(create({ identifierUris: [uri] }), uri).rejects.toMatchObject({ statusCode: 400 });
    await expect(create({ identifierUris: ['https://api.contoso.example/x'] })).resolves.toMatchObject({});
  });

  it('does not have two certificates under one keyId, of which one would outlive its removal', async () => {
    const key = graph.world.pki.root.certificatePem.replace(/-----[^-]+-----|\s/g, '');
    const keyId = randomUUID();
    await expect(
      create({
        keyCredentials: [
          { key, keyId, type: 'AsymmetricX509Cert', usage: 'Verify' },
          { key, keyId, type: 'AsymmetricX509Cert', usage: 'Verify' },
        ],
      }),
    ).rejects.toMatchObject({ statusCode: 400 });
  });
});

describe('a federated domain', () => {
  it('does not take the issuerUri that another organisation will call its server by', async () => {
    const path = '/domains/fabrikam.example/federationConfiguration';
    const federation = {
      issuerUri: 'http://fs.fabrikam.example/adfs/services/trust',
      passiveSignInUri: 'https://fs.fabrikam.example/adfs/ls',
      signingCertificate: Buffer.from(graph.world.pki.root.certificate).toString('base64'),
    };
    const api = (place: string) => graph.administrator.api(place);
    await addTenant(graph.world, 'Tailspin');
    const stolen = [
      'http://fs.tailspin.example/adfs/services/trust',
      'HTTPS://Tailspin.Example./trust',
      'http://x:y@sts.tailspin.example:8080/',
    ];
    for (const issuerUri of stolen)
      await expect(api(path).post({ ...federation, issuerUri })).rejects.toMatchObject({ statusCode: 400 });
    const { id } = await api(path).post(federation);
    for (const issuerUri of stolen)
      await expect(api(`${path}/${id}`).patch({ issuerUri })).rejects.toMatchObject({ statusCode: 400 });
    await api(`${path}/${id}`).patch({ issuerUri: 'urn:fabrikam:sts' });
    await api(`${path}/${id}`).delete();
  });
});

describe('the log of sign-ins', () => {
  it('does not tell an administrator the names of people of another organisation', async () => {
    const { directory, random, clock } = graph.world.server.services;
    const tenantId = await addTenant(graph.world, 'Woodgrove');
    const stranger = {
      ...(await directory.users.find(alice.id))!,
      id: random.guid() as typeof alice.id,
      tenantId,
    };
    await directory.users.add({
      ...stranger,
      displayName: 'Secret Person',
      userPrincipalName: 'x@woodgrove.example',
      onPremisesImmutableId: undefined,
      mail: undefined,
      proxyAddresses: [],
    });
    const row = await graph.world.newestLogEntry();
    const id = random.guid();
    await directory.signInLog.add({
      ...row,
      id,
      createdAt: clock.now(),
      tenantId: (await directory.users.find(admin.id))!.tenantId,
      userId: stranger.id,
      userPrincipalName: undefined,
    });
    const shown = await graph.administrator.api(`/auditLogs/signIns/${id}`).get();
    expect(JSON.stringify(shown)).not.toMatch(/Secret Person|woodgrove/);
  });
});
