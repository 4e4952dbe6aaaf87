import { App, Chart, Duration } from 'cdk8s';
import { observability } from '../../../src';
import { readPromql } from '../../../src/delivery/observability/promql';
import { crdFaults } from '../crd-faults';

const { DashboardPanels, DashboardTarget, MeshDashboard, PanelKind, Query } = observability;
const faults = crdFaults('grafana-operator');
const PANEL: observability.DashboardPanel = { title: 'Rejects', queries: [Query.configRejects()] };

/** The object of a dashboard, and the dashboard in it. */
function dashboard(props: Partial<observability.MeshDashboardProps>, id: string = 'MeshDelivery'): { object: any; json: any } {
  const chart = new Chart(new App(), 'monitoring', { namespace: 'monitoring' });
  new MeshDashboard(chart, id, { title: 'Mesh', panels: [PANEL], ...props });
  const [object] = chart.toJson();
  if (object.kind === 'GrafanaDashboard') {
    expect(faults(object)).toEqual([]);
  }
  return { object, json: JSON.parse(object.spec?.json ?? Object.values(object.data)[0]) };
}

/** What Grafana would stumble over. */
function dashboardFaults({ uid, title, schemaVersion, templating, panels }: any): string[] {
  const ids = panels.map(({ id }: any) => id);
  const variables = templating.list.filter(({ type }: any) => type === 'datasource').map(({ name }: any) => `\${${name}}`);
  const overlaps = panels.flatMap((one: any, i: number) => panels.slice(i + 1).filter((other: any) => overlap(one.gridPos, other.gridPos)));
  return [
    ...!/^[A-Za-z0-9_-]{1,40}$/.test(uid) ? ['uid'] : [],
    ...title === '' ? ['title'] : [],
    ...!(schemaVersion >= 36) ? ['schemaVersion'] : [],
    ...new Set(ids).size !== ids.length || ids.some((id: any) => !(id > 0)) ? ['ids'] : [],
    ...overlaps.length > 0 ? ['overlap'] : [],
    ...panels.flatMap(({ title: name, datasource, gridPos: { x, w }, targets }: any) => [
      ...x < 0 || x + w > 24 ? [`${name}: place`] : [],
      ...targets.length === 0 || new Set(targets.map(({ refId }: any) => refId)).size !== targets.length ? [`${name}: refIds`] : [],
      ...[{ datasource }, ...targets].some(part => !variables.includes(part.datasource.uid)) ? [`${name}: data source`] : [],
      ...targets.flatMap(({ expr }: any) => readPromql(expr.replace(/\$__rate_interval/g, '5m')).fault?.message ?? []),
    ]),
  ];
}

function overlap(a: any, b: any): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

test('a ConfigMap for the sidecar, which Flux leaves as it is', () => {
  const { object, json } = dashboard({});
  expect(object).toEqual({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: 'mesh-delivery',
      namespace: 'monitoring',
      labels: { grafana_dashboard: '1' },
      annotations: { 'kustomize.toolkit.fluxcd.io/substitute': 'disabled' },
    },
    data: { 'mesh-delivery.json': expect.any(String) },
  });
  expect(json).toEqual({
    uid: 'mesh-delivery',
    title: 'Mesh',
    tags: ['istio', 'gitops'],
    schemaVersion: 39,
    editable: false,
    graphTooltip: 1,
    refresh: '1m',
    time: { from: 'now-6h', to: 'now' },
    templating: { list: [{ name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus' }] },
    annotations: { list: [] },
    panels: [{
      id: 1,
      type: 'timeseries',
      title: 'Rejects',
      datasource: { type: 'prometheus', uid: '${datasource}' },
      gridPos: { h: 8, w: 12, x: 0, y: 0 },
      fieldConfig: { defaults: { unit: 'short' }, overrides: [] },
      options: {},
      targets: [{
        refId: 'A',
        datasource: { type: 'prometheus', uid: '${datasource}' },
        expr: 'sum by (type) (increase(pilot_total_xds_rejects[5m])) or vector(0)',
        legendFormat: '{{type}}',
      }],
    }],
  });
});

test('another label, and a folder', () => {
  const { metadata } = dashboard({ target: DashboardTarget.sidecar({ label: 'dashboards', labelValue: '', folder: 'Mesh', folderAnnotation: 'k8s-sidecar-target-directory' }) }).object;
  expect([metadata.labels, metadata.annotations]).toEqual([
    { dashboards: '' }, { 'k8s-sidecar-target-directory': 'Mesh', 'kustomize.toolkit.fluxcd.io/substitute': 'disabled' },
  ]);
});

test('a GrafanaDashboard for the operator', () => {
  const { object } = dashboard({
    uid: 'mesh', target: DashboardTarget.grafanaOperator({ instanceSelector: { dashboards: 'grafana' }, folder: 'Mesh', resyncPeriod: Duration.minutes(5), allowCrossNamespaceImport: true }),
  });
  expect(object).toMatchObject({
    apiVersion: 'grafana.integreatly.org/v1beta1',
    kind: 'GrafanaDashboard',
    metadata: { annotations: { 'kustomize.toolkit.fluxcd.io/substitute': 'disabled' } },
    spec: { instanceSelector: { matchLabels: { dashboards: 'grafana' } }, allowCrossNamespaceImport: true, uid: 'mesh', folder: 'Mesh', resyncPeriod: '5m' },
  });
});

test.each([
  ['of the control plane', DashboardPanels.controlPlane()],
  ['of Argo CD', DashboardPanels.argocd({ applications: 'acme-.*' })],
  ['of Flux', DashboardPanels.flux()],
  ['of Flagger', DashboardPanels.flagger()],
  ['of Argo Rollouts', DashboardPanels.rollouts()],
  ['of all', [...DashboardPanels.controlPlane(), ...DashboardPanels.argocd(), ...DashboardPanels.flux(), ...DashboardPanels.flagger(), ...DashboardPanels.rollouts()]],
  ['of many sizes', [1, 5, 24, 7, 18, 12, 12, 13].map((width, i) => ({ title: `${i}`, width, height: 1 + i % 3, queries: [Query.of('rate(up[$__rate_interval])'), Query.of('up')] }))],
])('Grafana finds nothing wrong with the panels %s', (_, panels) => {
  expect(dashboardFaults(dashboard({ panels }).json)).toEqual([]);
});

test('panels run from left to right, and a row begins below the highest of the one before', () => {
  const panels = [{ width: 8, height: 4 }, { width: 8, height: 6 }, { width: 12 }].map(size => ({ ...PANEL, ...size }));
  expect(dashboard({ panels }).json.panels.map(({ gridPos: { x, y } }: any) => [x, y])).toEqual([[0, 0], [8, 0], [0, 6]]);
});

test('a panel of the last values asks once, one over time asks for all', () => {
  const panels = [PanelKind.STAT, PanelKind.TABLE, PanelKind.TIMESERIES].map(kind => ({ ...PANEL, kind }));
  expect(dashboard({ panels }).json.panels.map(({ targets: [{ instant, format }] }: any) => [instant, format])).toEqual([[true, undefined], [true, 'table'], [undefined, undefined]]);
});

test.each([
  ['the name', 'MeshDelivery', 'mesh-delivery'],
  ['of a long name its beginning and a hash', 'TheDashboardOfTheWholeMeshAndOfEverythingInIt', 'the-dashboard-of-the-whole-mesh-d5b087b5'],
])('the uid is %s', (_, id, uid) => {
  expect(dashboard({}, id).json.uid).toBe(uid);
});

test('two dashboards whose names begin alike have two uids', () => {
  const [one, other] = ['a', 'b'].map(end => dashboard({ name: `${'long-'.repeat(9)}${end}` }).json.uid);
  expect(one).not.toBe(other);
});

test.each<[string, () => unknown, string, string]>([
  ['no title', () => dashboard({ title: '' }), 'MESH0001', 'no title'],
  ['no panel', () => dashboard({ panels: [] }), 'MESH0001', 'no panel'],
  ['a panel without title', () => dashboard({ panels: [{ ...PANEL, title: '' }] }), 'MESH0001', 'a panel without title'],
  ['a panel without query', () => dashboard({ panels: [{ ...PANEL, queries: [] }] }), 'MESH0001', '0 queries'],
  ['a panel of 27 queries', () => dashboard({ panels: [{ ...PANEL, queries: Array(27).fill(Query.of('up')) }] }), 'MESH0001', '27 queries'],
  ['a panel wider than the page', () => dashboard({ panels: [{ ...PANEL, width: 25 }] }), 'MESH0001', '25 is no whole number from 1 to 24'],
  ['a panel of no height', () => dashboard({ panels: [{ ...PANEL, height: 0 }] }), 'MESH0001', '0 is no whole number'],
  ['a uid with a space', () => dashboard({ uid: 'my mesh' }), 'MESH0003', 'no uid of a dashboard'],
  ['a uid of 41 characters', () => dashboard({ uid: 'a'.repeat(41) }), 'MESH0003', 'no uid of a dashboard'],
  ['a name that is none', () => dashboard({ name: 'Mesh_1' }), 'MESH0003', 'name of MeshDashboard'],
  ['every Grafana there is', () => DashboardTarget.grafanaOperator({ instanceSelector: {} }), 'MESH0011', 'instanceSelector without labels'],
  ['a label that is no key', () => DashboardTarget.sidecar({ label: 'some text' }), 'MESH0003', '"some text"'],
  ['an annotation that is no key', () => DashboardTarget.sidecar({ folder: 'Mesh', folderAnnotation: '~' }), 'MESH0003', '"~"'],
  ['a label value that is none', () => DashboardTarget.sidecar({ labelValue: '{a}' }), 'MESH0003', '"{a}"'],
  ['an annotation without folder', () => DashboardTarget.sidecar({ folderAnnotation: 'folder' }), 'MESH0002', 'folderAnnotation without folder'],
  ['a dashboard larger than an object may be', () => dashboard({ panels: Array(2500).fill(PANEL) }), 'MESH0001', 'make two dashboards of it'],
])('%s is refused', (_, program, code, says) => {
  expect(program).toThrow(expect.objectContaining({ code, message: expect.stringContaining(says) }));
});
