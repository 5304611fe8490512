/**
 * The one stylesheet, sent inline and named by its hash in the Content-Security-Policy. System font, one
 * accent colour, both themes with a contrast of at least 4.5 for all text.
 */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #eef1f4; --card: #ffffff; --text: #1b2530; --quiet: #53606d; --line: #d5dbe1; --field: #7c8894;
  --accent: #0b6259; --accent-strong: #084a43; --on-accent: #ffffff; --alert: #a8231c; --inset: #f5f7f9;
  --shadow: 0 1px 2px rgb(20 30 40 / .06), 0 8px 28px rgb(20 30 40 / .09);
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #11161b; --card: #1a2128; --text: #e8edf1; --quiet: #a5b1bc; --line: #313b45; --field: #7f8c98;
    --accent: #5cc8b7; --accent-strong: #83dccd; --on-accent: #06231f; --alert: #ff9b92; --inset: #141a20;
    --shadow: 0 1px 2px rgb(0 0 0 / .4), 0 8px 28px rgb(0 0 0 / .35);
  }
}
*, *::before, *::after { box-sizing: border-box; }
html { font: 100%/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
body {
  margin: 0; min-height: 100vh; min-height: 100dvh; padding: 2rem 1rem;
  display: flex; flex-direction: column; align-items: center; justify-content: center;
  background: var(--ground); color: var(--text); -webkit-text-size-adjust: 100%;
}
main {
  width: 100%; max-width: 30rem; padding: 2rem 2.25rem 2.25rem;
  background: var(--card); border: 1px solid var(--line); border-radius: .75rem; box-shadow: var(--shadow);
}
.brand { display: flex; align-items: center; gap: .5rem; margin: 0 0 1.5rem; color: var(--quiet); font-size: .875rem; font-weight: 600; }
.brand svg { width: 1.25rem; height: 1.25rem; color: var(--accent); flex: none; }
h1 { margin: 0 0 1rem; font-size: 1.5rem; line-height: 1.25; font-weight: 600; letter-spacing: -.01em; text-wrap: balance; overflow-wrap: anywhere; }
h2 { margin: 1.25rem 0 .25rem; font-size: 1rem; line-height: 1.4; font-weight: 600; }
p { margin: 0 0 1rem; overflow-wrap: anywhere; }
form { margin: 0; }
a { color: var(--accent); text-underline-offset: .15em; }
a:hover { color: var(--accent-strong); }
.quiet { color: var(--quiet); }
.small { font-size: .875rem; }
main > :last-child, details > :last-child { margin-bottom: 0; }
.identity { margin: 0 0 1rem; font-weight: 600; overflow-wrap: anywhere; }
.button, button {
  display: block; width: 100%; min-height: 2.75rem; margin: 1.5rem 0 0; padding: .625rem 1rem;
  border: 1px solid transparent; border-radius: .5rem; background: var(--accent); color: var(--on-accent);
  font: inherit; font-weight: 600; text-align: center; text-decoration: none; cursor: pointer;
}
.button:hover, button:hover { background: var(--accent-strong); color: var(--on-accent); }
button.secondary { border-color: var(--field); background: transparent; color: var(--text); }
button.secondary:hover { border-color: var(--accent-strong); background: var(--inset); }
button + button.secondary { margin-top: .75rem; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; border-radius: .25rem; }
.button:focus-visible, button:focus-visible { border-radius: .5rem; }
label { display: block; margin: 0 0 .375rem; font-weight: 600; }
input[type="text"], textarea {
  display: block; width: 100%; padding: .5rem .75rem; border: 1px solid var(--field); border-radius: .5rem;
  background: var(--card); color: var(--text); font: inherit;
}
input[type="text"] { min-height: 2.75rem; }
input[aria-invalid="true"] { border-color: var(--alert); border-width: 2px; }
.error { margin: .5rem 0 0; color: var(--alert); font-weight: 600; }
textarea { background: var(--inset); font: .75rem/1.6 ui-monospace, "SF Mono", Consolas, "Liberation Mono", monospace; resize: vertical; }
details { margin: 1.5rem 0 0; border-top: 1px solid var(--line); padding: .75rem 0 0; }
details + details { margin-top: .75rem; }
details label { margin-top: .375rem; font-size: .875rem; }
summary { padding: .375rem 0; color: var(--accent); font-weight: 600; cursor: pointer; }
dl { margin: 0 0 1rem; }
dt { color: var(--quiet); font-size: .875rem; }
dd { margin: 0 0 .5rem; overflow-wrap: anywhere; }
.links { margin: 1.25rem 0 0; padding: 0; list-style: none; }
.links li { margin: .375rem 0; }
@media (max-width: 30rem) {
  body { padding: 0; justify-content: flex-start; background: var(--card); }
  main { max-width: none; padding: 1.5rem 1.25rem 2rem; border: 0; border-radius: 0; box-shadow: none; }
}
@media (forced-colors: active) { .button, button { border-color: ButtonText; } }
`;
