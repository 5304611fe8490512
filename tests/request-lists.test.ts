import { createHash } from 'node:crypto';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { PipelinePolicy, PipelineRequest } from '@azure/core-rest-pipeline';
import { ClientCertificateCredential, DeviceCodeCredential } from '@azure/identity';
import {
  type AuthenticationResult,
  ConfidentialClientApplication,
  type Configuration,
  CryptoProvider,
  type INetworkModule,
  PublicClientApplication,
} from '@azure/msal-node';
import { hashPassword } from '@signet/crypto';
import type { Application } from '@signet/identity';
import { APPLICATION_IDS, CONTOSO_TENANT_ID, DEMO_PEOPLE, type DemoPerson } from '@signet/lab';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOwnCertificate, type OwnCertificate, registerApplication } from './_applications.ts';
import { confirmDevice } from './_device.ts';
import { allowEverybody, scopeNamed } from './_third-party.ts';
import { startWorld, type World } from './_world.ts';

// What MSAL for Node and @azure/identity ask of us, request by request and in order, as their sources have it.

const { alice, dora } = DEMO_PEOPLE;
const SCOPES = ['User.Read'];
const PASSWORD = 'correct & <horse>';
let world: World;
let own: OwnCertificate;
let service: Application;

beforeAll(async () => {
  world = await startWorld({ passwords: 'test-users' });
  setDefaultCACertificates([...getCACertificates('default'), world.pki.root.certificatePem]);
  const { directory, clock } = world.server.services;
  for (const { id } of [alice, dora])
    await directory.passwords.put(id, await hashPassword(PASSWORD), clock.now());
  own = await createOwnCertificate(world, 'Orders');
  service = await registerApplication(
    world,
    {
      displayName: 'Orders',
      identifierUris: ['api://orders'],
      oauth2PermissionScopes: [scopeNamed('Orders.Read')],
    },
    [own.certificate],
  );
  await allowEverybody(world, APPLICATION_IDS.native, 'Orders.Read', service.appId);
  await allowEverybody(world, service.appId, 'User.Read openid profile offline_access');
});
afterAll(() => world?.[Symbol.asyncDispose]());

interface Asked {
  /** `POST /…/token grant_type` */
  readonly what: string;
  readonly fields: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
}

/** Real requests over TLS, noted; `change` may stand between an answer and the client. */
function createRecorder(change: (answer: Answer, asked: Asked) => Answer = (answer) => answer) {
  const asked: Asked[] = [];
  const send = async (method: 'GET' | 'POST', url: string, options?: SendOptions): Promise<Answer> => {
    const { pathname, origin } = new URL(url);
    const form = new URLSearchParams(options?.body ?? '');
    const grant = form.get('grant_type');
    const path = origin === world.server.origins.login ? pathname : `${origin}${pathname}`;
    const what = [method, path, ...(grant === null ? [] : [grant])].join(' ');
    const one: Asked = { what, fields: [...form.keys()], headers: options?.headers ?? {} };
    asked.push(one);
    if (origin !== world.server.origins.login) throw new TypeError('the network is unreachable');
    const response = await world.fetch(url, {
      method,
      headers: options?.headers ?? {},
      ...(method === 'POST' && { body: options?.body ?? '' }),
    });
    const headers = Object.fromEntries(response.headers);
    return change({ status: response.status, headers, body: await response.json() }, one);
  };
  const client: INetworkModule = {
    sendGetRequestAsync: (url, options) => send('GET', url, options) as never,
    sendPostRequestAsync: (url, options) => send('POST', url, options) as never,
  };
  return {
    client,
    asked,
    /** What was asked since the last time. */
    list: () => asked.splice(0).map(({ what }) => what),
  };
}

interface SendOptions {
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Record<string, unknown>;
}

type Recorder = ReturnType<typeof createRecorder>;

function configure(recorder: Recorder, segment: string, auth: Partial<Configuration['auth']>): Configuration {
  const { login } = world.server.origins;
  return {
    auth: {
      clientId: APPLICATION_IDS.native,
      authority: `${login}/${segment}`,
      knownAuthorities: [new URL(login).host],
      ...auth,
    },
    system: { networkClient: recorder.client },
  };
}

function createClient(recorder: Recorder, segment: string = CONTOSO_TENANT_ID): PublicClientApplication {
  return new PublicClientApplication(configure(recorder, segment, {}));
}

function createService(recorder: Recorder): ConfidentialClientApplication {
  const thumbprintSha256 = createHash('sha256').update(own.certificate).digest('hex');
  const clientCertificate = { privateKey: own.privateKeyPem, thumbprintSha256 };
  return new ConfidentialClientApplication(
    configure(recorder, CONTOSO_TENANT_ID, { clientId: service.appId, clientCertificate }),
  );
}

const configurationOf = (segment: string): string => `GET /${segment}/v2.0/.well-known/openid-configuration`;
const tokenOf = (segment: string, grantType: string): string =>
  `POST /${segment}/oauth2/v2.0/token ${grantType}`;
const CONFIGURATION = configurationOf(CONTOSO_TENANT_ID);
const tokenBy = (grantType: string): string => tokenOf(CONTOSO_TENANT_ID, grantType);

async function signIn(
  client: PublicClientApplication,
  scopes: readonly string[] = SCOPES,
): Promise<AuthenticationResult> {
  const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
  const asked = { redirectUri: 'http://localhost', scopes: [...scopes] };
  const url = await client.getAuthCodeUrl({
    ...asked,
    codeChallenge: challenge,
    codeChallengeMethod: 'S256',
    responseMode: 'query',
  });
  const outcome = await visit(url, asked.redirectUri);
  return client.acquireTokenByCode({
    ...asked,
    code: outcome.parameters.get('code') ?? '',
    codeVerifier: verifier,
  });
}

async function visit(url: string, redirectUri: string) {
  const browser = world.openBrowser(await world.issueFor(alice));
  const outcome = await browser.visit(url, { redirectUri, userName: alice.userPrincipalName });
  if (outcome.kind === 'page') throw new Error(outcome.text);
  return outcome;
}

describe('MSAL for Node', () => {
  it('by code and PKCE: the document, then the code; then nothing, a refresh, another resource', async () => {
    const recorder = createRecorder();
    const client = createClient(recorder);
    const result = await signIn(client);
    const [configuration, redemption] = recorder.asked;
    expect([configuration?.what, redemption?.what]).toEqual([CONFIGURATION, tokenBy('authorization_code')]);
    expect(redemption?.fields).toEqual([
      'client_id',
      'redirect_uri',
      'scope',
      'code',
      'x-client-SKU',
      'x-client-VER',
      'x-client-OS',
      'x-client-CPU',
      'x-ms-lib-capability',
      'x-client-current-telemetry',
      'x-client-last-telemetry',
      'code_verifier',
      'grant_type',
      'client_info',
      'claims',
    ]);
    // It was not asked for; MSAL refuses an ID token that has one all the same.
    expect(decodeJwt(result.idToken)).not.toHaveProperty('nonce');
    recorder.list();

    const account = result.account!;
    expect((await client.acquireTokenSilent({ account, scopes: SCOPES })).fromCache).toBe(true);
    expect(recorder.list()).toEqual([]);
    await client.acquireTokenSilent({ account, scopes: SCOPES, forceRefresh: true });
    expect(recorder.asked[0]?.headers).toMatchObject({
      'X-AnchorMailbox': `Oid:${alice.id}@${CONTOSO_TENANT_ID}`,
    });
    expect(recorder.list()).toEqual([tokenBy('refresh_token')]);
    const other = await client.acquireTokenSilent({ account, scopes: ['api://orders/Orders.Read'] });
    expect(other.scopes).toContain('api://orders/Orders.Read');
    expect(recorder.list()).toEqual([tokenBy('refresh_token')]);
    // Echoed as it was asked for, it is found in the cache.
    expect(await client.acquireTokenSilent({ account, scopes: ['api://orders/Orders.Read'] })).toMatchObject({
      fromCache: true,
    });
    expect(recorder.list()).toEqual([]);
  });

  it('interactively: the form comes to its loopback server', async () => {
    const recorder = createRecorder();
    const result = await createClient(recorder).acquireTokenInteractive({
      scopes: SCOPES,
      openBrowser: async (url) => {
        const { searchParams } = new URL(url);
        expect(searchParams.get('response_mode')).toBe('form_post');
        const redirectUri = searchParams.get('redirect_uri') ?? '';
        expect(redirectUri).toMatch(/^http:\/\/localhost:\d+$/);
        const { parameters } = await visit(url, redirectUri);
        await fetch(redirectUri, { method: 'POST', body: new URLSearchParams([...parameters]) });
      },
    });
    expect(result.account?.username).toBe(alice.userPrincipalName);
    expect(recorder.list()).toEqual([CONFIGURATION, tokenBy('authorization_code')]);
  });

  it('by device code: the second flow asks for no document', async () => {
    const recorder = createRecorder();
    const client = createClient(recorder);
    for (const first of [[CONFIGURATION], []]) {
      await client.acquireTokenByDeviceCode({
        scopes: SCOPES,
        deviceCodeCallback: async ({ userCode, verificationUri }) => {
          expect(verificationUri).toBe(`${world.server.origins.login}/common/oauth2/deviceauth`);
          await confirmDevice(world, world.openBrowser(await world.issueFor(alice)), userCode, alice);
        },
      });
      const asked = recorder.list();
      const poll = tokenBy('device_code');
      expect(asked.slice(0, first.length + 1)).toEqual([
        ...first,
        `POST /${CONTOSO_TENANT_ID}/oauth2/v2.0/devicecode`,
      ]);
      expect(new Set(asked.slice(first.length + 1))).toEqual(new Set([poll]));
    }
  });

  it('by password: neither user realm nor MEX, though the user is federated, who is refused here', async () => {
    const recorder = createRecorder();
    const client = createClient(recorder);
    const ask = ({ userPrincipalName: username }: DemoPerson) =>
      client.acquireTokenByUsernamePassword({ scopes: SCOPES, username, password: PASSWORD });
    expect((await ask(dora))?.uniqueId).toBe(dora.id);
    expect(recorder.list()).toEqual([CONFIGURATION, tokenBy('password')]);
    await expect(ask(alice)).rejects.toThrow('AADSTS50107');
    expect(recorder.list()).toEqual([tokenBy('password')]);
  });

  it('for an application by certificate, and on behalf of a person with the same assertion', async () => {
    const recorder = createRecorder();
    const msal = createService(recorder);
    const asked = { scopes: ['api://orders/.default'] };
    await msal.acquireTokenByClientCredential(asked);
    expect(recorder.asked[1]?.fields).toEqual(expect.arrayContaining(['client_assertion', 'scope']));
    expect(recorder.list()).toEqual([CONFIGURATION, tokenBy('client_credentials')]);
    expect(await msal.acquireTokenByClientCredential(asked)).toMatchObject({ fromCache: true });
    expect(recorder.list()).toEqual([]);

    const { accessToken } = await signIn(createClient(createRecorder()), ['api://orders/Orders.Read']);
    await msal.acquireTokenOnBehalfOf({ oboAssertion: accessToken, scopes: SCOPES });
    expect(recorder.asked[0]?.fields).toEqual(
      expect.arrayContaining(['client_assertion', 'assertion', 'requested_token_use']),
    );
    expect(recorder.list()).toEqual([tokenBy('urn:ietf:params:oauth:grant-type:jwt-bearer')]);
  });

  it.each(['common', 'organizations', 'contoso.example'])(
    'stays at /%s, for refreshes too',
    async (segment) => {
      const recorder = createRecorder();
      const client = createClient(recorder, segment);
      const { account } = await signIn(client);
      await client.acquireTokenSilent({ account: account!, scopes: SCOPES, forceRefresh: true });
      expect(recorder.list()).toEqual([
        configurationOf(segment),
        tokenOf(segment, 'authorization_code'),
        tokenOf(segment, 'refresh_token'),
      ]);
    },
  );
});

describe('MSAL for Node, when something is wrong', () => {
  it('refuses a document whose issuer is at another host, after one request', async () => {
    const recorder = createRecorder((answer) => ({
      ...answer,
      body: { ...answer.body, issuer: 'https://elsewhere.example/v2.0' },
    }));
    await expect(signIn(createClient(recorder))).rejects.toMatchObject({
      errorCode: 'endpoints_resolution_error',
    });
    expect(recorder.list()).toEqual([CONFIGURATION]);
  });

  it('asks nothing for a minute after a 503, which is why none leaves the token endpoint', async () => {
    const recorder = createRecorder((answer, { what }) =>
      what.startsWith('POST') ? { status: 503, headers: {}, body: { error: 'server_error' } } : answer,
    );
    const msal = createService(recorder);
    const ask = () => msal.acquireTokenByClientCredential({ scopes: ['api://orders/.default'] });
    await expect(ask()).rejects.toThrow();
    expect(recorder.list()).toEqual([CONFIGURATION, tokenBy('client_credentials')]);
    await expect(ask()).rejects.toThrow();
    expect(recorder.list()).toEqual([]);
  });

  it('asks us nothing where it does not know our host and cannot ask Microsoft', async () => {
    const recorder = createRecorder();
    const client = new PublicClientApplication(
      configure(recorder, CONTOSO_TENANT_ID, { knownAuthorities: [] }),
    );
    await expect(signIn(client)).rejects.toThrow();
    const asked = recorder.list();
    expect(asked.filter((what) => !what.includes('login.microsoftonline.com'))).toEqual([]);
    expect(asked.length).toBeGreaterThan(0);
  });

  it('keeps a refresh token after invalid_grant without a suberror, and asks with it again', async () => {
    let isRefused = false;
    const recorder = createRecorder((answer, { what }) =>
      isRefused && what.endsWith('refresh_token')
        ? { status: 400, headers: {}, body: { error: 'invalid_grant', error_description: 'AADSTS500173' } }
        : answer,
    );
    const client = createClient(recorder);
    const { account } = await signIn(client);
    const refresh = () =>
      client.acquireTokenSilent({ account: account!, scopes: SCOPES, forceRefresh: true });
    isRefused = true;
    await expect(refresh()).rejects.toThrow('AADSTS500173');
    isRefused = false;
    await expect(refresh()).resolves.toMatchObject({ fromCache: false });
    expect(recorder.list().slice(2)).toEqual([tokenBy('refresh_token'), tokenBy('refresh_token')]);
  });
});

describe('@azure/identity', () => {
  const authority = () => ({ authorityHost: world.server.origins.login, disableInstanceDiscovery: true });

  it('signs in by device code, at /common unless it is told a tenant', async () => {
    const sent: PipelineRequest[] = [];
    let confirmed: Promise<unknown> = Promise.resolve();
    const credential = new DeviceCodeCredential({
      ...authority(),
      clientId: APPLICATION_IDS.native,
      additionalPolicies: [
        atEachAttempt((request, next) => {
          sent.push(request);
          return next(request);
        }),
      ],
      userPromptCallback: ({ userCode }) => {
        confirmed = world
          .issueFor(alice)
          .then((certificate) => confirmDevice(world, world.openBrowser(certificate), userCode, alice));
      },
    });
    const token = await credential.getToken('User.Read');
    await confirmed;
    expect(decodeJwt(token?.token ?? '')).toMatchObject({ oid: alice.id, idtyp: 'user' });
    const paths = new Set(
      sent.map(({ url }) => new URL(url).pathname.replace(/\/oauth2|\/v2.0\/\.well.*/, '')),
    );
    expect([...paths]).toEqual(['/common', '/common/v2.0/devicecode', '/common/v2.0/token']);
    expect(sent.every(({ headers }) => headers.has('x-ms-client-request-id'))).toBe(true);
  });

  it('asks again, by the same id, when the answer is lost on the way, and is given another', async () => {
    const ids: (string | undefined)[] = [];
    const credential = new ClientCertificateCredential(
      CONTOSO_TENANT_ID,
      service.appId,
      { certificate: `${own.privateKeyPem}${own.certificatePem}` },
      {
        ...authority(),
        additionalPolicies: [
          atEachAttempt(async (request, next) => {
            // The server answers; what the client sees is what a gateway in between would say.
            const answer = await next(request);
            if (!request.url.includes('/token')) return answer;
            ids.push(request.headers.get('x-ms-client-request-id'));
            return ids.length === 1 ? { ...answer, status: 503, bodyAsText: '' } : answer;
          }),
        ],
      },
    );
    const { token } = await credential.getToken('api://orders/.default');
    expect(decodeJwt(token)).toMatchObject({ appid: service.appId, idtyp: 'app' });
    expect([ids.length, new Set(ids).size]).toEqual([2, 1]);
  });

  function atEachAttempt(sendRequest: PipelinePolicy['sendRequest']) {
    return { position: 'perRetry' as const, policy: { name: 'noting', sendRequest } };
  }
});
