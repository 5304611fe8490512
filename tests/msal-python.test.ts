import { describeMsalPython } from './_describe-msal-python.ts';
import { findDebianMsal } from './_msal-python.ts';

// MSAL for Python as Debian packages it, unmodified.
describeMsalPython('MSAL for Python of Debian', findDebianMsal('tests/msal-python'), [
  'SHA-1 thumbprint',
  'SHA-1 thumbprint and certificate',
]);
