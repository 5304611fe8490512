import { frontPage, htmlResponse, messagePage, type Routes, readQuery } from '@signet/http';
import type { Directory } from '@signet/identity';

/** What belongs to no face: the front page, the address in `error_uri`, and the health check. */
export function siteRoutes(directory: Directory): Routes {
  return [
    {
      listener: 'login',
      method: 'GET',
      pattern: '/',
      handler: () =>
        htmlResponse(
          frontPage([
            { path: '/mysessions', label: 'See where you are signed in, and sign out' },
            { path: '/profile', label: 'Set up mail on your phone' },
            { path: '/platforms', label: 'What your device needs' },
          ]),
        ),
    },
    {
      listener: 'login',
      method: 'GET',
      pattern: '/error',
      handler: (request) => {
        const code = /^[0-9]{1,9}$/.exec(readQuery(request).get('code') ?? '')?.[0];
        const title = code === undefined ? 'Unknown error' : `Error AADSTS${code}`;
        const sentence =
          'Your help desk finds what happened in the sign-in log, by the request id of the failure.';
        return htmlResponse(messagePage({ title, sentence }));
      },
    },
    {
      listener: 'login',
      method: 'GET',
      pattern: '/healthz',
      handler: async () => {
        await directory.tenants.list();
        return Response.json({ status: 'ok' }, { headers: { 'cache-control': 'no-store' } });
      },
    },
  ];
}
