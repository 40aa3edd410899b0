import 'reflect-metadata';
import { runSubgraph } from '../kit/run';
import { POLICE } from './subgraph';

void runSubgraph(POLICE);
