import { Chart, ChartProps } from 'cdk8s';
import { Construct } from 'constructs';
import { AccessLogFilter, TelemetryDefaults } from '../../src';

/** `base/telemetry`: access logs of the whole mesh. */
export class TelemetryChart extends Chart {
  constructor(scope: Construct, id: string, props: ChartProps, errorsOnly: boolean) {
    super(scope, id, props);
    TelemetryDefaults.mesh(this, 'AccessLogging', { accessLog: { filter: errorsOnly ? AccessLogFilter.errors() : undefined } });
  }
}
