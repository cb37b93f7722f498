#!/usr/bin/env node
import { runTypeScript } from './runtime.mjs';

process.exitCode = await runTypeScript('aggregator/main.ts', process.argv.slice(2));
