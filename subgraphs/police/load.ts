import 'reflect-metadata';
import { runLoad } from '../kit/run-load';
import { POLICE } from './subgraph';

void runLoad(POLICE);
