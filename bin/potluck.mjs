#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { isInstalled, LEAN, root, runTypeScript, TRY_AGAIN } from './runtime.mjs';

const args = process.argv.slice(2);
// The site may be running on what is there, and would lose it in the midst; or somebody else is installing.
if (existsSync(`${root}node_modules`) && !isInstalled()) {
  console.error(
    'The program was updated, or is being installed. Restart it first: the start installs what is missing. Where nothing runs, npm ci does.',
  );
  process.exitCode = args[0] === 'bounce' ? TRY_AGAIN : 1;
} else {
  process.exitCode = await runTypeScript('aggregator/main.ts', args, LEAN);
}
