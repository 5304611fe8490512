import { html } from './html.ts';
import { type HeaderValues, htmlResponse } from './html-response.ts';
import { layout } from './pages/layout.ts';
import type { RequestContext } from './router.ts';

export interface PlainAnswer {
  readonly status: number;
  /** For programs, in the manner of RFC 6749 §5.2. */
  readonly error: string;
  /** For people. */
  readonly sentence: string;
  readonly headers?: HeaderValues;
}

/**
 * The edge's own answer where no face has one: a page for a browser, JSON for everybody else. It names the
 * request id and nothing that was learnt from inside.
 */
export function plainAnswer(
  request: Request,
  context: Pick<RequestContext, 'requestId' | 'correlationId'>,
  { status, error, sentence, headers = {} }: PlainAnswer,
): Response {
  if (prefersHtml(request.headers.get('accept') ?? '')) {
    const content = html`<p>${sentence}</p>
<p class="quiet">Request id: ${context.requestId}</p>`;
    return htmlResponse(layout({ title: TITLES[status] ?? 'Something went wrong', content }), {
      status,
      headers,
    });
  }
  const body = {
    error,
    error_description: sentence,
    trace_id: context.requestId,
    correlation_id: context.correlationId,
  };
  const response = Response.json(body, { status, headers });
  response.headers.set('cache-control', 'no-store');
  response.headers.set('x-content-type-options', 'nosniff');
  return response;
}

/** Browsers name text/html in the requests that a person made; programs send nothing of the kind. */
function prefersHtml(accept: string): boolean {
  return /(?:^|,)\s*(?:text\/html|application\/xhtml\+xml)\s*(?:;|,|$)/i.test(accept);
}

const TITLES: Readonly<Record<number, string>> = {
  404: 'Page not found',
  421: 'Wrong address',
  429: 'Too many sign-ins',
};
