import { readFileSync } from 'node:fs';

/** How libsql finds the native part of itself. */
const FINDS_NATIVE = /return require\(`@libsql\/\$\{target\}`\);/;
/** How it is to find it: as seen from its own package, wherever this bundle is. */
const FINDS_NATIVE_FROM_HERE =
  "return require('node:module').createRequire(require.resolve('libsql'))('@libsql/' + target);";

/**
 * An esbuild plugin that bundles the JavaScript of libsql, whose native part stays a package of its own. libsql asks
 * Node for a diagnostic report to learn which C library there is: 11 ms of every command. `native-target.cjs` asks the
 * file system. package.json pins the version of libsql, since the two parts belong together.
 */
export function bundledLibsql() {
  return {
    name: 'bundled-libsql',
    setup(build) {
      build.onLoad({ filter: /libsql[\\/]index\.js$/ }, ({ path }) => {
        const text = readFileSync(path, 'utf8');
        if (!FINDS_NATIVE.test(text)) throw new Error('libsql has changed how it finds its native part');
        return { contents: text.replace(FINDS_NATIVE, FINDS_NATIVE_FROM_HERE), loader: 'js' };
      });
    },
  };
}
