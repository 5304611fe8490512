import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClaimRuleError, createClaim, evaluateClaimRules, parseClaimRules } from './index.ts';

const NO_STORES = { query: () => Promise.reject(new Error('no store')) };
const RULE = 'c:[] => issue(claim = c);';

function refusal(text: string) {
  try {
    parseClaimRules(text);
  } catch (error) {
    if (!(error instanceof ClaimRuleError)) throw error;
    return `${error.code} ${error.position?.line}:${error.position?.column}`;
  }
  return 'none';
}

describe('claim rules of a stranger', () => {
  it.each([
    ['c:[Type == "x"]\n => issue(claim = d);', 'unknown-identifier 2:19'],
    ['c:[Type == "x] => issue(claim = c);', 'unterminated-string 1:12'],
    ['c:[] => issue(claim = c)', 'unexpected-token 1:25'],
    ['c:[] => permit(claim = c);', 'unexpected-token 1:9'],
    ['c:[] && c:[] => issue(claim = c);', 'duplicate-identifier 1:9'],
    ['c:[constructor == "x"] => issue(claim = c);', 'unexpected-token 1:4'],
    ['=> issue(Type = Eval("x"));', 'unknown-function 1:17'],
    ['=> issue(Value = "x");', 'unexpected-token 1:10'],
    ['c:[]\n=> issue(claim = c); %', 'unexpected-character 2:22'],
    ['[Value =~ "("] => issue(Type = "t");', 'invalid-pattern 1:11'],
    ['[Value =~ "(a)\\1"] => issue(Type = "t");', 'invalid-pattern 1:11'],
    ['[Value =~ "a(?=b)"] => issue(Type = "t");', 'invalid-pattern 1:11'],
    ['[Value =~ "((a{100}){100}){100}"] => issue(Type = "t");', 'invalid-pattern 1:11'],
    [`[Value =~ "${'a'.repeat(1001)}"] => issue(Type = "t");`, 'invalid-pattern 1:11'],
    ['@RuleName = "a" @RuleName = "b" => issue(Type = "t");', 'unexpected-token 1:18'],
    [RULE.repeat(501), `too-many-rules 1:${500 * RULE.length + 1}`],
    [`${'[] && '.repeat(16)}[] => issue(Type = "t");`, 'too-many-conditions 1:97'],
    [' '.repeat(256 * 1024 + 1), 'too-large undefined:undefined'],
  ])('refuses %.60s', (text, expected) => {
    expect(refusal(text)).toBe(expected);
  });

  it('refuses calls that nest too deep before the stack ends', () => {
    expect(refusal(`=> issue(Type = ${'RegExReplace('.repeat(10_000)}`)).toMatch(/^too-deep /);
  });

  it('throws nothing but ClaimRuleError for any text', () => {
    const words = fc.constantFrom(
      'c',
      ':',
      '[',
      ']',
      '=>',
      'issue',
      '(',
      ')',
      '"x"',
      ';',
      '&&',
      'Type',
      '==',
      '@',
      '\n',
      '=~',
      '"("',
      'COUNT',
      '9',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(words).map((list) => list.join(' ')),
        ),
        (text) => {
          refusal(text);
        },
      ),
    );
  });

  it('matches in linear time what makes a backtracking engine hang', async () => {
    const rules = parseClaimRules('c:[Value =~ "^(a+)+$"] => issue(claim = c);');
    const { output } = await evaluateClaimRules(
      rules,
      [createClaim('t', `${'a'.repeat(10_000)}!`)],
      NO_STORES,
    );
    expect(output).toEqual([]);
  });

  it('refuses to match a value too long, rather than to call it no match', async () => {
    const rules = parseClaimRules('[Value !~ "evil"] => issue(Type = "permit");');
    const evaluation = evaluateClaimRules(rules, [createClaim('t', 'a'.repeat(16_385))], NO_STORES);
    await expect(evaluation).rejects.toMatchObject({ code: 'too-much-work' });
  });

  it.each([
    ['large', `=> issue(Type = "t", Value = "x")`, 'a{1,30}b?', 'a'.repeat(16_000)],
    ['large, written out in a replacement', '', 'a{1,30}b?', 'a'.repeat(16_000)],
    ['that looks to the end of the value again at every match', '', 'a(?:.*z)?', 'a'.repeat(16_000)],
  ])('ends a pattern %s, over many claims', async (_what, action, pattern, value) => {
    const big = pattern.includes('{') ? `(?:${pattern}){1,30}[x-z]$` : pattern;
    const text = action
      ? `c:[Value =~ "${big}"] ${action};`
      : `c:[] => issue(Type = "t", Value = RegExReplace(c.Value, "${big}", "b"));`;
    const claims = Array.from({ length: 60 }, () => createClaim('t', `${value}x`.slice(0, 16_000)));
    const evaluation = evaluateClaimRules(parseClaimRules(text), claims, NO_STORES);
    await expect(evaluation).rejects.toMatchObject({ code: 'too-much-work' });
  });

  it('ends rules that write text without end', async () => {
    const rules = parseClaimRules(`c:[] => add(Type = "t", Value = c.Value + "${'x'.repeat(60_000)}");`);
    const claims = Array.from({ length: 1000 }, () => createClaim('t', 'x'));
    const evaluation = evaluateClaimRules(rules, claims, NO_STORES);
    await expect(evaluation).rejects.toMatchObject({ code: 'too-much-work' });
  });

  it('ends rules whose claims multiply', async () => {
    const rules = parseClaimRules('a:[] && b:[] => add(Type = "t", Value = a.Value + b.Value);'.repeat(20));
    const evaluation = evaluateClaimRules(rules, [createClaim('t', 'x'), createClaim('t', 'y')], NO_STORES);
    await expect(evaluation).rejects.toMatchObject({ code: 'too-much-work' });
  });
});
