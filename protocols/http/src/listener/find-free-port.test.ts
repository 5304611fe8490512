import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { findFreePort } from './find-free-port.ts';

it('tells no port twice, and none that systems give to whoever asks for any', async () => {
  const ports = await Promise.all(Array.from({ length: 100 }, () => findFreePort()));
  expect(new Set(ports).size).toBe(100);
  for (const port of ports) {
    expect(port).toBeGreaterThanOrEqual(20_000);
    expect(port).toBeLessThan(32_000);
  }
});

it('says what keeps it from listening on any', () => {
  // Of the descriptors that a process may have, none is left.
  const program = `
    import { openSync } from 'node:fs';
    import { findFreePort } from ${JSON.stringify(import.meta.resolve('./find-free-port.ts'))};
    try { for (;;) openSync('/dev/null'); } catch {}
    await findFreePort().catch(({ code }) => process.exit(code === 'EMFILE' ? 7 : 1));`;
  const words = [
    '-c',
    'ulimit -n 64 && exec "$0" --input-type=module --eval "$1"',
    process.execPath,
    program,
  ];
  expect(spawnSync('sh', words).status).toBe(7);
});

it('passes over a port that somebody listens on', async () => {
  const port = await findFreePort();
  const server = createServer().listen(port + 1, '127.0.0.1');
  await once(server, 'listening');
  expect(await findFreePort()).not.toBe(port + 1);
  server.close();
  await once(server, 'close');
});
