/**
 * protocols/http is the thin edge: TLS listeners with and without client certificates, SNI, routing,
 * cookies, body limits, security headers and the pages that every face shows. It is the only importer of
 * node:http, node:https, node:net and node:tls among the faces; they take a web-standard `Request` and a
 * `RequestContext` and return a `Response`.
 */
export type { Handler, ListenerName, RequestContext, Route, Routes } from './router.ts';
