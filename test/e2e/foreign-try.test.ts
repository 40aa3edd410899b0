import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner, prettyFormatQueryPlan } from '@apollo/query-planner';
import { parse } from 'graphql';
import { startForeignFederation, startStockGateway } from '../support/foreign-federation';
import { graphql } from 'graphql';
test('x', async () => {
  const f = await startForeignFederation();
  const stock = await startStockGateway(f.supergraphSdl);
  const s = Supergraph.build(f.supergraphSdl);
  const p = new QueryPlanner(s);
  for (const q of (process.env.Q ?? '').split('~')) {
    const plan = p.buildQueryPlan(operationFromDocument(s.apiSchema(), parse(q)));
    const a = await stock.executeOperation({ query: q });
    const b = await graphql({ schema: f.monolith, source: q, contextValue: { store: f.store } });
    process.stderr.write(`${q}\n${prettyFormatQueryPlan(plan)}\n${JSON.stringify(plan.node)}\nstock ${JSON.stringify((a.body as any).singleResult)}\nmono ${JSON.stringify(b)}\n\n`);
  }
  await stock.stop(); await f.close();
});
