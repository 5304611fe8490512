import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App, Themed } from './app/app.tsx';
import { StartFailurePage } from './app/start-failure-page.tsx';
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
    const graph = createGraphClient(authentication.getToken);
    root.render(
      <StrictMode>
        <App session={{ config, authentication, graph }} />
      </StrictMode>,
    );
  }
} catch (error) {
  root.render(
    <Themed>
      <StartFailurePage error={error} />
    </Themed>,
  );
}
