import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parseCertificate, parseCertificateList } from '@signet/pki';
import { describe, expect, it } from 'vitest';
import { createTargets, type FuzzTarget, fuzz, loadSeeds } from '../src/index.ts';
import { createSeededRandom } from '../src/random.ts';
import { readWithSaxes } from '../src/saxes-peer.ts';
import { PropertyError } from '../src/target.ts';
import { checkCertificateFields, checkCrlFields } from '../src/targets/parsed-fields.ts';
import { encodeTlv, readTlv } from '../src/tlv.ts';
import { readPlanted } from './_planted.ts';

/** By number and not by time, so that a slow machine tries the same inputs. */
const RUNS = 960;
const SEED = 20_261_123;

const EMPTY = new Uint8Array(0);

const targets = createTargets(await loadSeeds());

describe('changed inputs', () => {
  it.each(targets.map((target) => [target.name, target] as const))('%s', async (_, target) => {
    const { findings, runs, blocks } = await fuzz(target, { runs: RUNS, seed: SEED });
    expect(
      findings.map(({ input, error }) => `${error.stack}\n${Buffer.from(input).toString('hex')}`),
    ).toEqual([]);
    expect(runs).toBe(RUNS);
    expect(blocks).toBeGreaterThan(0);
  });
});

describe('the fuzzer', () => {
  const planted: FuzzTarget = {
    name: 'planted',
    shape: 'bytes',
    covers: ['/fuzz/tests/_planted'],
    maxLength: 64,
    dictionary: [],
    seeds: [Buffer.from('aaaa')],
    run: readPlanted,
  };

  it('finds a fault that only coverage leads to, and keeps the input', async () => {
    // Three right bytes by chance are one in sixteen million.
    let isFound = false;
    const run = (input: Uint8Array): void => {
      isFound ||= Buffer.from(input.subarray(0, 3)).toString() === 'sig';
      readPlanted(input);
    };
    const { findings } = await fuzz({ ...planted, run }, { runs: 40_000, seed: SEED, isOver: () => isFound });
    expect(findings.map(({ error }) => error.message)).toEqual(['planted']);
    expect(Buffer.from(findings[0]?.input.subarray(0, 3) ?? []).toString()).toBe('sig');
  });

  it('tries the same inputs for the same seed', async () => {
    const inputs = async (seed: number): Promise<string[]> => {
      const seen: string[] = [];
      const run = (input: Uint8Array): void => void seen.push(Buffer.from(input).toString('hex'));
      await fuzz(
        { ...planted, covers: ['nothing'], run, seeds: [Buffer.from('3003020105', 'hex')] },
        { runs: 64, seed },
      );
      return seen;
    };
    expect(await inputs(1)).toEqual(await inputs(1));
    expect(await inputs(1)).not.toEqual(await inputs(2));
  });

  it('writes every certificate again as it read it', () => {
    for (const { seeds } of targets.filter(({ name }) => name === 'certificate')) {
      const whole = seeds.filter((seed) => readTlv(seed)?.length === 1);
      expect(whole.length).toBeGreaterThanOrEqual(4);
      for (const seed of whole.slice(0, 4))
        expect(Buffer.from(encodeTlv(readTlv(seed) ?? []))).toEqual(Buffer.from(seed));
    }
  });

  it('tells when a field was read otherwise than it is written', async () => {
    const { certificates, crls } = await loadSeeds();
    const [certificate = EMPTY, otherCertificate = EMPTY] = certificates;
    const [crl = EMPTY, otherCrl = EMPTY] = crls;
    checkCertificateFields(parseCertificate(certificate), certificate);
    checkCrlFields(parseCertificateList(crl), crl);
    expect(() => checkCertificateFields(parseCertificate(certificate), otherCertificate)).toThrow(
      PropertyError,
    );
    expect(() => checkCrlFields(parseCertificateList(crl), otherCrl)).toThrow(PropertyError);
  });

  it('ends with a parser that comes to no end, and keeps the input', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'signet-fuzz-'));
    const file = join(folder, 'findings', 'endless');
    const script = fileURLToPath(new URL('./_endless-process.ts', import.meta.url));
    const child = spawn(process.execPath, [script, file], { stdio: ['ignore', 'ignore', 'pipe'] });
    const [said, [, signal]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    expect(signal).toBe('SIGKILL');
    expect(said).toContain(file);
    expect(await readFile(file, 'utf8')).toBe('for ever');
    await rm(folder, { recursive: true });
  });

  it('has no peer that takes prefixes which are no NCNames', () => {
    expect(readWithSaxes('<a:r xmlns:a="urn:a" a:b="c"/>')).toBeDefined();
    for (const text of ['<r xmlns:8a="urn:a"/>', '<a:8 xmlns:a="urn:a"/>', '<r xmlns:a="urn:a" a:-b="c"/>'])
      expect(readWithSaxes(text)).toBeUndefined();
  });

  it('draws numbers below their limit, all of them', () => {
    const random = createSeededRandom(1);
    const drawn = new Set(Array.from({ length: 200 }, () => random.below(8)));
    expect([...drawn].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });
});
