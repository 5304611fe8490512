import { describe, expect, it } from 'vitest';
import { createRouter, type Handler, type RequestContext, type Route } from './router.ts';

const context: RequestContext = {
  requestId: '6f1d2c3b-9a0f-4d8e-8a51-2c9a1f7e4b10',
  correlationId: '0b7f7c1e-51c8-4a55-9d51-8f3d8d5a2e77',
  remoteAddress: '192.0.2.1',
  listener: 'login',
  hostname: 'login.contoso.example',
  peerCertificates: [],
  now: 1_790_000_000,
};

/** Answers the pattern that matched and its parameters. */
function route(pattern: string, more: Partial<Route> = {}): Route {
  const handler: Handler = (_request, _context, params) => Response.json({ pattern, params });
  return { listener: 'login', method: 'GET', pattern, handler, ...more };
}

async function ask(routes: readonly Route[], path: string, init: RequestInit = {}): Promise<Response> {
  return createRouter(routes).answer(new Request(`https://login.example${path}`, init), context);
}

describe('matching', () => {
  const routes = [
    route('/'),
    route('/{tenant}/oauth2/v2.0/token'),
    route('/common/oauth2/v2.0/token'),
    route('/{tenant}/{page}'),
    route('/adfs/ls/'),
  ];

  it.each([
    ['/', '/', {}],
    ['/contoso/oauth2/v2.0/token', '/{tenant}/oauth2/v2.0/token', { tenant: 'contoso' }],
    ['/Common/OAuth2/V2.0/TOKEN', '/common/oauth2/v2.0/token', {}],
    ['/common/else', '/{tenant}/{page}', { tenant: 'common', page: 'else' }],
    ['/ADFS/ls', '/adfs/ls/', {}],
    ['/adfs/ls/', '/adfs/ls/', {}],
    ['/a%2Fb/c%20d', '/{tenant}/{page}', { tenant: 'a/b', page: 'c d' }],
    ['/%63ommon/oauth2/v2.0/token', '/common/oauth2/v2.0/token', {}],
  ])('%s by %s', async (path, pattern, params) => {
    expect(await (await ask(routes, path)).json()).toEqual({ pattern, params });
  });

  it.each(['/contoso', '/contoso/oauth2/v2.0', '//page', '/contoso//', '/contoso/oauth2/v2.0/token/more'])(
    '404 for %s',
    async (path) => {
      expect((await ask(routes, path)).status).toBe(404);
    },
  );

  it.each(['/adfs/oauth2/token', '/ADFS/oauth2/token', '/%61dfs/oauth2/token', '/adfs/x', '/adfs'])(
    'gives no parameter a segment that is reserved: 404 for %s, which says so',
    async (path) => {
      const all = [...routes, route('/{tenant}/oauth2/token'), route('/{tenant}')];
      const answer = await createRouter(all, { adfs: 'Not here.' }).answer(
        new Request(`https://login.example${path}`),
        context,
      );
      expect(answer.status).toBe(404);
      expect(await answer.json()).toMatchObject({ error: 'not_found', error_description: 'Not here.' });
    },
  );

  it('answers what there is below a reserved segment, and takes it nowhere else for one', async () => {
    const router = createRouter([...routes, route('/{tenant}/{page}/x')], { adfs: 'Not here.' });
    const visit = async (path: string, init?: RequestInit): Promise<Response> =>
      router.answer(new Request(`https://login.example${path}`, init), context);
    expect(await (await visit('/adfs/ls')).json()).toMatchObject({ pattern: '/adfs/ls/' });
    expect((await visit('/adfs/ls', { method: 'POST' })).status).toBe(405);
    expect((await visit('/contoso/adfs')).status).toBe(200);
    expect(await (await visit('/elsewhere')).json()).not.toMatchObject({ error_description: 'Not here.' });
  });

  it('tries the parameter when the literal leads nowhere', async () => {
    const answer = await ask([route('/a/b/d'), route('/a/{x}/c')], '/a/b/c');
    expect(await answer.json()).toEqual({ pattern: '/a/{x}/c', params: { x: 'b' } });
  });

  it('takes the method from the parameter route when the literal route lacks it', async () => {
    const answer = await ask([route('/a/b'), route('/a/{x}', { method: 'POST' })], '/a/b', {
      method: 'POST',
    });
    expect(await answer.json()).toMatchObject({ pattern: '/a/{x}' });
  });

  it('keeps the listeners apart', async () => {
    expect((await ask([route('/certauth', { listener: 'certificate' })], '/certauth')).status).toBe(404);
  });

  it('has no parameter that the pattern does not name', async () => {
    const handler: Handler = (_request, _context, params) => Response.json('constructor' in params);
    expect(await (await ask([route('/{x}', { handler })], '/y')).json()).toBe(false);
  });

  it('refuses a path that is not percent-encoded UTF-8', async () => {
    await expect(ask(routes, '/%ff/x')).rejects.toMatchObject({ code: 'invalid_request' });
  });
});

describe('methods', () => {
  it('names what is allowed, HEAD with GET', async () => {
    const answer = await ask([route('/x'), route('/x', { method: 'POST' })], '/x', { method: 'PUT' });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('GET, HEAD, POST');
  });

  it('answers HEAD by the GET handler', async () => {
    expect((await ask([route('/x')], '/x', { method: 'HEAD' })).status).toBe(200);
  });

  it.each(['PATCH', 'DELETE'] as const)('answers %s by its route', async (method) => {
    const routes = [route('/x'), route('/x/{id}', { method })];
    expect(await (await ask(routes, '/x/1', { method })).json()).toMatchObject({ pattern: '/x/{id}' });
    expect((await ask(routes, '/x', { method })).headers.get('allow')).toBe('GET, HEAD');
  });

  it('does not answer OPTIONS by itself', async () => {
    expect((await ask([route('/x')], '/x', { method: 'OPTIONS' })).status).toBe(405);
  });
});

describe('the answer to an unknown path', () => {
  it('is a page for a browser', async () => {
    const answer = await ask([], '/x', { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } });
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await answer.text()).toContain(context.requestId);
  });

  it('is JSON for a program', async () => {
    const answer = await ask([], '/x', { headers: { accept: '*/*' } });
    expect(await answer.json()).toEqual({
      error: 'not_found',
      error_description: 'There is nothing at this address.',
      trace_id: context.requestId,
      correlation_id: context.correlationId,
    });
  });
});

describe('our own mistakes', () => {
  it.each(['x', '/a//b', '/{}', '/a{b}', '/{a}b', '/a?b'])('refuses the pattern %s', (pattern) => {
    expect(() => createRouter([route(pattern)])).toThrow(TypeError);
  });

  it('refuses two routes that match alike', () => {
    expect(() => createRouter([route('/{a}/X'), route('/{b}/x/')])).toThrow(/two routes for GET/);
  });
});

it('knows the body limit of a route', () => {
  const router = createRouter([route('/mail', { method: 'POST', maxBodyBytes: 5 }), route('/x')]);
  const target = { listener: 'login', method: 'POST', pathname: '/Mail' } as const;
  expect(router.maxBodyBytes(target)).toBe(5);
  expect(router.maxBodyBytes({ ...target, method: 'GET', pathname: '/x' })).toBeUndefined();
});
