export const mailboxStyle = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#fdfcfa, #1b1a18);
  --ink: light-dark(#24211d, #ece7df);
  --quiet: light-dark(#5d574e, #b3aca0);
  --line: light-dark(#ded8ce, #3d3a35);
  --accent: light-dark(#8a3a12, #f0a978);
}
*, ::before, ::after { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 18px/1.6 system-ui, sans-serif; }
main { max-width: 44rem; margin: 0 auto; padding: 1.5rem 1rem 5rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin-block: .5rem 1rem; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin-block: 2.5rem .5rem; }
a { color: var(--accent); text-underline-offset: .15em; }
a:focus-visible, iframe:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.mails { list-style: none; margin: 2rem 0; padding: 0; border-block-start: 1px solid var(--line); }
.mails li { padding-block: .8rem; border-block-end: 1px solid var(--line); }
.subject { display: block; font-weight: 600; text-decoration: none; overflow-wrap: anywhere; }
.subject:hover { text-decoration: underline; }
.meta { margin: .1rem 0 0; font-size: 15px; color: var(--quiet); overflow-wrap: anywhere; }
.meta a { display: inline-block; min-height: 24px; }
.empty { color: var(--quiet); }
dl { display: grid; grid-template-columns: minmax(4rem, max-content) minmax(0, 1fr); gap: .2rem 1rem; }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; }
.headers { font-size: 15px; }
iframe { width: 100%; height: 70vh; min-height: 24rem; resize: vertical; border: 1px solid var(--line); border-radius: 4px; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; font: 16px/1.6 ui-monospace, monospace; margin: 0; padding: 1rem; border: 1px solid var(--line); border-radius: 4px; }
@media (max-width: 30rem) {
  dl { grid-template-columns: minmax(0, 1fr); }
  dd { margin-block-end: .5rem; }
}
`;
