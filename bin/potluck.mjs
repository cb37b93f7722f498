#!/usr/bin/env node
import { LEAN, runTypeScript } from './runtime.mjs';

process.exitCode = await runTypeScript('aggregator/main.ts', process.argv.slice(2), LEAN);
