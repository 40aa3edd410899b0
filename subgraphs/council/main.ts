import 'reflect-metadata';
import { runSubgraph } from '../kit/run';
import { COUNCIL } from './subgraph';

void runSubgraph(COUNCIL);
