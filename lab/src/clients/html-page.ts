/** What the scripted browser sees of a page: forms and links. Tolerant, and no more than our pages need. */
export interface HtmlForm {
  /** As written; empty means the page's own address. */
  readonly action: string;
  readonly method: 'get' | 'post';
  readonly fields: readonly HtmlField[];
  /** Text of its submit buttons. */
  readonly buttons: readonly HtmlButton[];
}

export interface HtmlField {
  readonly name: string;
  readonly value: string;
  readonly type: string;
  readonly autocomplete: string;
}

export interface HtmlButton {
  readonly text: string;
  readonly name: string | undefined;
  readonly value: string;
  /** Takes the place of the form's own action. */
  readonly formAction: string | undefined;
}

export interface HtmlLink {
  readonly href: string;
  readonly text: string;
}

export function parseForms(html: string): readonly HtmlForm[] {
  return [...withoutComments(html).matchAll(elements('form', '(.*?)(?:</form\\s*>|$)'))].map(
    ([, tag = '', content = '']) => {
      const attributes = parseAttributes(tag);
      return {
        action: attributes.get('action') ?? '',
        method: attributes.get('method')?.toLowerCase() === 'post' ? 'post' : 'get',
        fields: parseFields(content),
        buttons: parseButtons(content),
      };
    },
  );
}

export function parseLinks(html: string): readonly HtmlLink[] {
  return [...withoutComments(html).matchAll(elements('a', '(.*?)</a\\s*>'))].flatMap(
    ([, tag = '', content = '']) => {
      const href = parseAttributes(tag).get('href');
      return href === undefined ? [] : [{ href, text: textOf(content) }];
    },
  );
}

/** Where `<meta http-equiv="refresh">` leads, as written. */
export function findRefresh(html: string): string | undefined {
  for (const [, tag = ''] of withoutComments(html).matchAll(elements('meta'))) {
    const attributes = parseAttributes(tag);
    if (attributes.get('http-equiv')?.toLowerCase() !== 'refresh') continue;
    const [, url] = /^\s*\d+\s*[;,]\s*url\s*=\s*(.+)$/is.exec(attributes.get('content') ?? '') ?? [];
    if (url !== undefined) return url.trim().replace(/^(['"])(.*)\1$/s, '$2');
  }
  return undefined;
}

/** Text as a person reads it: tags gone, entities decoded, white space single. */
export function textOf(html: string): string {
  const visible = withoutComments(html).replace(/<(script|style|head)\b.*?<\/\1\s*>/gis, ' ');
  return decodeEntities(visible.replace(/<[^>]*>/g, ' '))
    .replace(/\s+/g, ' ')
    .trim();
}

function parseFields(content: string): readonly HtmlField[] {
  return [...content.matchAll(elements('input|textarea'))].flatMap(([, tag = '']) => {
    const attributes = parseAttributes(tag);
    const name = attributes.get('name');
    const type = (attributes.get('type') ?? 'text').toLowerCase();
    if (name === undefined || type === 'submit' || type === 'button' || type === 'image') return [];
    if ((type === 'checkbox' || type === 'radio') && !attributes.has('checked')) return [];
    const autocomplete = attributes.get('autocomplete') ?? '';
    return [{ name, value: attributes.get('value') ?? '', type, autocomplete }];
  });
}

function parseButtons(content: string): readonly HtmlButton[] {
  const inputs = [...content.matchAll(elements('input'))]
    .map(([, tag = '']) => parseAttributes(tag))
    .filter((attributes) => attributes.get('type')?.toLowerCase() === 'submit')
    .map((attributes) => describeButton(attributes, attributes.get('value') ?? 'Submit'));
  const buttons = [...content.matchAll(elements('button', '(.*?)</button\\s*>'))]
    .map(([, tag = '', text = '']) => ({ attributes: parseAttributes(tag), text: textOf(text) }))
    .filter(({ attributes }) => (attributes.get('type') ?? 'submit').toLowerCase() === 'submit')
    .map(({ attributes, text }) => describeButton(attributes, text));
  return [...inputs, ...buttons];
}

function describeButton(attributes: ReadonlyMap<string, string>, text: string): HtmlButton {
  return {
    text,
    name: attributes.get('name'),
    value: attributes.get('value') ?? '',
    formAction: attributes.get('formaction'),
  };
}

function parseAttributes(tag: string): ReadonlyMap<string, string> {
  const pattern = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;
  return new Map(
    [...tag.matchAll(pattern)].map(([, name = '', double, single, bare]) => [
      name.toLowerCase(),
      decodeEntities(double ?? single ?? bare ?? ''),
    ]),
  );
}

/** Captures the attributes, in which a quoted value may hold `>`, then what `rest` captures. */
function elements(names: string, rest = ''): RegExp {
  return new RegExp(`<(?:${names})\\b((?:"[^"]*"|'[^']*'|[^>"'])*)>${rest}`, 'gis');
}

function withoutComments(html: string): string {
  return html.replace(/<!--.*?-->/gs, '');
}

function decodeEntities(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]+));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return ENTITIES[String(name).toLowerCase()] ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  laquo: '«',
  raquo: '»',
};
