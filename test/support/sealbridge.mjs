// The built command line as a program of its own, without looking whether the build is up to date: `npm run test:e2e` has
// just built, and a journey starts it some hundred times.
import { main } from '../../apps/cli/dist/main.js';

process.exitCode = await main(process.argv.slice(2));
