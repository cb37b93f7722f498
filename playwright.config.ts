import { defineConfig } from '@playwright/test';
import { findChromium } from './test/support/chromium.ts';

export default defineConfig({
  testDir: 'test/browser',
  globalSetup: './test/support/built-site.ts',
  timeout: 60_000,
  workers: 2,
  forbidOnly: Boolean(process.env.CI),
  reporter: 'list',
  use: {
    trace: 'retain-on-failure',
    launchOptions: { executablePath: await findChromium(), args: ['--no-sandbox', '--disable-gpu'] },
  },
});
