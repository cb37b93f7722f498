import { runTypeScript } from './runtime.mjs';

process.exitCode = await runTypeScript('src/start.ts', process.argv.slice(2));
