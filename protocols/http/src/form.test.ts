import { describe, expect, it } from 'vitest';
import { readForm, readQuery } from './form.ts';

const FORM = 'application/x-www-form-urlencoded';

function post(body: string | Uint8Array<ArrayBuffer>, contentType = FORM): Request {
  return new Request('https://login.example/token?client-request-id=1', {
    method: 'POST',
    body,
    headers: { 'content-type': contentType },
  });
}

describe('readForm', () => {
  it('reads parameters in the order sent', async () => {
    const form = await readForm(post('b=1&a=%C3%BC+x&empty=&__proto__=y'));
    expect([...form]).toEqual([
      ['b', '1'],
      ['a', 'ü x'],
      ['empty', ''],
      ['__proto__', 'y'],
    ]);
  });

  it.each([FORM, `${FORM};charset=utf-8`, `${FORM}; charset="UTF-8"`, 'Application/X-WWW-Form-Urlencoded'])(
    'takes %s',
    async (contentType) => {
      expect((await readForm(post('a=1', contentType))).get('a')).toBe('1');
    },
  );

  it.each([
    '',
    'text/plain',
    'multipart/form-data',
    'application/json',
    `${FORM}; charset=utf-16`,
    `${FORM}x`,
  ])('refuses content type %j', async (contentType) => {
    await expect(readForm(post('a=1', contentType))).rejects.toMatchObject({ code: 'invalid_request' });
  });

  it('refuses a repeated parameter and names it', async () => {
    await expect(readForm(post('code=1&scope=x&code=2'))).rejects.toMatchObject({
      code: 'invalid_request',
      message: 'The parameter code is repeated.',
    });
  });

  it('does not repeat what a stranger wrote as a name', async () => {
    await expect(readForm(post('<script>=1&<script>=2'))).rejects.toMatchObject({
      message: 'The parameter (not printable) is repeated.',
    });
  });

  it('does not count a parameter of the query as a repetition (MSAL sends client-request-id in both)', async () => {
    expect((await readForm(post('client-request-id=2'))).get('client-request-id')).toBe('2');
  });

  it('refuses bytes that are not UTF-8', async () => {
    await expect(readForm(post(Uint8Array.of(0x61, 0x3d, 0xff)))).rejects.toMatchObject({
      code: 'invalid_request',
    });
  });

  it('stops at its limit of bytes and of parameters', async () => {
    await expect(readForm(post('a=12345'), 6)).rejects.toMatchObject({ code: 'body-too-large' });
    const many = Array.from({ length: 201 }, (_, index) => `p${index}=`).join('&');
    await expect(readForm(post(many))).rejects.toMatchObject({ code: 'invalid_request' });
  });

  it('reads an empty body as no parameters', async () => {
    expect((await readForm(post(''))).size).toBe(0);
  });
});

describe('readQuery', () => {
  it('reads and refuses like a form', () => {
    expect(readQuery(new Request('https://x.example/?a=1&b=2')).get('b')).toBe('2');
    expect(() => readQuery(new Request('https://x.example/?a=1&a=2'))).toThrow(/repeated/);
  });
});
