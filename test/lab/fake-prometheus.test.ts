import { FakePrometheus } from './fake-prometheus';

describe('the Prometheus of the lab', () => {
  let prometheus: FakePrometheus;
  beforeAll(async () => {
    prometheus = await FakePrometheus.start(99.5);
  });
  afterAll(() => prometheus.stop());

  async function ask(query: string): Promise<any> {
    const response = await fetch(`${prometheus.url}/api/v1/query`, { method: 'POST', body: new URLSearchParams({ query }) });
    return (await response.json() as any).data;
  }

  it('answers every instant query with one number, and remembers the queries', async () => {
    const { resultType, result } = await ask('sum(rate(istio_requests_total[1m]))');
    expect(resultType).toBe('vector');
    expect(result[0].value[1]).toBe('99.5');
    expect(prometheus.queries).toEqual(['sum(rate(istio_requests_total[1m]))']);
  });

  it('answers some queries with another number, with nothing, or with NaN', async () => {
    prometheus.set('empty', /latency/);
    prometheus.set('NaN', /errors/);
    expect((await ask('latency')).result).toEqual([]);
    expect((await ask('errors')).result[0].value[1]).toBe('NaN');
    expect((await ask('requests')).result[0].value[1]).toBe('99.5');
    prometheus.set(1);
    expect((await ask('latency')).result[0].value[1]).toBe('1');
  });

  it('answers range queries as a matrix, by GET as well', async () => {
    const response = await fetch(`${prometheus.url}/api/v1/query_range?query=up&start=0&end=1&step=1`);
    const { data } = await response.json() as any;
    expect(data.resultType).toBe('matrix');
    expect(data.result[0].values).toHaveLength(1);
  });
});
