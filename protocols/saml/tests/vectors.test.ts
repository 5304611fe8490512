import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findVectors } from '../../../tests/_vectors.ts';
import { DEPARTURES } from './_vector-departures.ts';
import { type Answer, AUDIENCE, answer, type Vector } from './_vectors.ts';

const folder = findVectors('saml') ?? '';
const vectors: readonly Vector[] =
  folder === '' ? [] : JSON.parse(readFileSync(`${folder}index.json`, 'utf8')).files;

/** What XML signatures and canonical forms of other specifications are here: no message of SAML. */
const FOREIGN: readonly string[] = ['c14n', 'xmldsig-interop'];
const isGood = ({ category, expect: expected }: Vector): boolean =>
  !FOREIGN.includes(category) && /^(accept|signature-valid|see cases)/.test(expected);

/** What our reader answers to a file that is good, if it takes it: a Response passes all but our audience. */
const TAKEN: readonly Answer[] = [AUDIENCE, 'signed'];

describe.skipIf(folder === '')('SAML vectors at the readers that the server uses', () => {
  it.each(vectors.filter(isGood).map((vector) => [vector.file, vector] as const))(
    '%s is taken, or departs for a known reason',
    async (file, vector) => {
      const departure = DEPARTURES.find(({ files }) => files.includes(file));
      const answered = await answer(folder, vector);
      if (departure) expect(answered).toBe(departure.answer);
      else expect(TAKEN).toContain(answered);
    },
  );

  it.each(vectors.filter((vector) => !isGood(vector)).map((vector) => [vector.file, vector] as const))(
    '%s is refused, and not for its audience',
    async (_file, vector) => {
      const answered = await answer(folder, vector);
      // Every foreign file names another audience: who gets as far as that was refused for nothing.
      expect(['accepted', 'assertion-claims', ...TAKEN]).not.toContain(answered);
      if (vector.category === 'xsw') expect(SIGNATURE_STEPS).toContain(answered.replace(/-.*/, ''));
    },
  );

  it('knows every file of the index, and departs from it only where it says', () => {
    expect(vectors).toHaveLength(227);
    const good = vectors.filter(isGood).map(({ file }) => file);
    for (const { files } of DEPARTURES) expect(good).toEqual(expect.arrayContaining([...files]));
  });
});

/** Wrapping is refused before anything of the assertion is read. */
const SIGNATURE_STEPS = ['response', 'signature'];
