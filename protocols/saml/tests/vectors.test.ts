import { readFileSync } from 'node:fs';
import { PARTNER_RELAXATIONS } from '@signet/identity';
import { describe, expect, it } from 'vitest';
import { findVectors } from '../../../tests/_vectors.ts';
import { DEPARTURES, RELAXED, SIGNED_BUT_REFUSED } from './_vector-departures.ts';
import { type Answer, AUDIENCE, answer, hasGoodSignature, type Vector } from './_vectors.ts';

const folder = findVectors('saml') ?? '';
const vectors: readonly Vector[] =
  folder === '' ? [] : JSON.parse(readFileSync(`${folder}index.json`, 'utf8')).files;

/** What XML signatures and canonical forms of other specifications are here: no message of SAML. */
const FOREIGN: readonly string[] = ['c14n', 'xmldsig-interop'];
const isGood = ({ category, expect: expected }: Vector): boolean =>
  !FOREIGN.includes(category) && /^(accept|signature-valid|see cases)/.test(expected);

/**
 * What our reader answers to a file that is good, if it takes it: a Response passes all but our audience, or, where
 * it need not have one, all but the claims that only our own partners know of.
 */
const TAKEN: readonly Answer[] = [AUDIENCE, 'signed'];
const TAKEN_WITHOUT_AUDIENCE: readonly Answer[] = ['assertion-claims'];

const isDeparture = ({ file }: Vector): boolean => DEPARTURES.some(({ files }) => files.includes(file));
const rowsOf = (files: readonly Vector[]): readonly (readonly [string, Vector])[] =>
  files.map((vector) => [vector.file, vector] as const);

describe.skipIf(folder === '')('SAML vectors at the readers that the server uses', () => {
  it.each(rowsOf(vectors.filter(isGood)))(
    '%s is taken, or departs for a known reason',
    async (file, vector) => {
      const answered = await answer(folder, vector, []);
      const departure = [...DEPARTURES, ...SIGNED_BUT_REFUSED].find(({ files }) => files.includes(file));
      const relaxed = RELAXED.find(({ files }) => files.includes(file));
      if (departure) expect(answered).toBe(departure.answer);
      else if (relaxed) {
        // By default it is refused, and each of the words is needed.
        for (const left of relaxed.allow) {
          const allow = relaxed.allow.filter((word) => word !== left);
          expect(TAKEN).not.toContain(await answer(folder, vector, allow));
        }
        const taken = relaxed.allow.includes('no-audience') ? TAKEN_WITHOUT_AUDIENCE : TAKEN;
        expect(taken).toContain(await answer(folder, vector, relaxed.allow));
      } else expect(TAKEN).toContain(answered);
    },
  );

  it.each(rowsOf(vectors.filter((vector) => !isGood(vector))))(
    '%s is refused, and not for its audience',
    async (_file, vector) => {
      const answered = await answer(folder, vector, []);
      // Every foreign file names another audience: who gets as far as that was refused for nothing.
      expect(['accepted', 'assertion-claims', ...TAKEN]).not.toContain(answered);
      if (vector.category === 'xsw') expect(SIGNATURE_STEPS).toContain(answered.replace(/-.*/, ''));
    },
  );

  it.each(rowsOf(vectors.filter(({ category }) => ATTACKS.includes(category)).filter((v) => !isGood(v))))(
    '%s is refused whatever is let pass',
    async (_file, vector) => {
      const answered = await answer(folder, vector, PARTNER_RELAXATIONS);
      expect(['accepted', 'assertion-claims', ...TAKEN]).not.toContain(answered);
    },
  );

  it.each(SIGNED_BUT_REFUSED.flatMap(({ files }) => files))(
    '%s has a good signature, as its index says',
    (file) => {
      const vector = vectors.find((each) => each.file === file);
      expect(vector?.expect).toMatch(/^signature-valid/);
      expect(vector && hasGoodSignature(folder, vector)).toBe(true);
    },
  );

  it.each(rowsOf(vectors.filter(isDeparture)))(
    '%s has no signature that could count, and is no departure otherwise',
    (_file, vector) => {
      if (vector.expect.startsWith('signature-valid')) expect(hasGoodSignature(folder, vector)).toBe(false);
    },
  );

  it('knows every file of the index, and departs from it only where it says', () => {
    expect(vectors).toHaveLength(227);
    const good = vectors.filter(isGood).map(({ file }) => file);
    const listed = [...DEPARTURES, ...SIGNED_BUT_REFUSED, ...RELAXED].flatMap(({ files }) => files);
    expect(good).toEqual(expect.arrayContaining(listed));
    expect(new Set(listed).size).toBe(listed.length);
  });
});

/** Wrapping is refused before anything of the assertion is read. */
const SIGNATURE_STEPS = ['response', 'signature'];
/** What somebody made, and not what a partner got wrong. */
const ATTACKS = ['xsw', 'xxe', 'comment-injection', 'signature', 'other'];
