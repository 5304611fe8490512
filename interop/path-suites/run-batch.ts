import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PathCase } from './path-case.ts';

/** What is read of an answer; `error` stands in the place of the others. */
export interface BatchAnswer {
  readonly id: string;
  readonly valid?: boolean;
  readonly code?: string;
  readonly reason?: string;
  readonly policies?: readonly string[];
  readonly error?: string;
}

/** Asks `signet cert verify --batch`, all cases in one process, and answers in their order. */
export function runBatch(cases: readonly PathCase[]): readonly BatchAnswer[] {
  const folder = mkdtempSync(join(tmpdir(), 'signet-path-suites-'));
  try {
    const input = cases.map((each, index) => `${JSON.stringify(writeFiles(each, folder, index))}\n`).join('');
    const words = [SIGNET, 'cert', 'verify', '--batch', '-'];
    const run = spawnSync(process.execPath, words, { input, encoding: 'utf8', maxBuffer: MAX_OUTPUT_BYTES });
    const lines = run.stdout.split('\n').filter((line) => line !== '');
    if (lines.length !== cases.length) throw new Error(`signet cert verify --batch failed:\n${run.stderr}`);
    return lines.map((line) => JSON.parse(line) as BatchAnswer);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The line of a case, with its certificates and CRLs in files. */
function writeFiles(each: PathCase, folder: string, index: number): Readonly<Record<string, unknown>> {
  const write = (kind: string, pem: string): string => {
    const file = join(folder, `${index}-${kind}.pem`);
    writeFileSync(file, pem);
    return file;
  };
  const writeAll = (kind: string, pems: readonly string[]): readonly string[] =>
    pems.map((pem, number) => write(`${kind}-${number}`, pem));
  return {
    ...each.settings,
    id: each.id,
    leaf: write('leaf', each.leaf),
    intermediates: writeAll('intermediate', each.intermediates),
    anchors: writeAll('anchor', each.anchors),
    crls: writeAll('crl', each.crls),
  };
}

const SIGNET = fileURLToPath(new URL('../../apps/cli/bin/signet.mjs', import.meta.url));

/** Ten thousand answers of some hundred bytes, many times over. */
const MAX_OUTPUT_BYTES = 256 * 1024 * 1024;
