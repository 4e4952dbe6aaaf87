import { Duration } from 'cdk8s';
import { FlaggerAlert } from './flagger-alert-provider';
import { FlaggerMetric } from './flagger-metric';
import { FlaggerStrategy } from './flagger-strategy';
import { FlaggerAutoscaler, FlaggerTarget } from './flagger-target';
import { FlaggerLoadTest, FlaggerWebhook } from './flagger-webhook';

/** Props of a release that Flagger runs. */
export interface FlaggerCanaryProps {
  /**
   * The workload that is released. Flagger field `targetRef`.
   * @default - the Deployment that is called like the service, which others emit
   */
  readonly target?: FlaggerTarget;
  /**
   * How the new version gets to the users.
   * @default FlaggerStrategy.canary()
   */
  readonly strategy?: FlaggerStrategy;
  /**
   * Time between two checks, and so between two steps: whole seconds, at least ten, which is the shortest that Flagger waits (MESH0004). Flagger field
   * `analysis.interval`.
   * @default Duration.minutes(1)
   */
  readonly interval?: Duration;
  /**
   * How many checks may fail before the release is taken back, 1 or more: not how many must succeed. Flagger field `analysis.threshold`.
   * @default 5
   */
  readonly threshold?: number;
  /**
   * What must be good at each check. Without any, a webhook of type ROLLOUT has to judge (MESH0812). Flagger field `analysis.metrics`.
   * @default - 99 percent good answers, and 99 of 100 answers within 500 milliseconds
   */
  readonly metrics?: FlaggerMetric[];
  /**
   * Address of the Prometheus that is asked: `http://prometheus.monitoring:9090`, without credentials (MESH0001). Flagger field `metricsServer`.
   * @default - the one that Flagger was started with; queries of your own need it here (MESH0813)
   */
  readonly prometheusAddress?: string;
  /**
   * Calls that Flagger makes during the release. Flagger field `analysis.webhooks`.
   * @default - none
   */
  readonly webhooks?: FlaggerWebhook[];
  /**
   * Requests of Flagger's load tester at each check. Without requests there is nothing to measure, and each check fails.
   * @default - the traffic of users has to suffice
   */
  readonly loadTest?: FlaggerLoadTest;
  /**
   * Who is told. Flagger field `analysis.alerts`.
   * @default - the receiver that Flagger was started with
   */
  readonly alerts?: FlaggerAlert[];
  /**
   * What scales the workload.
   * @default - the replicas of the workload
   */
  readonly autoscaler?: FlaggerAutoscaler;
  /**
   * How long the pods of the new version may take to become ready, whole seconds (MESH0004). Flagger field `progressDeadlineSeconds`.
   * @default Duration.minutes(10)
   */
  readonly progressDeadline?: Duration;
  /**
   * Share of the pods of the stable version that must be ready, in percent, 1–100. Flagger field `analysis.primaryReadyThreshold`.
   * @default 100
   */
  readonly stableReadyPercent?: number;
  /**
   * Share of the pods of the new version that must be ready, in percent, 1–100. Flagger field `analysis.canaryReadyThreshold`.
   * @default 100
   */
  readonly canaryReadyPercent?: number;
  /**
   * Adds the other ports of the workload's containers to the Services, by the numbers of the containers. Without it a service with several ports is
   * refused (MESH0013), because Flagger writes its Service with one port. Flagger field `service.portDiscovery`.
   * @default false
   */
  readonly portDiscovery?: boolean;
  /**
   * Promotes each new version at once, without looking. For the hour in which a fix has to go out. Flagger field `skipAnalysis`.
   * @default false
   */
  readonly skipAnalysis?: boolean;
  /**
   * Stops releases: new versions wait. Flagger field `suspend`.
   * @default false
   */
  readonly suspend?: boolean;
  /**
   * Gives the workload its replicas and the Service its selector back when the release is removed from the program; without it the workload stays at zero
   * and the stable version vanishes. Flagger field `revertOnDeletion`.
   * @default true
   */
  readonly revertOnDeletion?: boolean;
}
