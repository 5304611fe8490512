import { Page } from '../components/page.tsx';
import { RouterLink } from '../components/router-link.tsx';

export function NotFoundPage() {
  return (
    <Page title="There is no such page">
      <p>
        The address leads nowhere. <RouterLink to="/">Go to the home page</RouterLink>
      </p>
    </Page>
  );
}
