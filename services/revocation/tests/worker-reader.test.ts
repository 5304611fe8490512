import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { createSignatureVerifier } from '@signet/crypto';
import { parseCertificateList } from '@signet/pki';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestAuthority, type TestAuthority } from '../../../core/pki/src/crl/_test-authority.ts';
import { readBody } from '../src/body.ts';
import { type CrlReader, createWorkerReader, INLINE_READER } from '../src/index.ts';
import { DEADLY_SERIAL } from './_dying-verifier.ts';

const NOW = Date.UTC(2026, 10, 23) / 1000;
const ENTRIES = Array.from({ length: 200 }, (_, i) => ({
  serialNumber: (0x10000000 + i * 7919).toString(16),
}));

let ca: TestAuthority;
let large: Uint8Array;
let reader: CrlReader;
beforeAll(async () => {
  ca = await createTestAuthority('CN=CA');
  large = await ca.issueCrl({ thisUpdate: NOW, crlNumber: 2, entries: [...ENTRIES, { serialNumber: '0a' }] });
  const verifierModule = pathToFileURL(createRequire(import.meta.url).resolve('@signet/crypto')).href;
  reader = createWorkerReader({ verifierModule, smallBytes: 0 });
});
afterAll(() => reader[Symbol.asyncDispose]());

function origin() {
  const verifySignature = createSignatureVerifier();
  return { part: 'base', issuer: ca.certificate, verifySignature, allow: [] } as const;
}

describe('a list read in a thread', () => {
  it('is the same list, in shared memory', async () => {
    const inline = await INLINE_READER.read(large, origin(), undefined);
    const reading = await reader.read(large, origin(), undefined);
    if (!reading.accepted || !inline.accepted) throw new Error('refused');
    expect(reading.sha256).toBe(inline.sha256);
    expect(reading.checks).toEqual(inline.checks);
    expect(reading.difference).toBeUndefined();
    expect(reading.crl.entryCount).toBe(201);
    expect(reading.crl.findEntry('a')).toEqual(inline.crl.findEntry('a'));
    expect(reading.crl.findEntry('b')).toBeUndefined();
    expect(reading.crl.der.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(reading.crl.buffers.index.slots.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it('is compared with the one before it', async () => {
    const before = await ca.issueCrl({ thisUpdate: NOW, crlNumber: 1, entries: ENTRIES });
    const first = await reader.read(before, origin(), undefined);
    if (!first.accepted) throw new Error('refused');
    const second = await reader.read(large, origin(), first.crl);
    expect(second).toMatchObject({ difference: { added: ['a'] } });
    const own = await reader.read(large, origin(), parseCertificateList(before));
    expect(own).toMatchObject({ difference: { added: ['a'] } });
  });

  it('is counted among what a garbage collection would win', async () => {
    const before = process.memoryUsage().external;
    const readings = await Promise.all(
      Array.from({ length: 200 }, () => reader.read(large, origin(), undefined)),
    );
    const counted = process.memoryUsage().external - before;
    expect(readings.every(({ accepted }) => accepted)).toBe(true);
    expect(counted).toBeGreaterThan(200 * large.length);
  });

  it('takes no memory any more once nobody has it, in neither thread', async () => {
    const before = process.memoryUsage.rss();
    for (let count = 0; count < 150; count += 1) {
      const reading = await readBody(fourMegabytes(), 5_000_000, 4_000_000);
      if ('refused' in reading) throw new Error(reading.refused);
      expect(await reader.read(reading.body, origin(), undefined)).toMatchObject({ accepted: false });
    }
    expect(process.memoryUsage.rss() - before).toBeLessThan(300e6);
  });

  it('is refused there for what is wrong with it', async () => {
    const tampered = Uint8Array.from(large);
    tampered[tampered.length - 1] = (tampered[tampered.length - 1] ?? 0) ^ 1;
    expect(await reader.read(tampered, origin(), undefined)).toMatchObject({
      accepted: false,
      failure: 'crl-signature-invalid',
    });
    expect(await reader.read(large.subarray(0, 3000), origin(), undefined)).toMatchObject({
      accepted: false,
      failure: 'crl-malformed',
    });
  });

  it('answers each of many questions', async () => {
    const readings = await Promise.all(
      Array.from({ length: 5 }, () => reader.read(large, origin(), undefined)),
    );
    expect(readings.map(({ accepted }) => accepted)).toEqual([true, true, true, true, true]);
  });

  it('is refused when the thread cannot be had, and nobody waits for ever', async () => {
    await using broken = createWorkerReader({ verifierModule: 'file:///nowhere/verifier.ts', smallBytes: 0 });
    expect(await broken.read(large, origin(), undefined)).toMatchObject({
      accepted: false,
      failure: 'crl-unusable',
    });
    expect(await broken.read(large, origin(), undefined)).toMatchObject({ accepted: false });
  });

  it('is read in a new thread when the thread died of another one', async () => {
    const verifierModule = new URL('./_dying-verifier.ts', import.meta.url).href;
    await using dying = createWorkerReader({ verifierModule, smallBytes: 0 });
    const deadly = await ca.issueCrl({ thisUpdate: NOW, entries: [{ serialNumber: `00${DEADLY_SERIAL}` }] });
    const readings = await Promise.all(
      [large, deadly, large, large].map((body) => dying.read(body, origin(), undefined)),
    );
    expect(readings.map(({ accepted }) => accepted)).toEqual([true, false, true, true]);
    expect(readings[1]).toMatchObject({ because: 'reader', failure: 'crl-unusable' });
  });

  it('leaves whoever asked without a list when the thread is ended meanwhile', async () => {
    const verifierModule = pathToFileURL(createRequire(import.meta.url).resolve('@signet/crypto')).href;
    const ended = createWorkerReader({ verifierModule, smallBytes: 0 });
    const reading = ended.read(large, origin(), undefined);
    await ended[Symbol.asyncDispose]();
    expect(await reading).toMatchObject({ accepted: false, failure: 'crl-unusable' });
  });

  it('stays in the thread that asks while it is small', async () => {
    await using broken = createWorkerReader({ verifierModule: 'file:///nowhere/verifier.ts' });
    expect(await broken.read(large, origin(), undefined)).toMatchObject({ accepted: true });
  });
});

// The same piece each time: other garbage would have the collector look.
const PIECE = new Uint8Array(4_000_000).fill(1);

async function* fourMegabytes(): AsyncGenerator<Uint8Array> {
  yield PIECE;
}
