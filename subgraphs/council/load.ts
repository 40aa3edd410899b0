import 'reflect-metadata';
import { runLoad } from '../kit/run-load';
import { COUNCIL } from './subgraph';

void runLoad(COUNCIL);
