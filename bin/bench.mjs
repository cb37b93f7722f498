import { runTypeScript } from './runtime.mjs';

process.exitCode = await runTypeScript('bench/main.ts', process.argv.slice(2));
