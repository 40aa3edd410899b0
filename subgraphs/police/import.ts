import 'reflect-metadata';
import { runRecordImport } from '../kit/import/run-records';
import { POLICE } from './subgraph';

void runRecordImport(POLICE, process.argv.slice(3));
