/** The test's single-page application: MSAL for browsers, handed to whoever drives the page. */
import { createStandardPublicClientApplication } from '@azure/msal-browser';

const text = globalThis.document.querySelector('#configuration')?.textContent ?? '';
const client = await createStandardPublicClientApplication(JSON.parse(text));
const answer = await client.handleRedirectPromise();
Object.assign(globalThis, { msal: client, redirectAnswer: answer });
globalThis.document.title = 'ready';
