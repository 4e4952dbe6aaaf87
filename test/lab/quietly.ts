/** Runs a synthesis without what it says on stderr: it tells what it wrote, and the lab tells what engines do with it. */
export function quietly(run: () => void): void {
  const { write } = process.stderr;
  process.stderr.write = () => true;
  try {
    run();
  } finally {
    process.stderr.write = write;
  }
}
