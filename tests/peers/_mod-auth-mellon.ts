import type { World } from '../_world.ts';
import { choosePlace, type SitePlace, startApache } from './_apache.ts';
import { openGuideSection } from './_guide.ts';

/** An application behind mod_auth_mellon, set up and registered as the guide says. */
export async function startMellonSite(world: World): Promise<SitePlace> {
  const stack = new AsyncDisposableStack();
  const place = stack.use(await choosePlace());
  const section = await openGuideSection('mod_auth_mellon', { ...place, world });
  await section.runCommands(0);
  const fileOf = await section.writeFiles();
  stack.use(
    await startApache({
      ...place,
      tls: world.pki.tls,
      modules: ['auth_mellon'],
      configFiles: [fileOf('/etc/apache2/conf-available/signet.conf')],
      packaged: `MellonLockFile ${place.folder}/run/mellon.lock`,
    }),
  );
  await section.runCommands(1);
  return { ...place, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}
