/**
 * apps/cli is the command line `signet`, run by bin/signet.mjs and main.ts; nobody imports it. A command
 * parses its flags, calls a service of `@signet/server` or the lab, and prints: a table or sentences for
 * people, JSON with --json. What goes wrong is one sentence on standard error and an exit code.
 *
 *   commands/<noun>/<verb>.ts   one command each       terminal/   tables, colours, the evidence as a tree
 *   connection/                 the token of `signet connect`          graph/      Graph with that token
 *   demo/                       the demo organisation, the story that `signet demo` tells, its faults on purpose
 */
export {};
