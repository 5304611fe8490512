import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { APPLICATION_IDS, CONTOSO_TENANT_ID } from '@signet/lab';
import { ROOT } from './_workspaces.ts';
import type { World } from './_world.ts';

/** What the program tells: the outcome of a run, or what it waits for. */
export interface PythonLine {
  readonly run: string;
  /** Method and path, in order. */
  readonly requests?: readonly string[];
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly scope?: string;
  readonly accessToken?: string;
  readonly error?: string;
  readonly error_codes?: readonly number[];
  readonly error_description?: string;
  readonly url?: string;
  readonly userCode?: string;
}

/** A Python that has MSAL. */
export interface Python {
  readonly program: string;
  /** Where it finds MSAL, if that is not among its own packages. */
  readonly path?: string;
}

/** What the runs are made with. */
export interface PythonRuns {
  readonly passwords: readonly {
    readonly run: string;
    readonly userName: string;
    readonly password: string;
  }[];
  readonly applications: readonly {
    readonly run: string;
    readonly clientId: string;
    readonly scope: string;
    /** MSAL's own `client_credential`. */
    readonly credential: Readonly<Record<string, string>>;
  }[];
}

/** Debian's Python with its python3-msal; `undefined`, said in one line, where that is not installed. */
export function findDebianMsal(suite: string): Python | undefined {
  if (existsSync(PYTHON) && existsSync(MSAL)) return { program: PYTHON };
  console.log(`${suite}: python3-msal is not installed, its suite is left out`);
  return undefined;
}

/** Runs MSAL for Python through all its runs; `answer` gives what it waits for. Resolves with the outcomes. */
export async function runMsalPython(
  { program, path }: Python,
  world: World,
  runs: PythonRuns,
  answer: (line: PythonLine) => Promise<unknown>,
): Promise<readonly PythonLine[]> {
  const ca = join(world.folder, 'root.pem');
  await writeFile(ca, world.pki.root.certificatePem);
  const child = spawn(program, [join(ROOT, 'tests/msal-python/runs.py')], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], ...(path !== undefined && { PYTHONPATH: path }) },
  });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const say = (value: unknown) => child.stdin.write(`${JSON.stringify(value)}\n`);
  const origin = world.server.origins.login;
  say({ origin, ca, clientId: APPLICATION_IDS.native, tenant: CONTOSO_TENANT_ID, ...runs });
  const outcomes: PythonLine[] = [];
  try {
    for await (const text of createInterface({ input: child.stdout })) {
      const line = JSON.parse(text) as PythonLine;
      if (line.requests === undefined) say(await answer(line));
      else outcomes.push(line);
    }
  } finally {
    if (child.exitCode === null) child.stdin.end();
  }
  if ((await ended) !== 0) throw new Error(complaints);
  return outcomes;
}

const PYTHON = '/usr/bin/python3';
const MSAL = '/usr/lib/python3/dist-packages/msal';
