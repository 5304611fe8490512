import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONTOSO_TENANT_ID, DEMO_PEOPLE, type DemoPerson } from '@signet/lab';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authorizeUrl, challengeOf, REDIRECT_URI, redeemCode, refresh } from './_refusals.ts';
import { ROOT } from './_workspaces.ts';
import { startWorld, type World } from './_world.ts';

const walk = readFileSync(join(ROOT, 'docs/walk.md'), 'utf8');
const [federated = '', managed = ''] = walk.split('## The managed journey');
const quoted = [...walk.matchAll(/`([^`\n]+)`/g)].map(([, text = '']) => text);

describe('what docs/walk.md names exists', () => {
  const paths = [
    ...new Set(quoted.filter((text) => PATH.test(text)).map((text) => text.split('#')[0] ?? '')),
  ];
  const sources = paths.filter((path) => existsSync(join(ROOT, path))).map(read);

  it('names files, exports, functions and codes', () => {
    for (const pattern of [PATH, EXPORT, FUNCTION]) {
      expect(quoted.filter((text) => pattern.test(text)).length).toBeGreaterThan(5);
    }
    expect([...walk.matchAll(CODE)].length).toBeGreaterThan(20);
  });

  it('as a file', () => {
    expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('as an export of its file', () => {
    const absent = quoted.filter((text) => {
      const [, path = '', symbol = ''] = EXPORT.exec(text) ?? [];
      return symbol !== '' && !exportsOf(path).includes(symbol);
    });
    expect(absent).toEqual([]);
  });

  it('as a function of a file that is named', () => {
    const absent = quoted.filter((text) => {
      const name = FUNCTION.exec(text)?.[1];
      return name !== undefined && !sources.some((source) => defines(source, name));
    });
    expect(absent).toEqual([]);
  });

  it('as a code that a refusal can have', () => {
    const tables = ['core/identity/src/sign-in-code.ts', 'protocols/oidc/src/oauth-error-codes.ts']
      .map(read)
      .join();
    const codes = [...walk.matchAll(CODE)].map(([, code = '']) => code);
    expect(codes.filter((code) => !tables.includes(`'${code}': {`))).toEqual([]);
  });
});

describe('what docs/walk.md tells happens', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world[Symbol.asyncDispose]());

  it('to Alice, whose domain is federated, until her certificate is revoked', async () => {
    const journey = await signIn(world, DEMO_PEOPLE.alice);
    const first = await redeemCode(world, journey);
    const second = await refresh(world, String(first.body['refresh_token']));
    await world.revoke(journey.certificate);
    const third = await refresh(world, String(second.body['refresh_token']));
    expect(third.body).toMatchObject({
      error: 'invalid_grant',
      suberror: 'bad_token',
      error_codes: [500171],
    });
    expect([...journey.requests, ...Array(3).fill(TOKEN_REQUEST)]).toEqual(requestsIn(federated));
    expect(await logOf(world, DEMO_PEOPLE.alice)).toEqual(logIn(federated));
  });

  it('to Dora, whose domain is managed', async () => {
    const journey = await signIn(world, DEMO_PEOPLE.dora);
    expect(await redeemCode(world, journey)).toMatchObject({ status: 200 });
    expect([...journey.requests, TOKEN_REQUEST]).toEqual(requestsIn(managed));
    expect(await logOf(world, DEMO_PEOPLE.dora)).toEqual(logIn(managed));
  });
});

async function signIn(world: World, person: DemoPerson) {
  const certificate = await world.issueFor(person);
  const codeVerifier = randomBytes(32).toString('base64url');
  const outcome = await world.openBrowser(certificate).visit(authorizeUrl(world, challengeOf(codeVerifier)), {
    redirectUri: REDIRECT_URI,
    userName: person.userPrincipalName,
  });
  if (outcome.kind === 'page') throw new Error(outcome.text);
  const requests = outcome.steps.map(({ method, url }) => describeRequest(method, new URL(url).pathname));
  return { certificate, codeVerifier, code: outcome.parameters.get('code') ?? '', requests };
}

/** Face and code of each row about the person, the oldest first. */
async function logOf(world: World, { id }: DemoPerson): Promise<readonly string[]> {
  const { items } = await world.server.services.directory.signInLog.list({ userId: id }, { limit: 100 });
  return items.map(({ face, code }) => `${face} ${code}`).reverse();
}

function logIn(part: string): readonly string[] {
  return [...part.matchAll(/^\| \d+ \| `([a-z-]+)` \| `([a-z-]+)` \|$/gm)].map(
    ([, face, code]) => `${face} ${code}`,
  );
}

function requestsIn(part: string): readonly string[] {
  return [...part.matchAll(/^> (GET|POST) ([^\s?]+)/gm)].map(([, method = '', path = '']) =>
    describeRequest(method, path),
  );
}

function describeRequest(method: string, path: string): string {
  return `${method} ${path.replace(CONTOSO_TENANT_ID, '{tenant}')}`;
}

function exportsOf(path: string): readonly string[] {
  return [
    ...read(path).matchAll(/^export (?:async )?(?:function|class|const|interface|type)\*? (\w+)/gm),
  ].map(([, name = '']) => name);
}

function defines(source: string, name: string): boolean {
  return new RegExp(`(function\\*? |const |^  (async )?)${name}\\b(?=[(<:= ])`, 'm').test(source);
}

function read(path: string): string {
  return existsSync(join(ROOT, path)) ? readFileSync(join(ROOT, path), 'utf8') : '';
}

const TOKEN_REQUEST = 'POST /{tenant}/oauth2/v2.0/token';

/** `services/sign-in/src/sign-in.ts`, alone or with `#createSignIn` */
const PATH = /^[\w.-]+(?:\/[\w.-]+)+\.(?:ts|md)(?:#\w+)?$/;
const EXPORT = /^([\w./-]+\.ts)#(\w+)$/;
/** `decide()` */
const FUNCTION = /^(\w+)\(\)$/;
const CODE = /→ `([a-z-]+)`/g;
