import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { World } from '../_world.ts';
import { choosePlace, end, type SitePlace, startApache } from './_apache.ts';
import { openGuideSection } from './_guide.ts';

/** An application behind the Shibboleth SP, set up and registered as the guide says. */
export async function startShibbolethSite(world: World): Promise<SitePlace> {
  const stack = new AsyncDisposableStack();
  const place = stack.use(await choosePlace());
  const folders = await copyShibbolethFiles(place.folder);
  const section = await openGuideSection('Shibboleth SP', { ...place, world });
  await section.runCommands(0);
  const fileOf = await section.writeFiles();
  stack.use(await startShibd(folders));
  stack.use(
    await startApache({
      ...place,
      tls: world.pki.tls,
      modules: ['shib'],
      env: folders.env,
      configFiles: [fileOf('/etc/apache2/conf-available/signet.conf')],
      packaged: PACKAGED_SITE,
    }),
  );
  await section.runCommands(1);
  return { ...place, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

/** Where a daemon of one's own has its files, in the place of Debian's. */
interface ShibbolethFolders {
  /** For shibd, and for the Apache whose module asks it. */
  readonly env: Readonly<Record<string, string>>;
  readonly socket: string;
}

/** Debian's own configuration below the folder, before what the guide changes in it. */
async function copyShibbolethFiles(folder: string): Promise<ShibbolethFolders> {
  const config = join(folder, 'etc/shibboleth');
  const run = join(folder, 'run/shibboleth');
  for (const made of [config, run]) await mkdir(made, { recursive: true });
  for (const name of await readdir(PACKAGED)) await copyFile(join(PACKAGED, name), join(config, name));
  return {
    env: {
      SHIBSP_CONFIG: join(config, 'shibboleth2.xml'),
      // It adds its own name to each.
      SHIBSP_CFGDIR: join(folder, 'etc'),
      SHIBSP_RUNDIR: join(folder, 'run'),
      SHIBSP_LOGDIR: join(folder, 'run'),
      SHIBSP_CACHEDIR: join(folder, 'run'),
      SHIBSP_LOGGING: join(config, 'console.logger'),
    },
    socket: join(run, 'shibd.sock'),
  };
}

/** Shibboleth's daemon in the foreground. */
async function startShibd({ env, socket }: ShibbolethFolders): Promise<AsyncDisposable> {
  const child = spawn(SHIBD, ['-F', '-f', '-p', `${socket}.pid`], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += chunk;
    });
  }
  while (!existsSync(socket)) {
    if (child.exitCode !== null) throw new Error(`shibd ended: ${said}`);
    await setTimeout(20);
  }
  return { [Symbol.asyncDispose]: () => end(child) };
}

const PACKAGED = '/etc/shibboleth';
const SHIBD = '/usr/sbin/shibd';
/** Of Debian's conf-available/shib.conf. */
const PACKAGED_SITE = `ShibCompatValidUser Off
<Location /Shibboleth.sso>
  AuthType None
  Require all granted
</Location>`;
