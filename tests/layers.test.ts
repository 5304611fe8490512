import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  breachesOfBorders,
  breachesOfDeclaration,
  breachesOfDirection,
  breachesOfPurity,
  breachesOfTheEdge,
  breachesOfTheLab,
} from './_layer-rules.ts';
import {
  findImports,
  listFiles,
  listSourceFiles,
  listWorkspaces,
  ROOT,
  type SourceFile,
  type Workspace,
} from './_workspaces.ts';

const workspaces = listWorkspaces();
const files = listSourceFiles(workspaces);

describe('layers', () => {
  it('reads every workspace and its sources', () => {
    expect(workspaces.map(({ folder }) => folder)).toEqual(
      expect.arrayContaining(['core/pki', 'services/sign-in', 'protocols/http', 'apps/server', 'lab']),
    );
    for (const { folder, name } of workspaces) {
      expect(
        files.filter(({ workspace }) => workspace.name === name),
        folder,
      ).not.toEqual([]);
    }
  });

  it('dependencies go from apps to protocols to services to core, and never sideways', () => {
    expect(breachesOfDirection(workspaces)).toEqual([]);
  });

  it('only the command line, the fuzzer and the benches depend on the lab', () => {
    expect(breachesOfTheLab(workspaces)).toEqual([]);
  });

  it('every import of a package is declared in the package.json of its workspace', () => {
    expect(breachesOfDeclaration(files)).toEqual([]);
  });

  it('relative imports stay inside their workspace', () => {
    expect(breachesOfBorders(files)).toEqual([]);
  });

  it('core imports no runtime module and no package but re2js', () => {
    expect(breachesOfPurity(files)).toEqual([]);
  });

  it('no face but protocols/http imports a module that opens sockets', () => {
    expect(breachesOfTheEdge(files)).toEqual([]);
  });
});

describe('what is committed', () => {
  it('names no absolute path of the machine it was written on', () => {
    const breaches = listFiles('.').filter((path) => MACHINE_PATH.test(read(path)));
    expect(breaches).toEqual([]);
  });

  it('records no download address in package-lock.json', () => {
    const addresses = read('package-lock.json').match(/"resolved": "https?:[^"]*"/g) ?? [];
    expect(addresses).toEqual([]);
  });
});

describe('the rules catch', () => {
  it.each([
    ['core on a service', 'core/pki', 'services/tokens'],
    ['a service on another', 'services/sign-in', 'services/revocation'],
    ['a service on a face', 'services/tokens', 'protocols/http'],
    ['a face on another', 'protocols/oidc', 'protocols/wsfed'],
    ['the edge on a service', 'protocols/http', 'protocols/oidc'],
    ['a face on an app', 'protocols/oidc', 'apps/server'],
    ['the server on the command line', 'apps/server', 'apps/cli'],
    ['the lab on a service', 'lab', 'services/crypto'],
  ])('a dependency of %s', (_words, from, to) => {
    expect(breachesOfDirection([workspace(from, [nameOf(to)]), workspace(to)])).toEqual([`${from} → ${to}`]);
  });

  it('a face that depends on the lab', () => {
    expect(breachesOfTheLab([workspace('protocols/oidc', ['@signet/lab'])])).toEqual([
      'protocols/oidc → lab',
    ]);
  });

  it.each([
    ['an undeclared package', breachesOfDeclaration, 'apps/server/src/main.ts', "import { z } from 'zod';"],
    [
      'an undeclared workspace in a test',
      breachesOfDeclaration,
      'core/pki/tests/x.test.ts',
      "import '@signet/xml';",
    ],
    [
      'a path into a neighbour',
      breachesOfBorders,
      'core/xml/src/a.ts',
      "export * from '../../pki/src/index.ts';",
    ],
    [
      'a product file that reaches for a test',
      breachesOfBorders,
      'core/xml/src/a.ts',
      "import '../tests/_x.ts';",
    ],
    ['the file system in core', breachesOfPurity, 'core/pki/src/a.ts', "const fs = await import('node:fs');"],
    [
      'another package in core',
      breachesOfPurity,
      'core/pki/src/a.ts',
      "import type {\n  A,\n} from 'saxes';",
    ],
    [
      'a socket in a face',
      breachesOfTheEdge,
      'protocols/oidc/src/a.ts',
      "import { request } from 'node:https';",
    ],
  ] as const)('%s', (_words, rule, path, source) => {
    expect(rule([sourceFile(path, source)])).toHaveLength(1);
  });
});

function workspace(folder: string, dependencies: readonly string[] = []): Workspace {
  return { folder, name: nameOf(folder), dependencies, devDependencies: [] };
}

function sourceFile(path: string, source: string): SourceFile {
  const folder = path.split('/').slice(0, 2).join('/');
  const isProduct = !path.endsWith('.test.ts');
  return { path, workspace: workspace(folder), isProduct, imports: findImports(source) };
}

function nameOf(folder: string): string {
  return `@signet/${folder.split('/').at(-1)}`;
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'latin1');
}

/** Written so that it does not find itself. */
const MACHINE_PATH = /(^|[^A-Za-z0-9_.-])\/(work|farm)\/[a-z.]/;
