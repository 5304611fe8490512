import { StrictMode } from 'react';

export { StrictMode };
