import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/**
 * A metric of the proxies: one of Istio's, or another by its name. Istio field `spec.metrics[].overrides[].match`.
 *
 * @see https://istio.io/latest/docs/reference/config/metrics/
 */
export class Metric {
  /** All metrics of Istio. */
  public static readonly ALL_METRICS = new Metric({ metric: 'ALL_METRICS' });
  /** Requests: `istio_requests_total`. */
  public static readonly REQUEST_COUNT = new Metric({ metric: 'REQUEST_COUNT' });
  /** Duration of requests: `istio_request_duration_milliseconds`. */
  public static readonly REQUEST_DURATION = new Metric({ metric: 'REQUEST_DURATION' });
  /** Size of request bodies: `istio_request_bytes`. */
  public static readonly REQUEST_SIZE = new Metric({ metric: 'REQUEST_SIZE' });
  /** Size of response bodies: `istio_response_bytes`. */
  public static readonly RESPONSE_SIZE = new Metric({ metric: 'RESPONSE_SIZE' });
  /** Connections opened: `istio_tcp_connections_opened_total`. */
  public static readonly TCP_OPENED_CONNECTIONS = new Metric({ metric: 'TCP_OPENED_CONNECTIONS' });
  /** Connections closed: `istio_tcp_connections_closed_total`. */
  public static readonly TCP_CLOSED_CONNECTIONS = new Metric({ metric: 'TCP_CLOSED_CONNECTIONS' });
  /** Bytes sent in responses of connections: `istio_tcp_sent_bytes_total`. */
  public static readonly TCP_SENT_BYTES = new Metric({ metric: 'TCP_SENT_BYTES' });
  /** Bytes received in requests of connections: `istio_tcp_received_bytes_total`. */
  public static readonly TCP_RECEIVED_BYTES = new Metric({ metric: 'TCP_RECEIVED_BYTES' });
  /** Messages of gRPC requests: `istio_request_messages_total`. */
  public static readonly GRPC_REQUEST_MESSAGES = new Metric({ metric: 'GRPC_REQUEST_MESSAGES' });
  /** Messages of gRPC responses: `istio_response_messages_total`. */
  public static readonly GRPC_RESPONSE_MESSAGES = new Metric({ metric: 'GRPC_RESPONSE_MESSAGES' });

  /**
   * A metric that is not Istio's own, by its name as the provider knows it. Istio field `customMetric`.
   * @param name not empty
   */
  public static custom(name: string): Metric {
    if (name === '') {
      fail({ code: CODES.INVALID_ARGUMENT, what: 'a metric without name', why: 'Istio refuses it', fix: 'name the metric, or use Metric.ALL_METRICS' });
    }
    return new Metric({ customMetric: name });
  }

  private constructor(private readonly rendered: object) {}

  /** @internal */
  public _render(): object {
    return this.rendered;
  }
}
