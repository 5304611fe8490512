import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createRouter, type Router } from '@signet/http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { adminCenterRoutes } from './routes.ts';
import { readSiteFiles } from './site-files.ts';

let folder: string;
let router: Router;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signet-admin-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Admin</title>');
  await writeFile(join(folder, 'assets', 'index-AbC1.js'), 'export {};');
  await writeFile(join(folder, '.stamp'), 'secret');
  router = createRouter(adminCenterRoutes({ ...CLIENT, files: await readSiteFiles(folder) }));
});
afterAll(() => rm(folder, { recursive: true }));

it.each(['/admin', '/admin/', '/admin/users', '/admin/sign-ins/5d2c'])(
  'answers %s with the page, so that an address can be kept and sent',
  async (path) => {
    const response = await get(path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-cache');
    expect(await response.text()).toContain('<title>Admin</title>');
  },
);

it('lets no script run but its own, and nobody frame it', async () => {
  const policy = (await get('/admin/')).headers.get('content-security-policy') ?? '';
  expect(policy.split('; ')).toEqual(
    expect.arrayContaining([
      "default-src 'none'",
      "script-src 'self'",
      "connect-src 'self'",
      "frame-ancestors 'none'",
    ]),
  );
});

it('lets what is named by its content be kept for ever', async () => {
  const response = await get('/admin/assets/index-AbC1.js');
  expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(await response.text()).toBe('export {};');
});

it('compresses for a client that understands it, and only then', async () => {
  const response = await get('/admin/assets/index-AbC1.js', 'br, gzip;q=0.8');
  expect(response.headers.get('content-encoding')).toBe('gzip');
  expect(gunzipSync(await response.arrayBuffer()).toString()).toBe('export {};');
  for (const refused of ['br', 'gzip;q=0', 'gzip; q=0.0']) {
    expect((await get('/admin/assets/index-AbC1.js', refused)).headers.get('content-encoding')).toBeNull();
  }
});

it('tells the page whom to sign in with', async () => {
  const response = await get('/admin/config.json');
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(await response.json()).toEqual({
    tenantId: CLIENT.tenantId,
    clientId: CLIENT.clientId,
    authority: `https://login.example/${CLIENT.tenantId}`,
  });
});

it.each(['/admin/assets/gone.js/x', '/admin/a/b/c'])('has nothing at %s', async (path) => {
  expect((await get(path)).status).toBe(404);
});

it('hands out no file that the site does not consist of', async () => {
  for (const path of ['/admin/.stamp', '/admin/..%2f.stamp', '/admin/assets/..%2f..%2f.stamp']) {
    expect(await (await get(path)).text(), path).not.toContain('secret');
  }
});

it('says what to do when the site is not built', async () => {
  const files = await readSiteFiles(join(folder, 'absent'));
  const response = await createRouter(adminCenterRoutes({ ...CLIENT, files })).answer(
    request('/admin/'),
    CONTEXT,
  );
  expect(response.status).toBe(503);
  expect(await response.text()).toContain('npm run build -w apps/admin');
});

async function get(path: string, acceptEncoding?: string): Promise<Response> {
  return router.answer(request(path, acceptEncoding), CONTEXT);
}

function request(path: string, acceptEncoding?: string): Request {
  return new Request(`https://login.example${path}`, {
    headers: acceptEncoding === undefined ? {} : { 'accept-encoding': acceptEncoding },
  });
}

const CLIENT = {
  tenantId: 'c0270500-0000-4000-8000-000000000001',
  clientId: 'c0270500-0000-4000-8000-0000000000ad',
  loginOrigin: 'https://login.example',
};

const CONTEXT = {
  requestId: '5d2c5b36-4f39-4c6f-9f5c-0e6d3c1f2a11',
  correlationId: '5d2c5b36-4f39-4c6f-9f5c-0e6d3c1f2a11',
  remoteAddress: '127.0.0.1',
  listener: 'login',
  hostname: 'login.contoso.example',
  peerCertificates: [],
  now: 1_790_000_000,
} as const;
