import node from '@astrojs/node';
import { defineConfig } from 'astro/config';

export default defineConfig({
  output: 'server',
  adapter: node({ mode: 'middleware', bodySizeLimit: 1_000_000 }),
  // Our own middleware checks where a form comes from; Astro's check would refuse one-click unsubscribe.
  security: { checkOrigin: false },
  session: false,
  // The default drops the space between a word and a link on the next line.
  compressHTML: true,
  devToolbar: { enabled: false },
  build: { inlineStylesheets: 'never' },
  vite: { build: { assetsInlineLimit: 0 } },
});
