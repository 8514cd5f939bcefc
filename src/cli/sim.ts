/** `npm run sim`: the same engine without a page. */
import { runSim } from './sim-main';

// Whoever reads our output may go away, like `head`.
process.stdout.on('error', () => process.exit());

process.exitCode = await runSim(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
});
