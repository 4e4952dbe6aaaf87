/**
 * The side of the connection on which a workload's proxy stands.
 *
 * @see https://istio.io/latest/docs/reference/config/type/workload-selector/#WorkloadMode
 */
export enum WorkloadMode {
  /** The workload calls: its proxy's outbound side. A gateway is a client only. */
  CLIENT = 'CLIENT',
  /** The workload is called: its proxy's inbound side. */
  SERVER = 'SERVER',
  /** Both sides. */
  CLIENT_AND_SERVER = 'CLIENT_AND_SERVER',
}
