import { once } from 'node:events';
import { connect } from 'node:net';
import { parseConfig, type ServerConfig, startServer } from '@signet/server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startWorld, type World } from './_world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.[Symbol.asyncDispose]());

it('takes mail by SMTP where the configuration says so, and nowhere else', async () => {
  expect(world.server.smtpPort).toBeUndefined();
  await using server = await startServer(withSmtp(0));
  const socket = connect(server.smtpPort!, '127.0.0.1');
  const [greeting] = await once(socket, 'data');
  socket.destroy();
  expect(String(greeting)).toMatch(/^220 /);
});

it('says which setting names a port that is taken', async () => {
  await using server = await startServer(withSmtp(0));
  await expect(startServer(withSmtp(server.smtpPort!))).rejects.toMatchObject({
    name: 'ConfigError',
    message: expect.stringContaining(`mail.smtpPort: mail cannot be taken at port ${server.smtpPort}`),
  });
});

it('refuses a port that is none', () => {
  expect(() => parseConfig({ ...world.config, mail: { smtpPort: 70_000 } })).toThrow(/mail\.smtpPort/);
});

/** A second server on the world's database, on ports of its own. */
function withSmtp(smtpPort: number): ServerConfig {
  const twoPorts = { hostname: 'localhost', loginPort: 0, certificatePort: 0 };
  return { ...world.config, listen: { ...world.config.listen, twoPorts }, mail: { smtpPort } };
}
