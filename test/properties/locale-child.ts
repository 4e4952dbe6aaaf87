import { hashOfFleet, PARTS } from './ordered-program';

process.stdout.write(`${hashOfFleet(PARTS)}\n`);
