import { createHash } from 'node:crypto';
import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { DashboardPanel, DATASOURCE_VARIABLE, renderPanels } from './dashboard-panel';
import { DashboardTarget } from './dashboard-target';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { DNS_SUBDOMAIN, kebabCase, requireName } from '../../kernel/names';

/** Props of a dashboard. */
export interface MeshDashboardProps {
  /** Its title in Grafana, not empty (MESH0001). */
  readonly title: string;
  /** Its panels, at least one (MESH0001), from left to right and from top to bottom: `DashboardPanels.controlPlane()`, and your own. */
  readonly panels: DashboardPanel[];
  /**
   * How it comes to Grafana.
   *
   * @default DashboardTarget.sidecar()
   */
  readonly target?: DashboardTarget;
  /**
   * Identity of the dashboard in Grafana and in its address: 1 to 40 letters, digits, `-` and `_` (MESH0003). Dashboards of one uid replace
   * each other, so that environments which share a Grafana need different ones.
   *
   * @default - the name, or its beginning and a hash where it is longer
   */
  readonly uid?: string;
  /**
   * Tags of the dashboard.
   *
   * @default ['istio', 'gitops']
   */
  readonly tags?: string[];
  /**
   * `metadata.name`.
   *
   * @default - the id in kebab-case
   */
  readonly name?: string;
  /**
   * `metadata.namespace`: one in which Grafana's sidecar or the operator looks.
   *
   * @default - the namespace of the chart
   */
  readonly namespace?: string;
}

/**
 * A dashboard for Grafana, written anew from code each time: the data source is a variable, and nobody can save over it.
 *
 * It carries the annotation by which Flux leaves `${…}` in it alone. Argo CD must apply it on the server, as `argocd.Applications` does: a large
 * dashboard does not fit into the annotation of client-side apply.
 *
 * @see https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/
 */
export class MeshDashboard extends Construct {
  /** Identity of the dashboard in Grafana. */
  public readonly uid: string;

  constructor(scope: Construct, id: string, props: MeshDashboardProps) {
    super(scope, id);
    const where = `MeshDashboard (construct ${this.node.path})`;
    const name = requireName(props.name ?? kebabCase(id), DNS_SUBDOMAIN, 'name of MeshDashboard', where);
    if (!props.title || !props.panels?.length) {
      fail({ code: CODES.INVALID_ARGUMENT, what: !props.title ? 'no title' : 'no panel', where, fix: 'give a title and panels, as DashboardPanels.controlPlane()' });
    }
    this.uid = checkedUid(props.uid ?? uidOf(name), where);
    const json = `${JSON.stringify(dashboard(props, this.uid, where), undefined, 2)}\n`;
    requireSize(json, where);
    const { apiVersion, kind, labels, annotations, body } = (props.target ?? DashboardTarget.sidecar())._render(name, this.uid, json);
    new ApiObject(this, 'Resource', {
      apiVersion,
      kind,
      metadata: { name, namespace: props.namespace, labels, annotations: { ...annotations, 'kustomize.toolkit.fluxcd.io/substitute': 'disabled' } },
      ...body,
    });
  }
}

/** The form of Grafana 10 to 12; newer ones migrate it when they read it. */
const SCHEMA_VERSION = 39;
const LONGEST_UID = 40;
/** What etcd and the API server take of one object, with room for its metadata. */
const LARGEST = 1_000_000;

function dashboard({ title, panels, tags }: MeshDashboardProps, uid: string, where: string): object {
  return {
    uid,
    title,
    tags: tags ?? ['istio', 'gitops'],
    schemaVersion: SCHEMA_VERSION,
    editable: false,
    graphTooltip: 1,
    refresh: '1m',
    time: { from: 'now-6h', to: 'now' },
    templating: { list: [{ name: DATASOURCE_VARIABLE, label: 'Data source', type: 'datasource', query: 'prometheus' }] },
    annotations: { list: [] },
    panels: renderPanels(panels, where),
  };
}

function uidOf(name: string): string {
  const text = name.replace(/\./g, '-');
  return text === name && name.length <= LONGEST_UID ? name
    : `${text.slice(0, LONGEST_UID - 9)}-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
}

function checkedUid(uid: string, where: string): string {
  if (!/^[A-Za-z0-9_-]{1,40}$/.test(uid)) {
    fail({ code: CODES.INVALID_NAME, what: `${JSON.stringify(uid)} is no uid of a dashboard.`, where, fix: 'Use 1 to 40 letters, digits, "-" and "_".' });
  }
  return uid;
}

function requireSize(json: string, where: string): void {
  const bytes = Buffer.byteLength(json);
  if (bytes > LARGEST) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: `the dashboard has ${bytes} bytes`,
      where,
      why: `the API server takes objects up to about ${LARGEST} bytes`,
      fix: 'make two dashboards of it',
    });
  }
}
