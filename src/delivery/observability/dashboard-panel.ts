import { ApplicationsQueryOptions, Query } from './query';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { wholeNumber } from '../../networking/field-checks';

/** How a panel shows its series. */
export enum PanelKind {
  /** Lines over time. */
  TIMESERIES = 'timeseries',
  /** The last value of each series, large. */
  STAT = 'stat',
  /** A bar for each series. */
  BAR_GAUGE = 'bargauge',
  /** A row for each series. */
  TABLE = 'table',
}

/** A panel of a dashboard. */
export interface DashboardPanel {
  /** Its title, not empty (MESH0001). */
  readonly title: string;
  /** What it shows: 1 to 26 queries (MESH0001). */
  readonly queries: Query[];
  /**
   * How it shows them.
   *
   * @default PanelKind.TIMESERIES
   */
  readonly kind?: PanelKind;
  /**
   * Unit of the values as Grafana calls it: `s`, `percent`, `reqps`.
   *
   * @default 'short' - a number
   */
  readonly unit?: string;
  /**
   * What the reader should know, shown behind the (i).
   *
   * @default - none
   */
  readonly description?: string;
  /**
   * Width, 1–24 of 24 columns.
   *
   * @default 12
   */
  readonly width?: number;
  /**
   * Height, 1–40 rows of about 36 pixels.
   *
   * @default 8
   */
  readonly height?: number;
}

/** Panels that belong together, over metrics that exist. */
export class DashboardPanels {
  /** Istiod: configuration refused by proxies and by the webhook, how fast changes arrive, certificates, hosts claimed twice. */
  public static controlPlane(): DashboardPanel[] {
    return [
      { title: 'Configuration refused by proxies', queries: [Query.configRejects()], description: 'Not 0: what was applied last does not hold at some proxies.' },
      { title: 'Objects refused by istiod', queries: [Query.validationFailures()] },
      { title: 'From a change to the proxies, p99', queries: [Query.convergence()], unit: 's' },
      { title: 'Sending one configuration, p99', queries: [Query.pushTime()], unit: 's' },
      { title: 'Certificates that gateways lack', queries: [Query.certificateErrors()], kind: PanelKind.STAT, width: 6, height: 5 },
      { title: 'Hosts claimed twice', queries: [Query.duplicateHosts()], kind: PanelKind.STAT, width: 6, height: 5 },
    ];
  }

  /** Argo CD: whether the clusters are as in Git, whether what was applied is healthy, how syncs end. */
  public static argocd(options: ApplicationsQueryOptions = {}): DashboardPanel[] {
    return [
      { title: 'Applications as in Git', queries: [Query.applicationsBySync(options)], kind: PanelKind.BAR_GAUGE, width: 8 },
      { title: 'Applications by health', queries: [Query.applicationsByHealth(options)], kind: PanelKind.BAR_GAUGE, width: 8 },
      { title: 'Syncs in an hour', queries: [Query.syncs(options)], width: 8 },
    ];
  }

  /** Flux: what is ready, and how long a Kustomization takes. */
  public static flux(): DashboardPanel[] {
    return [
      {
        title: 'Sources and Kustomizations by readiness',
        queries: [Query.fluxByReadiness()],
        kind: PanelKind.BAR_GAUGE,
        description: 'Empty: kube-state-metrics runs without the configuration for Flux.',
      },
      { title: 'Applying a Kustomization, p99', queries: [Query.fluxDuration()], unit: 's' },
    ];
  }

  /** Releases by Flagger: the traffic of new versions. */
  public static flagger(): DashboardPanel[] {
    return [{ title: 'Traffic of canaries', queries: [Query.canaryWeights()], unit: 'percent' }];
  }

  /** Releases by Argo Rollouts: their phases. */
  public static rollouts(): DashboardPanel[] {
    return [{ title: 'Rollouts by phase', queries: [Query.rolloutsByPhase()] }];
  }

  private constructor() {}
}

/**
 * Name of the dashboard's variable that holds the data source.
 * @internal
 */
export const DATASOURCE_VARIABLE = 'datasource';

const DATASOURCE = { type: 'prometheus', uid: `\${${DATASOURCE_VARIABLE}}` };
const COLUMNS = 24;

/**
 * Panels in Grafana's form: ids from 1, from left to right, a new row where the next one has no room.
 * @internal
 */
export function renderPanels(panels: readonly DashboardPanel[], where: string): object[] {
  let [x, y, rowHeight] = [0, 0, 0];
  return panels.map((panel, i) => {
    const at = `${where}, panel ${JSON.stringify(panel.title)}`;
    const width = wholeNumber(panel.width ?? 12, 1, COLUMNS, `${at}, width`)!;
    const height = wholeNumber(panel.height ?? 8, 1, 40, `${at}, height`)!;
    if (x + width > COLUMNS) {
      [x, y, rowHeight] = [0, y + rowHeight, 0];
    }
    const gridPos = { h: height, w: width, x, y };
    [x, rowHeight] = [x + width, Math.max(rowHeight, height)];
    return renderPanel(panel, i + 1, gridPos, at);
  });
}

function renderPanel({ title, queries, kind, unit, description }: DashboardPanel, id: number, gridPos: object, where: string): object {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  if (title === '' || queries.length === 0 || queries.length > letters.length) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: title === '' ? 'a panel without title' : `${queries.length} queries`,
      where,
      fix: 'give a title and 1 to 26 queries',
    });
  }
  const instant = kind !== undefined && kind !== PanelKind.TIMESERIES;
  return {
    id,
    type: kind ?? PanelKind.TIMESERIES,
    title,
    ...description === undefined ? {} : { description },
    datasource: DATASOURCE,
    gridPos,
    fieldConfig: { defaults: { unit: unit ?? 'short' }, overrides: [] },
    options: {},
    targets: queries.map(({ expression, legend }, i) => ({
      refId: letters[i],
      datasource: DATASOURCE,
      expr: expression,
      legendFormat: legend ?? '__auto',
      ...instant ? { instant: true, range: false, ...kind === PanelKind.TABLE ? { format: 'table' } : {} } : {},
    })),
  };
}
