import { Chart, ChartProps, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { ServicesChart } from './services';
import { BudgetedService, CircuitBreaker, RequestBudget, StringMatch } from '../../src';

/** `applications/backend`: called from inside of the mesh only. */
export class BackendChart extends Chart {
  constructor(scope: Construct, id: string, props: ChartProps, { backend, frontend, api }: ServicesChart) {
    super(scope, id, { ...props, namespace: 'default' });
    new BudgetedService(this, 'Backend', {
      service: backend,
      budget: RequestBudget.retryUnsent({ total: Duration.seconds(5) }),
      routes: [{
        name: 'read',
        match: [{ method: StringMatch.exact('GET') }],
        budget: RequestBudget.retryIdempotent({ total: Duration.seconds(3), tries: 2 }),
      }],
      trafficPolicy: CircuitBreaker.policy({ replicas: 3 }),
    });
    backend.connections.allowFrom(frontend);
    backend.connections.allowFrom(api);
  }
}
