import { posix } from 'node:path';
import type { SourceFile, Workspace } from './_workspaces.ts';

/** A rule answers with one line for each place that breaks it; none when it holds. */
export type Breaches = readonly string[];

/** apps → protocols → services → core; see CONTRIBUTING.md for the whole table. */
export function breachesOfDirection(workspaces: readonly Workspace[]): Breaches {
  const folders = new Map(workspaces.map(({ name, folder }) => [name, folder]));
  return workspaces.flatMap(({ folder, dependencies }) =>
    dependencies
      .map((name) => folders.get(name))
      .filter((target) => target !== undefined)
      .filter((target) => !mayDependOn(folder, target))
      .map((target) => `${folder} → ${target}`),
  );
}

/** Whatever is imported stands in the package.json: for the product under `dependencies`. */
export function breachesOfDeclaration(files: readonly SourceFile[]): Breaches {
  return inFiles(files, ({ workspace, isProduct }, specifier) => {
    const name = packageName(specifier);
    if (name === undefined || name === workspace.name || workspace.dependencies.includes(name)) return false;
    // Tests share vitest and its like from the root; of our own workspaces each declares what it uses.
    return isProduct || (name.startsWith('@signet/') && !workspace.devDependencies.includes(name));
  });
}

/** A path with dots must not go round a neighbour's exports; tests may share test helpers (`_*.ts`). */
export function breachesOfBorders(files: readonly SourceFile[]): Breaches {
  return inFiles(files, ({ path, workspace, isProduct }, specifier) => {
    if (!specifier.startsWith('.')) return false;
    const target = posix.join(posix.dirname(path), specifier);
    const home = isProduct && path.startsWith(`${workspace.folder}/src/`) ? 'src/' : '';
    if (target.startsWith(`${workspace.folder}/${home}`)) return false;
    return isProduct || !/\/_[^/]+\.ts$/.test(target);
  });
}

/** Core: bytes and values in, values out. No runtime module, no package but the one it is allowed. */
export function breachesOfPurity(files: readonly SourceFile[]): Breaches {
  const core = files.filter(({ workspace, isProduct }) => isProduct && workspace.folder.startsWith('core/'));
  return inFiles(core, ({ workspace }, specifier) => {
    if (isBuiltin(specifier)) return true;
    const name = packageName(specifier);
    if (name === undefined || name.startsWith('@signet/')) return false;
    return !(CORE_PACKAGES[workspace.folder] ?? []).includes(name);
  });
}

/** Sockets belong to protocols/http: a face takes a Request and returns a Response. */
export function breachesOfTheEdge(files: readonly SourceFile[]): Breaches {
  const faces = files.filter(({ workspace: { folder }, isProduct }) => isProduct && isFace(folder));
  return inFiles(faces, (_file, specifier) => SOCKET_MODULES.has(specifier.replace(/^node:/, '')));
}

/** The lab encodes with another library than core parses with, and is no part of the product. */
export function breachesOfTheLab(workspaces: readonly Workspace[]): Breaches {
  return workspaces
    .filter(
      ({ folder, dependencies }) => !USERS_OF_THE_LAB.has(folder) && dependencies.includes('@signet/lab'),
    )
    .map(({ folder }) => `${folder} → lab`);
}

function mayDependOn(from: string, to: string): boolean {
  if (APPLICATION_EDGES.has(`${from} → ${to}`)) return true;
  if (isFace(from) && to === 'protocols/http') return true;
  return (LOWER_LAYERS[layerOf(from)] ?? []).includes(layerOf(to));
}

function isFace(folder: string): boolean {
  return folder.startsWith('protocols/') && folder !== 'protocols/http';
}

function layerOf(folder: string): string {
  return folder.split('/')[0] ?? folder;
}

function inFiles(
  files: readonly SourceFile[],
  breaks: (file: SourceFile, specifier: string) => boolean,
): Breaches {
  return files.flatMap((file) =>
    file.imports
      .filter((specifier) => breaks(file, specifier))
      .map((specifier) => `${file.path} imports ${specifier}`),
  );
}

/** `undefined` for relative paths and the runtime's own modules. */
function packageName(specifier: string): string | undefined {
  if (specifier.startsWith('.') || isBuiltin(specifier)) return undefined;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** The lint insists on the prefix, so a bare `fs` is a package that nobody declared. */
function isBuiltin(specifier: string): boolean {
  return specifier.startsWith('node:');
}

/** What each layer may depend on. Services and faces are absent from their own row: they meet through ports. */
const LOWER_LAYERS: Readonly<Record<string, readonly string[]>> = {
  core: ['core'],
  services: ['core'],
  protocols: ['services', 'core'],
  apps: ['protocols', 'services', 'core'],
  lab: ['core'],
  bench: ['apps', 'protocols', 'services', 'core', 'lab'],
  fuzz: ['protocols', 'services', 'core', 'lab'],
};

/** The command line starts the server, and the demo is the server with the lab's world around it. */
const APPLICATION_EDGES: ReadonlySet<string> = new Set(['apps/cli → apps/server', 'apps/cli → lab']);

/** The demo is made of it, the fuzzer starts from its certificates, and the benches measure its organisation. */
const USERS_OF_THE_LAB: ReadonlySet<string> = new Set(['apps/cli', 'bench', 'fuzz']);

const CORE_PACKAGES: Readonly<Record<string, readonly string[]>> = {
  'core/claims': ['re2js'],
};

const SOCKET_MODULES: ReadonlySet<string> = new Set(['http', 'https', 'http2', 'net', 'tls', 'dgram']);
