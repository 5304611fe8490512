import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import {
  autoPostPage,
  certificatePromptPage,
  continuePage,
  type Html,
  type HtmlResponseOptions,
  htmlResponse,
  userNamePage,
} from '@signet/http';
import { type BrowserOutcome, createBrowser } from '@signet/lab';
import { describe, expect, it } from 'vitest';

const NONCE = 'a-nonce-of-some-length';
const WRESULT = '<t:RequestSecurityTokenResponse a="1">\n\'&amp;\'</t:RequestSecurityTokenResponse>';

describe('on the pages of our own services, the scripted browser', () => {
  it('posts what posts itself, with every character of its fields', async () => {
    await using world = await startWorld();
    const action = `${world.other}/login.srf`;
    const fields = [
      ['wa', 'wsignin1.0'],
      ['wresult', WRESULT],
    ] as const;
    world.show(autoPostPage({ action, fields, title: 'Signing you in', nonce: NONCE }), {
      nonce: NONCE,
      formAction: [action],
    });
    const { steps } = await world.visit();
    expect(steps.at(-1)).toMatchObject({ method: 'POST', because: 'auto-post', url: action });
    // As in every browser, line ends of fields go out as CR LF.
    expect(world.arrived()).toEqual({
      origin: world.own,
      fields: fields.map(([name, value]) => [name, value.replaceAll('\n', '\r\n')]),
    });
  });

  it('does not let a form lead where form-action does not, be it at once or by a redirect', async () => {
    await using world = await startWorld();
    const show = (action: string, formAction: readonly string[]): void =>
      world.show(autoPostPage({ action, fields: [['a', 'b']], title: 'Signing you in', nonce: NONCE }), {
        nonce: NONCE,
        formAction,
      });
    show(`${world.other}/acs`, []);
    await expect(world.visit()).rejects.toMatchObject({ code: 'browser-lost' });
    show(`${world.own}/redirect`, []);
    await expect(world.visit()).rejects.toMatchObject({ code: 'browser-lost' });
    show(`${world.own}/redirect`, [world.other]);
    expect((await world.visit()).steps.at(-1)).toMatchObject({ because: 'redirect', status: 200 });
  });

  it('types the user name and keeps the hidden fields', async () => {
    await using world = await startWorld();
    world.show(userNamePage({ action: '/resume', hiddenFields: [['handle', '"h"']], error: 'Who is it?' }));
    expect((await world.visit()).steps).toHaveLength(1);
    expect((await world.visit('alice@contoso.example')).steps.at(-1)?.because).toBe('user-name');
    expect(world.arrived()?.fields).toEqual([
      ['handle', '"h"'],
      ['userName', 'alice@contoso.example'],
    ]);
  });

  it('follows the certificate link and the page that leads on', async () => {
    await using world = await startWorld();
    const continueUrl = `${world.other}/certauth?h=1&x=%26`;
    world.show(certificatePromptPage({ continueUrl, userName: 'alice@contoso.example' }));
    expect((await world.visit()).steps.at(-1)).toMatchObject({
      because: 'certificate-prompt',
      url: continueUrl,
    });
    world.show(continuePage({ title: 'One moment', url: continueUrl }));
    expect((await world.visit()).steps.at(-1)).toMatchObject({ because: 'refresh', url: continueUrl });
  });
});

interface World extends AsyncDisposable {
  /** The same server by two names, which makes it two origins. */
  readonly own: string;
  readonly other: string;
  show(page: Html, options?: HtmlResponseOptions): void;
  visit(userName?: string): Promise<BrowserOutcome>;
  /** The last post. */
  arrived(): { readonly origin: string | undefined; readonly fields: [string, string][] } | undefined;
}

async function startWorld(): Promise<World> {
  let shown = htmlResponse(continuePage({ title: 'Nothing yet', url: '/nothing' }));
  let arrived: ReturnType<World['arrived']>;
  const server = createServer(async (request, response) => {
    if (request.url === '/') {
      response.writeHead(shown.status, Object.fromEntries(shown.headers)).end(await shown.clone().text());
      return;
    }
    if (request.method === 'POST') {
      arrived = { origin: request.headers.origin, fields: [...new URLSearchParams(await text(request))] };
    }
    if (request.url === '/redirect') response.writeHead(303, { location: `${other}/arrived` }).end();
    else response.end('arrived');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const [own, other] = [`http://localhost:${port}`, `http://127.0.0.1:${port}`];
  return {
    own,
    other,
    show: (page, options = {}) => {
      shown = htmlResponse(page, options);
    },
    visit: (userName) => createBrowser().visit(`${own}/`, userName === undefined ? {} : { userName }),
    arrived: () => arrived,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
