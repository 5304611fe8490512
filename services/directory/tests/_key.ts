/** The encryption key of all test databases; apart, because a child process must not load the test runner. */
export const TEST_KEY: Uint8Array = new Uint8Array(32).fill(7);
