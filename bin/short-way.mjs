// For every Node that we start, before anything else. To know how to read a file of a package, Node copies the whole
// `exports` of the package's package.json, for each file anew; in drizzle-orm's they are 178 kB, and it has 170 files.
// Two thirds of the time that a command took to start went into that. Its files import each other as what they are.
import * as nodeModule from 'node:module';

const FILES = '/node_modules/drizzle-orm/';

// The Node that only looks for another one may be too old to have this.
nodeModule.registerHooks?.({
  resolve(specifier, context, next) {
    const { parentURL } = context;
    const isOwn = specifier.startsWith('.') && specifier.endsWith('.js') && parentURL?.includes(FILES);
    if (!isOwn) return next(specifier, context);
    return { url: new URL(specifier, parentURL).href, format: 'module', shortCircuit: true };
  },
});
