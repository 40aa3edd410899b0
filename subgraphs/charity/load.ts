import 'reflect-metadata';
import { runLoad } from '../kit/run-load';
import { CHARITY } from './subgraph';

void runLoad(CHARITY);
