#!/usr/bin/env node
// CommonJS, like the bundle that it starts (scripts/build.js): Node has it running some milliseconds sooner than an ES
// module, and start-up is part of every edit.
const { existsSync } = require('node:fs');
const { join } = require('node:path');

require('node:module').enableCompileCache?.();

const root = join(__dirname, '..');
const cli = join(root, 'dist', 'cli');
const { crash, launch } = require(join(cli, 'terminal', 'launch.js'));

const host = {
  root,
  get version() {
    return require(join(root, 'package.json')).version;
  },
  async load(id) {
    const file = join(cli, 'commands', `${id.replaceAll(':', '/')}.js`);
    return existsSync(file) ? require(file).default : null;
  },
};

process.on('uncaughtException', (error) => process.exit(crash(error)));

launch(process.argv.slice(2), host).then((code) => {
  process.exitCode = code;
  // What was being read when somebody pressed Ctrl-C may never come.
  if (code === 130) process.exit();
});
