import 'reflect-metadata';
import { runRecordImport } from '../kit/import/run-records';
import { CHARITY } from './subgraph';

void runRecordImport(CHARITY, process.argv.slice(3));
