import { beforeAll, describe, expect, it } from 'vitest';
import { connectTls, type Edge, HOSTS, makeWorld, startEdge, type World } from './_edge.ts';
import { type Issued, issue } from './_pki.ts';
import { recordHandshake } from './_recorded-handshake.ts';

let world: World;
let contoso: Issued;
let fabrikam: Issued;
beforeAll(async () => {
  world = await makeWorld();
  contoso = await issue({ subject: 'CN=Contoso Issuing CA, O=Contoso, C=DE', isCa: true });
  fabrikam = await issue({ subject: 'CN=Fabrikam Issuing CA, O=Fabrikam, C=FR', isCa: true });
});

describe('the names in the certificate request', () => {
  it('are the CAs that belong to the server name', async () => {
    const hints = (name: string | undefined): Uint8Array[] => [
      name === HOSTS.tenant ? contoso.der : fabrikam.der,
    ];
    await using edge = await startEdge(world, { routes: [], form: 'onePort', more: { issuerHints: hints } });
    expect(await namesFor(edge, HOSTS.tenant)).toEqual(['contoso']);
    expect(await namesFor(edge, HOSTS.certificate)).toEqual(['fabrikam']);
  });

  it('are those of the default for a client that sends no server name', async () => {
    const hints = (name: string | undefined): Uint8Array[] =>
      name === undefined ? [contoso.der, fabrikam.der] : [];
    await using edge = await startEdge(world, { routes: [], more: { issuerHints: hints } });
    expect(await namesFor(edge, '')).toEqual(['contoso', 'fabrikam']);
    expect(await namesFor(edge, 'localhost')).toEqual([]);
  });

  it('are none when there are no hints', async () => {
    await using edge = await startEdge(world, { routes: [] });
    expect(await namesFor(edge, 'localhost')).toEqual([]);
  });

  it('follow the trust store: at once by server name, after a refresh for the default', async () => {
    let trusted = [contoso.der];
    await using edge = await startEdge(world, { routes: [], more: { issuerHints: () => trusted } });
    trusted = [fabrikam.der];
    expect(await namesFor(edge, 'localhost')).toEqual(['fabrikam']);
    expect(await namesFor(edge, '')).toEqual(['contoso']);
    edge.listeners.refreshIssuerHints();
    expect(await namesFor(edge, '')).toEqual(['fabrikam']);
  });

  it('are left out when they are longer than clients take', async () => {
    const long = await issue({ subject: 'CN=Long CA, O=Contoso', isCa: true });
    const many = [contoso.der, ...Array.from({ length: 400 }, () => long.der)];
    await using edge = await startEdge(world, { routes: [], more: { issuerHints: () => many } });
    expect(await namesFor(edge, 'localhost')).toEqual([]);
    expect(edge.log.map((line) => line.message)).toContain(
      'issuer names are too long for a handshake, none sent',
    );
  });

  it.each([
    [
      'cannot be had',
      () => {
        throw new Error('directory is away');
      },
    ],
    ['are no certificates', () => [Uint8Array.of(0x30, 0)]],
  ])('are left out when the hints %s, and the sign-in goes on', async (_why, issuerHints) => {
    await using edge = await startEdge(world, { routes: [], more: { issuerHints } });
    expect(await namesFor(edge, 'localhost')).toEqual([]);
    expect(edge.log.map((line) => line.level)).toContain('error');
  });

  it('do not keep a certificate of another CA out: whether it is trusted is decided later', async () => {
    const hints = (): Uint8Array[] => [contoso.der];
    const route = {
      listener: 'certificate',
      method: 'GET',
      pattern: '/who',
      handler: (_request: Request, context: { peerCertificates: readonly Uint8Array[] }) =>
        new Response(`certificates: ${context.peerCertificates.length}`),
    } as const;
    await using edge = await startEdge(world, { routes: [route], more: { issuerHints: hints } });
    const port = edge.listeners.ports.twoPorts?.certificate ?? 0;
    const { socket, received, closed } = await connectTls(world, port, {
      key: world.user.key,
      cert: world.user.cert,
    });
    socket.write(`GET /who HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\n\r\n`);
    await closed;
    expect(received()).toContain('certificates: 1');
  });
});

/** TLS 1.2 sends the request in the clear: the names are read off the wire. */
async function namesFor(edge: Edge, servername: string): Promise<string[]> {
  const { onePort, twoPorts } = edge.listeners.ports;
  const options = { servername, maxVersion: 'TLSv1.2', checkServerIdentity: () => undefined } as const;
  const target = onePort ?? twoPorts?.certificate ?? 0;
  const wire = await recordHandshake(target, async (port) => (await connectTls(world, port, options)).socket);
  expect(wire.includes(Buffer.from(world.server.der))).toBe(true);
  return Object.entries({ contoso, fabrikam })
    .filter(([, authority]) => wire.includes(Buffer.from(authority.certificate.subjectName.toArrayBuffer())))
    .map(([name]) => name);
}
