import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the checkout. */
export const ROOT: string = fileURLToPath(new URL('..', import.meta.url));

export interface Workspace {
  /** `core/pki` */
  readonly folder: string;
  /** `@signet/pki` */
  readonly name: string;
  readonly dependencies: readonly string[];
  readonly devDependencies: readonly string[];
}

export interface SourceFile {
  /** From the root: `core/pki/src/der/reader.ts` */
  readonly path: string;
  readonly workspace: Workspace;
  /** Whether the running product loads it, rather than a test. */
  readonly isProduct: boolean;
  /** Specifiers as they are written: `node:fs`, `@signet/pki`, `./reader.ts`. */
  readonly imports: readonly string[];
}

/** Every workspace, in the order of the folders of the root package.json. */
export function listWorkspaces(): readonly Workspace[] {
  const { workspaces } = readManifest('.');
  const folders = (workspaces ?? []).flatMap((pattern) =>
    pattern.endsWith('/*') ? listFolders(pattern.slice(0, -2)) : [pattern],
  );
  return folders.filter((folder) => existsSync(join(ROOT, folder, 'package.json'))).map(readWorkspace);
}

/** What the root package.json itself asks for. */
export function readRoot(): Workspace {
  return readWorkspace('.');
}

export function listSourceFiles(workspaces: readonly Workspace[]): readonly SourceFile[] {
  return workspaces.flatMap((workspace) =>
    ['src', 'tests', 'bin']
      .flatMap((part) => listFiles(join(workspace.folder, part)))
      .filter((path) => /\.(ts|tsx|mjs)$/.test(path))
      .map((path) => ({
        path,
        workspace,
        isProduct: isProductPath(path.slice(workspace.folder.length + 1)),
        imports: findImports(readFileSync(join(ROOT, path), 'utf8')),
      })),
  );
}

/** Paths from the root of all files below a folder, without what is generated or installed. */
export function listFiles(folder: string): readonly string[] {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = relative('.', join(folder, entry.name));
    // In a worktree of git `.git` is a file.
    if (GENERATED.has(entry.name) || GENERATED_PATHS.has(path)) return [];
    if (entry.isDirectory()) return listFiles(path);
    return entry.isFile() ? [path] : [];
  });
}

/** Specifiers of import and export declarations, of type-only ones too, and of `import()` with a literal. */
export function findImports(source: string): readonly string[] {
  return [...source.matchAll(IMPORT)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

function isProductPath(path: string): boolean {
  return !path.startsWith('tests/') && !path.endsWith('.test.ts') && !/(^|\/)_[^/]*$/.test(path);
}

interface Manifest {
  readonly name: string;
  readonly workspaces?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

function readWorkspace(folder: string): Workspace {
  const { name, dependencies = {}, devDependencies = {} } = readManifest(folder);
  return {
    folder,
    name,
    dependencies: Object.keys(dependencies),
    devDependencies: Object.keys(devDependencies),
  };
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'));
}

function listFolders(parent: string): readonly string[] {
  return readdirSync(join(ROOT, parent)).map((name) => join(parent, name));
}

const GENERATED: ReadonlySet<string> = new Set(['node_modules', 'dist', 'coverage', '.git', '.screenshots']);

/** The same by their paths. */
const GENERATED_PATHS: ReadonlySet<string> = new Set(['data', 'bench/out', 'fuzz/findings']);

const IMPORT =
  /^\s*(?:import|export)\b[^;'"`]*?\bfrom\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm;
