import 'reflect-metadata';
import { runCouncilImport } from './import/run';

void runCouncilImport(process.argv.slice(2));
