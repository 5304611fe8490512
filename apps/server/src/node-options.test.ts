import { expect, test } from 'vitest';
import { serverOptions } from './node-options.ts';

test.each([
  [1, ['--v8-pool-size=1']],
  [2, ['--v8-pool-size=1']],
  [4, ['--v8-pool-size=3']],
  [5, []],
  [64, []],
])('with %i cores one of them is left to the thread that answers', (cores, options) => {
  expect(serverOptions(cores, [])).toEqual(options);
});

test.each([['--v8-pool-size=4'], ['--v8_pool_size=0'], ['--v8-pool-size']])(
  'an own choice of %s stands',
  (option) => {
    expect(serverOptions(2, ['--enable-source-maps', option])).toEqual([]);
  },
);
