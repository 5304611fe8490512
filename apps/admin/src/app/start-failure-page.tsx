import { Button } from '@fluentui/react-components';
import { Failure } from '../components/failure.tsx';
import { Page } from '../components/page.tsx';

/** The sign-in did not come about, or the server is not there. */
export function StartFailurePage({ error }: { readonly error: unknown }) {
  return (
    <main>
      <Page title="You could not be signed in">
        <Failure title="The sign-in ended with an error" error={error} />
        <div>
          <Button appearance="primary" onClick={() => location.assign('/admin/')}>
            Sign in again
          </Button>
        </div>
      </Page>
    </main>
  );
}
