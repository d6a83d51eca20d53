#!/usr/bin/env node
import { runProgram } from "./program.ts";

// A reader such as `head` closes the pipe early; the command that writes then ends by itself.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

await runProgram(process.argv.slice(2));
