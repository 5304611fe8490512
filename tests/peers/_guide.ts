import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { World } from '../_world.ts';

/** Where one product of the guide is set up on this machine, in place of the guide's addresses and folders. */
export interface GuidePlace {
  readonly world: World;
  /** Stands for `/` of the machine that the guide writes to. */
  readonly folder: string;
  /** Stands for `https://wiki.contoso.example`, and for `https://idp.contoso.example`. */
  readonly siteOrigin: string;
}

/** A section of docs/guide/products.md, set up as it says: what people copy is what the tests run. */
export interface GuideSection {
  /**
   * Writes the files that the section shows, with values in the place of its words in capitals; answers where the
   * one of this path went.
   */
  writeFiles(values?: Values): Promise<(path: string) => string>;
  /** A JSON block of the section, the first is 0, filled likewise. */
  readJson(index: number, values: Values): object;
  /** Runs a console block of the section, the first is 0: with `curl`, `openssl` and the real `signet`. */
  runCommands(index: number): Promise<void>;
}

export type Values = Readonly<Record<`YOUR-${string}`, string>>;

/** Throws when the guide has no such section. */
export async function openGuideSection(heading: string, place: GuidePlace): Promise<GuideSection> {
  await trustRoot(place);
  const blocks = blocksOf(await readSection(heading));
  const blockOf = (wanted: string, index: number): string => {
    const found = blocks.filter(({ language }) => language === wanted)[index];
    if (found === undefined) throw new Error(`«${heading}» has no block ${index} of ${wanted}`);
    return found.text;
  };
  return {
    async writeFiles(values = {}) {
      for (const { path, text } of blocks.filter(isFile)) {
        await mkdir(dirname(join(place.folder, path)), { recursive: true });
        await writeFile(join(place.folder, path), moved(fill(text, values), place));
      }
      return (path) => join(place.folder, path);
    },
    readJson: (index, values) => JSON.parse(moved(fill(blockOf('json', index), values), place)),
    runCommands: (index) => runScript(moved(blockOf('sh', index), place), place),
  };
}

interface Block {
  readonly language: string;
  readonly text: string;
  /** Of the file that the block is, named by its first line. */
  readonly path: string | undefined;
}

function isFile(block: Block): block is Block & { readonly path: string } {
  return block.path !== undefined;
}

async function readSection(heading: string): Promise<string> {
  const section = (await readFile(GUIDE, 'utf8'))
    .split(/^## /m)
    .find((part) => part.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`docs/guide/products.md has no section «${heading}»`);
  return section;
}

function blocksOf(section: string): readonly Block[] {
  return [...section.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = '', text = '']) => ({
    language,
    text,
    path: /^(?:#|<!--|<\?php \/\/) (\/(?:etc|var)\/\S+)/.exec(text)?.[1],
  }));
}

function fill(text: string, values: Values): string {
  return Object.entries(values).reduce((all, [word, value]) => all.replaceAll(word, value), text);
}

function moved(text: string, { world, folder, siteOrigin }: GuidePlace): string {
  return text
    .replaceAll('https://login.contoso.example', world.server.origins.login)
    .replaceAll(/https:\/\/(?:wiki|idp)\.contoso\.example/g, siteOrigin)
    .replaceAll(/(?<![\w/])\/(?=etc\/|var\/|run\/)/g, `${folder}/`);
}

/** The lab's root is in no trust store of this machine; it is in the one of the guide's. */
async function trustRoot({ world, folder }: GuidePlace): Promise<void> {
  const file = join(folder, TRUSTED);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, world.pki.root.certificatePem);
}

async function runScript(script: string, { world, folder }: GuidePlace): Promise<void> {
  const trusted = join(folder, TRUSTED);
  const signet = `signet() { '${NODE}' '${SIGNET}' --data '${world.folder}' "$@"; }\n`;
  const child = spawn('/bin/sh', ['-euc', signet + script], {
    env: {
      PATH: [dirname(NODE), process.env['PATH']].join(delimiter),
      CURL_CA_BUNDLE: trusted,
      NODE_EXTRA_CA_CERTS: trusted,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += chunk;
    });
  }
  const [exitCode] = await once(child, 'close');
  if (exitCode !== 0) throw new Error(`the guide's commands failed:\n${script}\n${said}`);
}

const TRUSTED = 'etc/ssl/certs/ca-certificates.crt';
const GUIDE = new URL('../../docs/guide/products.md', import.meta.url);
const NODE = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url));
const SIGNET = fileURLToPath(new URL('../../apps/cli/bin/signet.mjs', import.meta.url));
