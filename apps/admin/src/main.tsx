import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { authenticate } from './lib/authentication.ts';
import { loadConfig } from './lib/config.ts';
import { createGraphClient } from './lib/graph-client.ts';
import './main.css';

const element = document.getElementById('root');
if (element === null) throw new TypeError('index.html has no #root');
const root = createRoot(element);

try {
  const config = await loadConfig();
  const authentication = await authenticate(config);
  // Otherwise the browser is on its way to the sign-in page.
  if (authentication !== undefined) {
    // Not before: whoever is sent to the sign-in page needs none of it.
    const { App } = await import('./app/app.tsx');
    const graph = createGraphClient(authentication.getToken);
    root.render(
      <StrictMode>
        <App session={{ config, authentication, graph }} />
      </StrictMode>,
    );
  }
} catch (error) {
  const { Themed } = await import('./app/themed.tsx');
  const { StartFailurePage } = await import('./app/start-failure-page.tsx');
  root.render(
    <Themed>
      <StartFailurePage error={error} />
    </Themed>,
  );
}
