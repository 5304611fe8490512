import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { APPLICATION_IDS, type BrowserOutcome, CONTOSO_TENANT_ID, DEMO_PEOPLE } from '@signet/lab';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOwnCertificate, registerApplication } from './_applications.ts';
import { startBehindFront } from './_behind-front.ts';
import {
  ask,
  askedForCertificate,
  askWithAssertion,
  authnRequest,
  begin,
  federationUrl,
  listen,
  loginSrf,
  PORTAL,
  pageOf,
  post,
  signIn,
} from './_left-out.ts';
import { askToken } from './_refusals.ts';
import { newTrust } from './_trusts.ts';
import { ROOT } from './_workspaces.ts';
import { startWorld, type World } from './_world.ts';
import { startWrittenFront, writtenByTraefik } from './_written-front.ts';

const { alice } = DEMO_PEOPLE;
const CLAIMS =
  '{"id_token":{"signin_state":{"essential":false},"login_hint":{"essential":false},"tenant_region_sub_scope":{"essential":false}}}';
/** Of Microsoft's reference of optional claims. */
const NOT_SERVED = [
  ...['ctry', 'tenant_ctry', 'tenant_region_scope', 'xms_pdl', 'xms_pl', 'xms_tpl'],
  ...['in_corp', 'onprem_sid', 'pwd_exp', 'pwd_url', 'fwd', 'vnet', 'ztdid'],
];
const OTHERS = 'https://unknown.example/';
let world: World;

beforeAll(async () => {
  world = await startWorld();
  const acs = { location: 'https://portal.example/acs', index: 0, isDefault: true };
  await world.server.services.directory.relyingPartyTrusts.add(
    newTrust(world.server.services, {
      displayName: 'Portal',
      identifiers: [PORTAL],
      assertionConsumerServices: [acs],
    }),
  );
});
afterAll(() => world[Symbol.asyncDispose]());

/** The lines of docs/protocols/left-out.md, in its order: what is left out, what is answered, and the proof. */
const ROWS: readonly { readonly what: string; readonly answer: string; readonly see: () => Promise<void> }[] =
  [
    {
      what: '`/{tenant}/wsfed`: the token service as WS-Federation provider for applications',
      answer: '404, nothing at this address',
      see: async () => {
        const query = `wa=wsignin1.0&wtrealm=${encodeURIComponent(PORTAL)}`;
        for (const segment of ['contoso.example', 'common', CONTOSO_TENANT_ID])
          expect(await ask(world, `/${segment}/wsfed?${query}`)).toMatchObject(NOTHING);
      },
    },
    {
      what: '`/{tenant}/saml2` as SAML identity provider for applications',
      answer: "400 with AADSTS90081; it takes a partner's answers alone",
      see: async () => {
        const url = `/contoso.example/saml2?SAMLRequest=${authnRequest(world, '')}`;
        const answer = await ask(world, url);
        expect(answer.status).toBe(400);
        expect(answer.text).toContain('AADSTS90081');
      },
    },
    {
      what: 'endpoints for browsers in `/{tenant}/FederationMetadata/2007-06/FederationMetadata.xml`',
      answer: 'the document with issuer and keys, without any endpoint',
      see: async () => {
        const answer = await ask(world, '/common/FederationMetadata/2007-06/FederationMetadata.xml');
        expect(answer.status).toBe(200);
        expect(answer.text).toContain(`entityID="${world.server.origins.login}/{tenantid}/"`);
        expect(answer.text).not.toMatch(/Endpoint|SingleSignOnService/);
      },
    },
    {
      what: '`/adfs/oauth2/authorize`, `/token`, `/devicecode`, `/logout` (MSAL with an AD FS authority)',
      answer: '404, this is a Signet server, and where OAuth is',
      see: async () => {
        for (const page of ['authorize', 'token', 'devicecode', 'logout']) {
          expect(await ask(world, `/adfs/oauth2/${page}?client_id=x`)).toMatchObject(NOT_OAUTH);
          expect(await ask(world, `/ADFS/OAuth2/${page}`, 'client_id=x')).toMatchObject(NOT_OAUTH);
        }
        const headers = { accept: 'text/html' };
        const page = await world.fetch(`${world.server.origins.login}/adfs/oauth2/authorize`, { headers });
        expect(page.status).toBe(404);
        const text = await page.text();
        expect(text).toContain('This is a Signet server.');
        expect(text).not.toContain('AADSTS');
      },
    },
    {
      what: '`/adfs/.well-known/openid-configuration`, `/adfs/discovery/keys`, `/adfs/userinfo`',
      answer: '404, this is a Signet server, and where OAuth is',
      see: async () => {
        for (const path of ['.well-known/openid-configuration', 'discovery/keys', 'userinfo'])
          expect(await ask(world, `/adfs/${path}`)).toMatchObject(NOT_OAUTH);
        // Nor by the addresses of a tenant.
        expect(await ask(world, '/adfs/v2.0/.well-known/openid-configuration')).toMatchObject(NOT_OAUTH);
        expect(await ask(world, '/adfs/oauth2/v2.0/token', 'grant_type=x')).toMatchObject(NOT_OAUTH);
      },
    },
    {
      what: '`/adfs/services/trust/proxymex`',
      answer: '404, this is a Signet server, and where OAuth is',
      see: async () => {
        expect(await ask(world, '/adfs/services/trust/proxymex')).toMatchObject(NOT_OAUTH);
        expect((await ask(world, '/adfs/services/trust/mex')).status).toBe(200);
      },
    },
    {
      what: '`windowstransport`, `kerberosmixed`, `issuedtoken…` of WS-Trust',
      answer: '404, this is a Signet server, and where OAuth is',
      see: async () => {
        const names = ['windowstransport', 'kerberosmixed', 'issuedtokenmixedsymmetricbasic256'];
        const paths = names.flatMap((name) =>
          ['2005', '13'].map((version) => `/adfs/services/trust/${version}/${name}`),
        );
        for (const path of paths) expect(await ask(world, path, '<a/>')).toMatchObject(NOT_OAUTH);
      },
    },
    {
      what: "`response_type` with `token` in it, msal-browser's EAR mode among them",
      answer: '`unsupported_response_type`, AADSTS70005, at the redirect URI',
      see: async () => {
        const ear = { ear_jwk: 'eyJrdHkiOiJvY3QifQ', ear_jwe_crypto: 'eyJhbGciOiJkaXIifQ' };
        for (const type of ['token', 'id_token token', 'code token', 'code id_token token', EAR]) {
          const { outcome } = await begin(world, {
            response_type: type,
            nonce: 'n',
            ...(type === EAR ? ear : {}),
          });
          if (outcome.kind !== 'redirect') throw new Error(outcome.text);
          expect(outcome.parameters.get('error')).toBe('unsupported_response_type');
          expect(outcome.parameters.get('error_description')).toContain('AADSTS70005');
        }
      },
    },
    {
      what: '`request`, `request_uri`',
      answer: 'passed over',
      see: async () => {
        const plain = await pageOf(world, {});
        expect(await pageOf(world, { request: 'eyJhbGciOiJub25lIn0.e30.' })).toBe(plain);
        expect(await pageOf(world, { request_uri: OTHERS })).toBe(plain);
        const { text } = await ask(world, '/common/v2.0/.well-known/openid-configuration');
        expect(JSON.parse(text)).toMatchObject({ request_uri_parameter_supported: false });
      },
    },
    {
      what: '`acr_values`, `display`, `ui_locales`, `instance_aware`',
      answer: 'passed over',
      see: async () => {
        const asked = { acr_values: 'urn:mace:incommon:iap:silver', display: 'popup', ui_locales: 'de fr' };
        expect(await pageOf(world, { ...asked, instance_aware: 'true' })).toBe(await pageOf(world, {}));
      },
    },
    {
      what: '`acr` asked for by `claims`',
      answer: 'an ID token without it',
      see: async () => {
        for (const acr of [null, { essential: true }, { essential: true, values: ['1'] }]) {
          const { body } = await signIn(world, { claims: JSON.stringify({ id_token: { acr } }) });
          const claims = decodeJwt(String(body['id_token']));
          expect(claims['amr']).toEqual(['fed', 'rsa']);
          expect(claims).not.toHaveProperty('acr');
        }
        const { text } = await ask(world, `/${CONTOSO_TENANT_ID}/v2.0/.well-known/openid-configuration`);
        expect(JSON.parse(text)).not.toHaveProperty('claims_parameter_supported');
        expect(JSON.parse(text)).not.toHaveProperty('acr_values_supported');
      },
    },
    {
      what: `${NOT_SERVED.map((name) => `\`${name}\``).join(', ')} as optional claims`,
      answer: 'tokens without them',
      see: async () => {
        const { applications } = world.server.services.directory;
        const native = (await applications.find(APPLICATION_IDS.native))!;
        const idToken = [...NOT_SERVED, 'acct'].map((name) => ({ name, additionalProperties: [] }));
        await applications.update({ ...native, optionalClaims: { idToken, accessToken: [] } });
        const claims = decodeJwt(String((await signIn(world, {})).body['id_token']));
        await applications.update(native);
        expect(claims['acct']).toBe(0);
        for (const name of NOT_SERVED) expect(claims).not.toHaveProperty(name);
      },
    },
    {
      what: '`login_hint`, `signin_state`, `tenant_region_sub_scope` asked for by `claims`',
      answer: 'an ID token without them',
      see: async () => {
        const { id_token: idToken } = (await signIn(world, { claims: CLAIMS })).body;
        const claims = decodeJwt(String(idToken));
        expect(claims['preferred_username']).toBe(alice.userPrincipalName);
        for (const name of ['login_hint', 'signin_state', 'tenant_region_sub_scope'])
          expect(claims).not.toHaveProperty(name);
      },
    },
    {
      what: '`refresh_in`, `refresh_token_expires_in`, `foci`, `spa_code` in a token response',
      answer: 'a response without them',
      see: async () => {
        const { status, body } = await signIn(world, {});
        expect([status, body['expires_in']]).toEqual([200, 3600]);
        for (const name of ['refresh_in', 'refresh_token_expires_in', 'foci', 'spa_code'])
          expect(body).not.toHaveProperty(name);
      },
    },
    {
      what: 'the headers `x-ms-clitelem`, `x-ms-ests-server`',
      answer: 'a response without them',
      see: async () => {
        const refused = await askToken(world, { grant_type: 'refresh_token', refresh_token: 'x' });
        expect(refused.status).toBe(400);
        for (const { headers } of [refused, await signIn(world, {})]) {
          expect(headers.get('x-ms-request-id')).toMatch(/^[0-9a-f-]{36}$/);
          expect([headers.get('x-ms-clitelem'), headers.get('x-ms-ests-server')]).toEqual([null, null]);
        }
      },
    },
    {
      what: 'a client assertion known by subject and issuer of its `x5c` alone',
      answer: '`invalid_client`, AADSTS700027',
      see: async () => {
        const registered = await createOwnCertificate(world, 'Nightly job');
        const renewed = await createOwnCertificate(world, 'Nightly job');
        const { appId } = await registerApplication(world, {}, [registered.certificate]);
        expect((await askWithAssertion(world, appId, registered)).status).toBe(200);
        expect(await askWithAssertion(world, appId, renewed)).toMatchObject({
          status: 401,
          body: { error: 'invalid_client', error_codes: [700027] },
        });
      },
    },
    {
      what: '`requested_token_use=logon_cert`',
      answer: '`unsupported_grant_type`, AADSTS70003',
      see: async () => {
        const answer = await askToken(world, {
          grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
          assertion: 'x',
          requested_token_use: 'logon_cert',
        });
        const body = { error: 'unsupported_grant_type', error_codes: [70003] };
        expect(answer).toMatchObject({ status: 400, body });
      },
    },
    {
      what: '429 with `Retry-After` at the token endpoint, and `slow_down` for device codes',
      answer: '400 as ever',
      see: async () => {
        await using behind = await startBehindFront({
          form: 'traefik',
          proof: 'secret',
          signInRequestsPerMinute: 3,
          start: (options) => startWrittenFront(writtenByTraefik, options, '203.0.113.7'),
        });
        const { login } = behind.world.server.origins;
        const begin = await post(behind.world, `${login}/common/oauth2/v2.0/devicecode`, { scope: 'openid' });
        const deviceCode = String(begin.body['device_code']);
        for (let at = 0; at < 8; at += 1) {
          const token = `${login}/${CONTOSO_TENANT_ID}/oauth2/v2.0/token`;
          const poll = { grant_type: 'device_code', device_code: deviceCode };
          expect(await post(behind.world, token, poll)).toMatchObject({
            status: 400,
            body: { error: 'authorization_pending' },
          });
          expect(
            await post(behind.world, token, { grant_type: 'refresh_token', refresh_token: 'x' }),
          ).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
        }
        const beginnings = [];
        for (let at = 0; at < 3; at += 1)
          beginnings.push(
            (await post(behind.world, `${login}/common/oauth2/v2.0/devicecode`, { scope: 'openid' })).status,
          );
        expect(beginnings).toEqual([200, 200, 429]);
      },
    },
    {
      what: 'single sign-on, and with it `wfresh` of so many minutes',
      answer: 'the certificate is asked for, each time',
      see: async () => {
        const browser = world.openBrowser(await world.issueFor(alice));
        for (const wfresh of ['60', '60', '0']) {
          const outcome = await browser.visit(federationUrl(world, { wfresh }), {
            redirectUri: loginSrf(world),
          });
          expect(askedForCertificate(world, outcome)).toBe(true);
          expect(outcome.kind === 'redirect' && outcome.parameters.has('wresult')).toBe(true);
        }
      },
    },
    {
      what: '`IsPassive="true"` (SAML)',
      answer: 'status `Responder`, `NoPassive`',
      see: async () => {
        const browser = world.openBrowser(await world.issueFor(alice));
        const signIn = `${world.server.origins.login}/adfs/ls/?SAMLRequest=`;
        const redirectUri = 'https://portal.example/acs';
        const visit = (attributes: string): Promise<BrowserOutcome> =>
          browser.visit(signIn + authnRequest(world, attributes), { redirectUri });
        expect(askedForCertificate(world, await visit(''))).toBe(true);
        const passive = await visit('IsPassive="true"');
        expect(askedForCertificate(world, passive)).toBe(false);
        const response = passive.kind === 'redirect' ? passive.parameters.get('SAMLResponse') : '';
        const codes = Buffer.from(response ?? '', 'base64')
          .toString()
          .matchAll(/StatusCode[^>]* Value="urn:oasis:names:tc:SAML:2.0:status:(\w+)"/g);
        expect([...codes].map(([, code]) => code)).toEqual(['Responder', 'NoPassive']);
      },
    },
    {
      what: '`psso` (the claim of persistent single sign-on)',
      answer: 'an assertion without it',
      see: async () => {
        const browser = world.openBrowser(await world.issueFor(alice));
        const outcome = await browser.visit(federationUrl(world, {}), { redirectUri: loginSrf(world) });
        const wresult = outcome.kind === 'redirect' ? outcome.parameters.get('wresult') : null;
        expect(wresult).toContain('AttributeName="UPN"');
        expect(wresult).not.toContain('psso');
      },
    },
    {
      what: '`UserName` and `Password` posted to `/adfs/ls/` (`AuthMethod=FormsAuthentication`)',
      answer: 'the certificate is asked for',
      see: async () => {
        const form = { UserName: alice.userPrincipalName, Password: 'x', AuthMethod: 'FormsAuthentication' };
        const path = federationUrl(world, {}).slice(world.server.origins.login.length);
        const answer = await ask(world, path, String(new URLSearchParams(form)));
        expect(answer.status).toBe(200);
        expect(answer.text).toContain(`${world.server.origins.certificate}/adfs/ls/certauth`);
      },
    },
    {
      what: '`wa=wattr1.0`, `wa=wpseudo1.0`',
      answer: '400 with AADSTS90081',
      see: async () => {
        for (const wa of ['wattr1.0', 'wpseudo1.0']) {
          const answer = await ask(world, `/adfs/ls/?wa=${wa}`);
          expect(answer.status).toBe(400);
          expect(answer.text).toContain('AADSTS90081');
        }
      },
    },
    {
      what: '`wreq`, `wreqptr`, `wattr`, `wattrptr`, `wpseudo`, `wpseudoptr`, `wp`, `wencoding`',
      answer: 'passed over; nothing is fetched',
      see: async () => {
        const browser = world.openBrowser(await world.issueFor(alice));
        await using listener = await listen();
        const asked = {
          ...Object.fromEntries(
            ['wreq', 'wattr', 'wpseudo', 'wp', 'wencoding'].map((name) => [name, '<x/>']),
          ),
          ...Object.fromEntries(['wreqptr', 'wattrptr', 'wpseudoptr'].map((name) => [name, listener.url])),
        };
        const outcome = await browser.visit(federationUrl(world, asked), { redirectUri: loginSrf(world) });
        const wresult = outcome.kind === 'redirect' ? outcome.parameters.get('wresult') : null;
        expect(wresult).toContain('urn:oasis:names:tc:SAML:1.0:assertion');
        expect(listener.connections()).toBe(0);
      },
    },
    {
      what: "SAML's ECP (PAOS)",
      answer: '400 with AADSTS90081',
      see: async () => {
        const envelope =
          '<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body/></S:Envelope>';
        const answer = await ask(world, '/adfs/ls/', envelope, 'text/xml');
        expect(answer.status).toBe(400);
        expect(answer.text).toContain('AADSTS90081');
      },
    },
    {
      what: '`SPSSODescriptor`, an encryption key, `ClaimTypesRequested` and `ContactPerson` in `FederationMetadata.xml`',
      answer: 'the document without them',
      see: async () => {
        const { status, text } = await ask(world, '/FederationMetadata/2007-06/FederationMetadata.xml');
        expect([status, text.match(/<md:(?:RoleDescriptor|IDPSSODescriptor) /g)?.length]).toEqual([200, 3]);
        expect(text).not.toMatch(/<md:SPSSODescriptor|use="encryption"|ClaimTypesRequested|ContactPerson/);
      },
    },
  ];

describe('what docs/protocols/left-out.md says is left out', () => {
  it('is what is tested here, line by line, with the same answers', () => {
    const page = readFileSync(join(ROOT, 'docs/protocols/left-out.md'), 'utf8');
    const lines = page.split('\n').filter((line) => /^\| (?!Left out|---)/.test(line));
    expect(lines.map((line) => line.slice(2, -2).split(' | ').slice(0, 2))).toEqual(
      ROWS.map(({ what, answer }) => [what, answer]),
    );
  });

  it.each(ROWS)('$what: $answer', ({ see }) => see());
});

const EAR = 'id_token token refresh_token';
const NOTHING = { status: 404, text: expect.stringContaining('There is nothing at this address.') };
const NOT_OAUTH = {
  status: 404,
  text: expect.stringMatching(
    /"error":"not_found","error_description":"This is a Signet server\. Below \/adfs\/ it speaks WS-Federation, SAML 2\.0 and WS-Trust and nothing else; applications that use OAuth 2\.0 or OpenID Connect sign in at \/\{tenant\}\/v2\.0/,
  ),
};
