import { App, Chart, Duration } from 'cdk8s';
import { observability } from '../../../src';
import { crdFaults } from '../crd-faults';

const { Alert, AlertSeverity, MeshAlerts, Query } = observability;
const faults = crdFaults('prometheus-operator');

/** The PrometheusRule, which must be what its CRD says. */
function rule(props: observability.MeshAlertsProps): any {
  const chart = new Chart(new App(), 'monitoring', { namespace: 'monitoring' });
  new MeshAlerts(chart, 'MeshAlerts', props);
  const [object] = chart.toJson();
  expect(faults(object)).toEqual([]);
  return object;
}

function rules(...alerts: observability.Alert[]): any[] {
  return rule({ alerts }).spec.groups[0].rules;
}

test('alerts and records are one group, records first', () => {
  expect(rule({
    name: 'delivery',
    labels: { release: 'prometheus' },
    interval: Duration.seconds(90),
    records: [{ record: 'mesh:rejects:increase5m', query: Query.of('sum(increase(pilot_total_xds_rejects[5m]))'), labels: { source: 'istiod' } }],
    alerts: [Alert.of('Rejects', Query.of('mesh:rejects:increase5m > 0'), { summary: 'Proxies refuse {{ $value }} times' })],
  })).toEqual({
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: 'delivery', namespace: 'monitoring', labels: { release: 'prometheus' } },
    spec: {
      groups: [{
        name: 'delivery',
        interval: '1m30s',
        rules: [
          { record: 'mesh:rejects:increase5m', expr: 'sum(increase(pilot_total_xds_rejects[5m]))', labels: { source: 'istiod' } },
          {
            alert: 'Rejects',
            expr: 'mesh:rejects:increase5m > 0',
            for: '5m',
            labels: { severity: 'warning' },
            annotations: { summary: 'Proxies refuse {{ $value }} times' },
          },
        ],
      }],
    },
  });
});

test('every option of an alert, zero included', () => {
  expect(rules(Alert.outOfSync({
    severity: AlertSeverity.INFO, for: Duration.seconds(0), keepFiringFor: Duration.hours(1), labels: { team: 'mesh' }, runbookUrl: 'https://runbooks.example.com/sync',
  }))).toEqual([expect.objectContaining({
    for: '0s',
    keep_firing_for: '1h',
    labels: { team: 'mesh', severity: 'info' },
    annotations: expect.objectContaining({ runbook_url: 'https://runbooks.example.com/sync' }),
  })]);
});

test.each([
  ['Applications of another name', Alert.degraded({ applications: 'acme-.*' }), 'max by (name, dest_server) (argocd_app_info{name=~"acme-.*", health_status=~"Degraded|Unknown"}) > 0'],
  ['the root Application too', Alert.outOfSync(), 'argocd_app_info{name=~"mesh(-.+)?", sync_status="OutOfSync"}'],
  ['a name with a backslash', Alert.outOfSync({ applications: 'mesh\\.prod' }), 'argocd_app_info{name=~"mesh\\\\.prod", sync_status="OutOfSync"}'],
  ['another threshold', Alert.slowConvergence({ threshold: Duration.millis(2500) }), '> 2.5'],
])('%s', (_, alert, expression) => {
  expect(rules(alert)[0].expr).toContain(expression);
});

test.each<[string, () => unknown, string, string]>([
  ['an expression that does not parse', () => Query.of('sum(rate(up[5m]) by job'), 'MESH0819', 'at character 18'],
  ['a function that does not exist', () => Query.of('rates(up[5m])'), 'MESH0819', 'did you mean rate?'],
  ['a range', () => Query.of('up[5m]'), 'MESH0819', 'gives a range'],
  ['a text', () => Query.of('"up"'), 'MESH0819', 'gives a text'],
  ['a name that is no regular expression', () => Query.syncs({ applications: '(' }), 'MESH0819', 'no regular expression'],
  ['a variable of Grafana in an alert', () => Alert.of('A', Query.of('rate(up[$__rate_interval])'), { summary: 'a' }), 'MESH0819', '"$" cannot stand here'],
  ['a variable of Grafana in a record', () => rule({ alerts: [Alert.degraded()], records: [{ record: 'a', query: Query.of('rate(up[$__interval])') }] }), 'MESH0819', '"$" cannot stand here'],
  ['no alert', () => rule({ alerts: [] }), 'MESH0001', 'no alert'],
  ['an alert twice', () => rule({ alerts: [Alert.degraded(), Alert.degraded({ applications: 'a' })] }), 'MESH0008', 'the alert MeshDegraded is there twice'],
  ['a name with a space', () => Alert.of('Too slow', Query.of('up'), { summary: 'a' }), 'MESH0003', 'no name of an alert'],
  ['a record with a hyphen', () => rule({ alerts: [Alert.degraded()], records: [{ record: 'a-b', query: Query.of('up') }] }), 'MESH0003', 'no name of a metric'],
  ['severity as a label', () => Alert.degraded({ labels: { severity: 'page' } }), 'MESH0002', 'use `severity`'],
  ['braces that do not close', () => Alert.of('A', Query.of('up'), { summary: '{{ $labels.name }' }), 'MESH0001', 'double braces only once'],
  ['a threshold beyond the histogram', () => Alert.slowConvergence({ threshold: Duration.seconds(30) }), 'MESH0001', 'the histogram of istiod ends at 30 s'],
  ['a threshold of nothing', () => Alert.slowConvergence({ threshold: Duration.seconds(0) }), 'MESH0001', 'a threshold of 0 s'],
  ['a part of a millisecond', () => rules(Alert.degraded({ for: Duration.millis(0.5) })), 'MESH0004', 'no duration for Prometheus'],
])('%s is refused', (_, program, code, says) => {
  expect(program).toThrow(expect.objectContaining({ code, message: expect.stringContaining(says) }));
});

test('the same alert with two severities is two alerts', () => {
  expect(rules(Alert.degraded(), Alert.degraded({ severity: AlertSeverity.INFO })).map(({ labels }) => labels.severity)).toEqual(['critical', 'info']);
});
