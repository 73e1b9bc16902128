#!/usr/bin/env node
import { runCli } from './run-cli';

// Not the exit itself: what is still on its way to a pipe would be lost.
void runCli(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
