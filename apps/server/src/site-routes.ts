import { htmlResponse, messagePage, type Routes, readQuery } from '@signet/http';
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
          messagePage({
            title: 'Signet is running',
            sentence:
              'People sign in here with a certificate when an application sends them. There is nothing to do on this page.',
          }),
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
