/** Stands in for the `debug` package, which oclif loads in every command for messages that nobody of ours reads. */
const silent = () => {};
module.exports = Object.assign(() => silent, { enabled: () => false });
