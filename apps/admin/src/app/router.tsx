import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router';
import { CertificateAuthoritiesPage } from '../features/certificate-authorities/certificate-authorities-page.tsx';
import { HomePage } from '../features/home/home-page.tsx';
import { SignInPage } from '../features/sign-in-log/sign-in-page.tsx';
import { SignInsPage } from '../features/sign-in-log/sign-ins-page.tsx';
import { UserPage } from '../features/users/user-page.tsx';
import { UsersPage } from '../features/users/users-page.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import { Shell } from './shell.tsx';

/** Where each page lies, with what stands in its address; the shell around them stays. */
const root = createRootRoute({ component: Shell, notFoundComponent: NotFoundPage });

const routes = [
  createRoute({ getParentRoute: () => root, path: '/', component: HomePage }),
  createRoute({
    getParentRoute: () => root,
    path: '/certificate-authorities',
    component: CertificateAuthoritiesPage,
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/users',
    component: UsersPage,
    validateSearch: ({ search }: Search): { search?: string } => text('search', search),
  }),
  createRoute({ getParentRoute: () => root, path: '/users/$userId', component: UserPage }),
  createRoute({
    getParentRoute: () => root,
    path: '/sign-ins',
    component: SignInsPage,
    validateSearch: ({ user, result }: Search): { user?: string; result?: 'success' | 'refused' } => ({
      ...text('user', user),
      ...((result === 'success' || result === 'refused') && { result }),
    }),
  }),
  createRoute({ getParentRoute: () => root, path: '/sign-ins/$signInId', component: SignInPage }),
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
