/** The Istio minor an environment runs: decides which fields and kinds the checks accept. */
export enum IstioVersion {
  /** Istio 1.29 (and earlier: no older facts are kept). */
  V1_29 = '1.29',
  /** Istio 1.30. */
  V1_30 = '1.30',
  /** Istio 1.31. */
  V1_31 = '1.31',
}
