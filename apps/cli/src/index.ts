/**
 * apps/cli is the command line `signet`, run by bin/signet.mjs and main.ts; nobody imports it. A command
 * parses its flags, calls a service of `@signet/server` or the lab, and prints: a table or sentences for
 * people, JSON with --json. What goes wrong is one sentence on standard error and an exit code.
 *
 *   commands/<noun>/<verb>.ts   one command each
 *   connection/                 the token of `signet connect`
 *   graph/                      Graph with that token
 *   doctor/                     what `signet doctor` looks at, one file for each kind of line
 *   demo/                       the demo organisation, the story that `signet demo` tells, its faults on purpose
 *   terminal/                   tables, colours, the evidence as a tree
 */
export {};
