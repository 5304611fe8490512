import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { NotFoundPage } from './not-found-page.tsx';
import { Shell } from './shell.tsx';

/** Where each page lies, with what stands in its address; the shell around them stays. */
const root = createRootRoute({ component: Shell, notFoundComponent: NotFoundPage });

const routes = [
  createRoute({
    getParentRoute: () => root,
    path: '/',
    component: lazyRouteComponent(() => import('../features/home/home-page.tsx'), 'HomePage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/certificate-authorities',
    component: lazyRouteComponent(
      () => import('../features/certificate-authorities/certificate-authorities-page.tsx'),
      'CertificateAuthoritiesPage',
    ),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/pki-store',
    component: lazyRouteComponent(() => import('../features/pki-store/pkis-page.tsx'), 'PkisPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/pki-store/$pkiId',
    component: lazyRouteComponent(() => import('../features/pki-store/pki-page.tsx'), 'PkiPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/certificate-method',
    component: lazyRouteComponent(
      () => import('../features/certificate-method/certificate-method-page.tsx'),
      'CertificateMethodPage',
    ),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/users',
    component: lazyRouteComponent(() => import('../features/users/users-page.tsx'), 'UsersPage'),
    validateSearch: ({ search }: Search): { search?: string } => text('search', search),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/users/$userId',
    component: lazyRouteComponent(() => import('../features/users/user-page.tsx'), 'UserPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/applications',
    component: lazyRouteComponent(
      () => import('../features/applications/applications-page.tsx'),
      'ApplicationsPage',
    ),
    validateSearch: ({ search }: Search): { search?: string } => text('search', search),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/applications/$applicationId',
    component: lazyRouteComponent(
      () => import('../features/applications/application-page.tsx'),
      'ApplicationPage',
    ),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/sign-ins',
    component: lazyRouteComponent(() => import('../features/sign-in-log/sign-ins-page.tsx'), 'SignInsPage'),
    validateSearch: ({ user, result }: Search): { user?: string; result?: 'success' | 'refused' } => ({
      ...text('user', user),
      ...((result === 'success' || result === 'refused') && { result }),
    }),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/sign-ins/$signInId',
    component: lazyRouteComponent(() => import('../features/sign-in-log/sign-in-page.tsx'), 'SignInPage'),
  }),
] as const;

export const router = createRouter({
  routeTree: root.addChildren(routes),
  basepath: '/admin',
  // Fresh data is the business of the queries.
  defaultPreload: false,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

type Search = Readonly<Record<string, unknown>>;

function text<Name extends string>(name: Name, value: unknown): { [name in Name]?: string } {
  if (value === undefined || value === '') return {};
  return { [name]: String(value) } as { [name in Name]?: string };
}
