/**
 * protocols/http is the thin edge: TLS listeners with and without client certificates, SNI, routing,
 * cookies, body limits, security headers and the pages that every face shows. It is the only importer of
 * node:http, node:https, node:net and node:tls among the faces; they take a web-standard `Request` and a
 * `RequestContext` and return a `Response`.
 *
 *   listener/   sockets, ClientHello, TLS, node requests to web requests and back
 *   proxy/      the word of a proxy that terminates TLS: its proof, the clients' certificates in its headers
 *   pages/      server-rendered pages that need no script
 *   sign-in/    what every face does around the decision: the browser's cookies, the log's facts, the refusal
 */
export { type Cookie, readCookie, setCookie } from './cookies.ts';
export { type Form, readForm, readQuery } from './form.ts';
export { type Html, type HtmlValue, html } from './html.ts';
export { type HeaderValues, type HtmlResponseOptions, htmlResponse } from './html-response.ts';
export { HttpError, type HttpErrorCode } from './http-error.ts';
export type * from './listener/options.ts';
export { startListeners } from './listener/start-listeners.ts';
export { type AutoPostPage, autoPostPage } from './pages/auto-post-page.ts';
export { type CertificatePromptPage, certificatePromptPage } from './pages/certificate-prompt-page.ts';
export { type ContinuePage, continuePage } from './pages/continue-page.ts';
export { type ErrorPage, errorPage } from './pages/error-page.ts';
export { type FrontPageLink, frontPage } from './pages/front-page.ts';
export { type Layout, layout } from './pages/layout.ts';
export { type MessagePage, messagePage } from './pages/message-page.ts';
export { platformsPage } from './pages/platforms-page.ts';
export {
  type ProfileLinkPage,
  type ProfilePage,
  profileLinkPage,
  profilePage,
} from './pages/profile-page.ts';
export { type SecondFactorPage, secondFactorPage } from './pages/second-factor-page.ts';
export { type SignedOutPage, signedOutPage } from './pages/signed-out-page.ts';
export { timeElement, timeText } from './pages/time.ts';
export { type UserNamePage, userNamePage } from './pages/user-name-page.ts';
export { type PlainAnswer, plainAnswer } from './plain-answer.ts';
export { CERTIFICATE_HEADERS, type CertificateHeader } from './proxy/certificate-headers.ts';
export type { ProxyProof } from './proxy/trusted-proxy.ts';
export { readBody } from './read-body.ts';
export {
  createRouter,
  type Handler,
  type ListenerName,
  type RequestContext,
  type ReservedSegments,
  type Route,
  type Router,
  type Routes,
} from './router.ts';
export {
  type Browser,
  endSessionCookie,
  openBrowser,
  readBinding,
  sessionCookie,
} from './sign-in/browser.ts';
export {
  acceptCertificate,
  type CertificateFound,
  type CertificateStep,
  promptForCertificate,
  refuseLost,
  takeCertificateResult,
} from './sign-in/certificate-step.ts';
export { clientFacts } from './sign-in/client-facts.ts';
export {
  type AnswerReader,
  acceptFederatedAnswer,
  type FederatedAnswer,
  type FederatedAnswerServices,
} from './sign-in/federated-answer.ts';
export { withFreshProof } from './sign-in/fresh-proof.ts';
export { issueClaims } from './sign-in/issue-claims.ts';
export { failurePage, LOST_INTERACTION, refusalPage, refuseOnPage } from './sign-in/refusal.ts';
export { HOST_OF_ANOTHER, isHostOfAnother } from './sign-in/tenant-host.ts';
