/** A port of a service: what other objects need to know of it. Kubernetes field `spec.ports[]` of a Service. */
export interface ServicePort {
  /**
   * Port name. Istio reads the protocol from the part before the first dash: `http`, `grpc-web`, `tcp-redis`.
   * @default - none; a service with several ports needs names
   */
  readonly name?: string;
  /** Port number of the service, 1–65535. */
  readonly number: number;
  /**
   * Port number of the workload, 1–65535.
   * @default - the same number
   */
  readonly targetPort?: number;
  /**
   * Application protocol where the name does not say it. Kubernetes field `appProtocol`.
   * @default - derived from the name
   */
  readonly appProtocol?: string;
}

/** The port part of a Service of any cdk8s-plus version, accepted structurally. */
export interface ServicePortInfo {
  /**
   * Port name.
   * @default - none
   */
  readonly name?: string;
  /** Port number of the service. */
  readonly port: number;
  /**
   * Port number of the workload.
   * @default - the same number
   */
  readonly targetPort?: number;
}
