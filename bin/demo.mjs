import { runTypeScript } from './runtime.mjs';

process.exitCode = await runTypeScript('demo/main.ts', process.argv.slice(2));
