import type { Routes } from '@signet/http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Edge, HOSTS, makeWorld, NOW, send, startEdge, type World } from './_edge.ts';
import { issue } from './_pki.ts';

const routes: Routes = (['login', 'certificate'] as const).map((listener) => ({
  listener,
  method: 'GET',
  pattern: '/{tenant}/who',
  handler: (request, context, params) =>
    Response.json({
      url: request.url,
      listener: context.listener,
      hostname: context.hostname,
      tenant: params['tenant'],
      chain: context.peerCertificates.map((der) => Buffer.from(der).toString('base64')),
      remoteAddress: context.remoteAddress,
      now: context.now,
    }),
}));

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});

describe.each(['twoPorts', 'onePort'] as const)('%s', (form) => {
  let edge: Edge;
  let origins: Edge['listeners']['origins'];
  beforeAll(async () => {
    edge = await startEdge(world, { routes, form });
    origins = edge.listeners.origins;
  });
  afterAll(() => edge[Symbol.asyncDispose]());

  describe.each(['TLSv1.2', 'TLSv1.3'] as const)('%s', (version) => {
    const tls = { minVersion: version, maxVersion: version };

    it('hands the certificate chain to the handler, leaf first and in the order sent', async () => {
      const cert = `${world.user.cert}\n${world.userCa.cert}`;
      const answer = await send(world, `${origins.certificate}/contoso/who`, {
        ...tls,
        key: world.user.key,
        cert,
      });
      const chain = [world.user.der, world.userCa.der].map((der) => Buffer.from(der).toString('base64'));
      expect(JSON.parse(answer.text)).toMatchObject({ listener: 'certificate', chain });
    });

    it('keeps what comes behind a leaf that is sent twice', async () => {
      const cert = [world.user.cert, world.user.cert, world.userCa.cert].join('\n');
      const answer = await send(world, `${origins.certificate}/contoso/who`, {
        ...tls,
        key: world.user.key,
        cert,
      });
      const chain = [world.user.der, world.userCa.der].map((der) => Buffer.from(der).toString('base64'));
      expect(JSON.parse(answer.text)).toMatchObject({ chain });
    });

    it('hands on no more than ten certificates', async () => {
      const more = await Promise.all(
        Array.from({ length: 12 }, (_, at) => issue({ subject: `CN=CA ${at}`, isCa: true })),
      );
      const cert = [world.user, ...more].map((issued) => issued.cert).join('\n');
      const answer = await send(world, `${origins.certificate}/contoso/who`, {
        ...tls,
        key: world.user.key,
        cert,
      });
      expect(JSON.parse(answer.text).chain).toHaveLength(10);
    });

    it('serves a client without a certificate on the certificate listener', async () => {
      const answer = await send(world, `${origins.certificate}/contoso/who`, tls);
      expect(JSON.parse(answer.text)).toMatchObject({ listener: 'certificate', chain: [] });
    });

    it('never asks for a certificate on the login listener', async () => {
      const options = { ...tls, key: world.user.key, cert: world.user.cert };
      const answer = await send(world, `${origins.login}/contoso/who`, options);
      expect(JSON.parse(answer.text)).toMatchObject({ listener: 'login', chain: [] });
    });
  });

  it('tells the handler time, address, parameters and a URL with the configured origin', async () => {
    const answer = await send(world, `${origins.login}/CONTOSO/Who/?x=1`);
    const url = `${origins.login}/CONTOSO/Who/?x=1`;
    expect(JSON.parse(answer.text)).toMatchObject({
      url,
      tenant: 'CONTOSO',
      now: NOW,
      remoteAddress: '127.0.0.1',
    });
  });
});

it('takes a per-tenant host name that is allowed', async () => {
  await using edge = await startEdge(world, {
    routes,
    form: 'onePort',
    more: { allowedHosts: { certificate: [`*.${HOSTS.certificate}`] } },
  });
  const url = `https://${HOSTS.tenant}:${edge.listeners.ports.onePort}/contoso/who`;
  const answer = await send(world, url, { key: world.user.key, cert: world.user.cert });
  expect(JSON.parse(answer.text)).toMatchObject({
    chain: [Buffer.from(world.user.der).toString('base64')],
    url: `${edge.listeners.origins.certificate}/contoso/who`,
    // Of its own, where the URL is that of all.
    hostname: HOSTS.tenant,
  });
});
