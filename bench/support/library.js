/** The library as the package exports it, built. */
export * from '../../dist/lib/index.js';
