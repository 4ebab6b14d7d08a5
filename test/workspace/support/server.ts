/** A server that does one import and nothing else, to be killed: its workspace and the job are its arguments. */
import { openDatabase } from '../../../src/workspace/database.js';
import { type Job, Processes } from '../../../src/workspace/processes.js';

const [directory, job] = process.argv.slice(2) as [string, string];
new Processes(openDatabase(directory)).start(JSON.parse(job) as Job, { reference_id: 'refrefre', user_id: 'bea' });
