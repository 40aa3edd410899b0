import 'reflect-metadata';
import { runSubgraph } from '../kit/run';
import { CHARITY } from './subgraph';

void runSubgraph(CHARITY);
