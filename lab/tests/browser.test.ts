import type { IncomingMessage } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { TLSSocket } from 'node:tls';
import {
  type Browser,
  type BrowserOptions,
  type ClientCertificate,
  createBrowser,
  type LabPki,
} from '@signet/lab';
import { describe, expect, it } from 'vitest';
import { createTestPki } from './_world.ts';

const APP = 'http://localhost:5555/app';

describe('the scripted browser', () => {
  it('signs in through redirect, user name, certificate link and the posts between them', async () => {
    await using world = await startWorld();
    const outcome = await world.browser.visit(`${world.login}/authorize?mode=query`, {
      redirectUri: APP,
      userName: 'alice@contoso.example',
    });
    expect(outcome).toMatchObject({ kind: 'redirect', redirectUri: APP, responseMode: 'query' });
    if (outcome.kind === 'page') throw new Error(outcome.text);
    expect(Object.fromEntries(outcome.parameters)).toEqual({
      code: 'alice@contoso.example',
      subject: 'O=Contoso\r\nCN=Alice',
      state: '<&"ü>',
    });
    expect(outcome.steps.map(({ because }) => because)).toEqual([
      'opened',
      'redirect',
      'user-name',
      'certificate-prompt',
      'auto-post',
    ]);
    expect(outcome.steps.map(({ certificatePresented }) => certificatePresented)).toEqual([
      false,
      false,
      false,
      true,
      false,
    ]);
  });

  it.each(['fragment', 'form_post'])(
    'stops at the redirect URI with the parameters of a %s answer',
    async (mode) => {
      await using world = await startWorld();
      const outcome = await world.browser.visit(`${world.login}/authorize?mode=${mode}`, {
        redirectUri: APP,
        userName: 'alice@contoso.example',
      });
      expect(outcome).toMatchObject({ kind: 'redirect', responseMode: mode });
      expect(outcome.kind === 'redirect' && outcome.parameters.get('state')).toBe('<&"ü>');
    },
  );

  it('stays at a page that asks again for what it was given', async () => {
    await using world = await startWorld();
    const outcome = await world.browser.visit(`${world.login}/authorize?mode=query`, { userName: 'nobody' });
    expect(outcome).toMatchObject({
      kind: 'page',
      status: 200,
      text: expect.stringContaining('Who are you, nobody?'),
    });
  });

  it('stays at the user name page when it has no user name to give', async () => {
    await using world = await startWorld();
    const outcome = await world.browser.visit(`${world.login}/authorize?mode=query`);
    expect(outcome.steps.map(({ because }) => because)).toEqual(['opened', 'redirect']);
  });

  it('presents nothing to the certificate origin when it has no certificate', async () => {
    await using world = await startWorld({ clientCertificate: undefined });
    const outcome = await world.browser.visit(`${world.login}/authorize?mode=query`, {
      redirectUri: APP,
      userName: 'alice@contoso.example',
    });
    expect(outcome).toMatchObject({ kind: 'page', text: 'No certificate was sent.' });
  });

  it('keeps cookies by host and path, and forgets those that expire', async () => {
    await using world = await startWorld();
    await world.browser.visit(`${world.login}/cookies?set=1`);
    const seen = async (path: string): Promise<string> => {
      const page = await world.browser.visit(`${world.login}${path}`);
      return page.kind === 'page' ? page.text : '';
    };
    expect(await seen('/cookies')).toBe('everywhere=1; here=2');
    expect(await seen('/other')).toBe('everywhere=1');
    expect(world.browser.findCookie(`${world.login}/cookies/deeper`, 'here')).toBe('2');
    const elsewhere = await world.browser.visit(`${world.login.replace('localhost', '127.0.0.1')}/cookies`);
    expect(elsewhere).toMatchObject({ text: '' });
    await world.browser.visit(`${world.login}/cookies?forget=1`);
    expect(await seen('/cookies')).toBe('everywhere=1');
    world.browser.clearCookies();
    expect(await seen('/cookies')).toBe('');
  });

  it('gives up on a redirect loop', async () => {
    await using world = await startWorld();
    await expect(world.browser.visit(`${world.login}/loop`)).rejects.toMatchObject({ code: 'browser-lost' });
  });

  it('trusts the given CA alone', async () => {
    await using world = await startWorld();
    const stranger = await createTestPki({ organisation: 'Northwind' });
    const browser = createBrowser({ ca: stranger.root.certificatePem });
    await expect(browser.visit(`${world.login}/other`)).rejects.toThrow(/certificate/);
  });

  it('reaches host names that DNS does not know, by their own name in TLS and Host', async () => {
    await using world = await startWorld({ findAddress: () => '127.0.0.1' });
    const url = world.login.replace('localhost', 'login.contoso.example');
    const page = await world.browser.visit(`${url}/host`);
    expect(page).toMatchObject({ text: new URL(url).host });
  });
});

interface World extends AsyncDisposable {
  readonly browser: Browser;
  readonly login: string;
}

/** A sign-in in small: user name, certificate on a port of its own, a post back, and the answer to the app. */
async function startWorld(
  options: Partial<{ [Name in keyof BrowserOptions]: BrowserOptions[Name] | undefined }> = {},
): Promise<World> {
  const pki = await createTestPki();
  const alice = await pki.issueClientCertificate({ commonName: 'Alice' });
  const certificate = await listen(pki, true, answerWithCertificate);
  const login = await listen(pki, false, (request) => answerAsLogin(request, certificate.origin));
  const { clientCertificate = 'clientCertificate' in options ? undefined : alice, findAddress } = options;
  return {
    browser: createBrowser({
      ca: pki.root.certificatePem,
      isCertificateOrigin: ({ origin }) => origin === certificate.origin,
      ...(clientCertificate ? { clientCertificate: clientCertificate as ClientCertificate } : {}),
      ...(findAddress ? { findAddress } : {}),
    }),
    login: login.origin,
    [Symbol.asyncDispose]: async () => {
      for (const { server } of [login, certificate]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

interface Answer {
  readonly status?: number;
  readonly headers?: Record<string, string | string[]>;
  readonly html?: string;
}

async function answerAsLogin(request: IncomingMessage, certificateOrigin: string): Promise<Answer> {
  const url = new URL(request.url ?? '/', 'https://localhost');
  const form = new URLSearchParams(request.method === 'POST' ? await text(request) : '');
  const mode = url.searchParams.get('mode') ?? form.get('mode') ?? '';
  switch (url.pathname) {
    case '/authorize':
      return { status: 302, headers: { location: `/user?mode=${mode}` } };
    case '/user':
      return form.get('userName') === 'alice@contoso.example'
        ? {
            html: `<a class="button" href="${certificateOrigin}/certauth?mode=${mode}&amp;back=https://${request.headers.host}&amp;u=alice%40contoso.example">
            Sign in using an X.509&#32;certificate</a>`,
          }
        : { html: `<p>Who are you, ${form.get('userName') ?? 'stranger'}?</p>${USER_NAME_FORM}` };
    case '/finish':
      return finish(mode, form);
    case '/cookies':
    case '/other':
      return { headers: { 'set-cookie': cookiesFor(url) }, html: request.headers.cookie ?? '' };
    case '/loop':
      return { status: 307, headers: { location: '/loop' } };
    default:
      return { html: request.headers.host ?? '' };
  }
}

function finish(mode: string, form: URLSearchParams): Answer {
  form.delete('mode');
  if (mode === 'form_post') return { html: autoPost(APP, form) };
  return { status: 302, headers: { location: `${APP}${mode === 'query' ? '?' : '#'}${form}` } };
}

async function answerWithCertificate(request: IncomingMessage): Promise<Answer> {
  const url = new URL(request.url ?? '/', 'https://localhost');
  const peer = (request.socket as TLSSocket).getPeerX509Certificate();
  if (!peer) return { status: 403, html: 'No certificate was sent.' };
  const fields = new URLSearchParams({
    mode: url.searchParams.get('mode') ?? '',
    code: url.searchParams.get('u') ?? '',
    subject: peer.subject,
    state: '<&"ü>',
  });
  return { html: autoPost(`${url.searchParams.get('back')}/finish`, fields) };
}

function autoPost(action: string, fields: URLSearchParams): string {
  const escapeHtml = (value: string): string => value.replace(/[&<"\n]/g, (one) => `&#${one.charCodeAt(0)};`);
  const inputs = [...fields].map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${escapeHtml(value)}" />`,
  );
  return `<!-- <form action="/wrong"> --><form method="POST" action="${action}">${inputs.join('')}<noscript>
    <button>Continue</button></noscript></form><script nonce="x">document.forms[0].submit()</script>`;
}

function cookiesFor(url: URL): string[] {
  if (url.searchParams.has('forget')) return ['here=; Path=/cookies; Max-Age=0'];
  if (!url.searchParams.has('set')) return [];
  return [
    'everywhere=1; Path=/; Secure; HttpOnly',
    'here=2; Path=/cookies; Expires=Fri, 01 Jan 2100 00:00:00 GMT',
  ];
}

const USER_NAME_FORM = `<form method=post>
  <label for="userName">User name</label>
  <input id='userName' name='userName' type="text" autocomplete="username webauthn" value="">
  <input type=hidden name=mode value=kept><button type="submit">Next</button></form>`;

async function listen(
  pki: LabPki,
  requestCert: boolean,
  answer: (request: IncomingMessage) => Promise<Answer>,
): Promise<{ readonly server: Server; readonly origin: string }> {
  const tls = { cert: pki.tls.chainPem, key: pki.tls.privateKeyPem, requestCert, rejectUnauthorized: false };
  const server = createServer(tls, async (request, response) => {
    const { status = 200, headers = {}, html = '' } = await answer(request);
    response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(html);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `https://localhost:${(server.address() as AddressInfo).port}`;
  return { server, origin };
}
