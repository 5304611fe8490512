import { describeMsalPython } from '../tests/_describe-msal-python.ts';
import { installPythonPackages } from './_python-packages.ts';

// The current MSAL for Python: without a thumbprint of its own it signs with PS256 and names its certificate by SHA-256.
describeMsalPython('MSAL for Python', installPythonPackages('python-msal'), [
  'SHA-1 thumbprint',
  'SHA-1 thumbprint and certificate',
  'certificate alone',
]);
