/** Version of the TLS protocol. */
export enum TlsVersion {
  /** What Istio chooses: TLS 1.2 as the least, TLS 1.3 as the newest version. */
  AUTO = 'TLS_AUTO',
  /** TLS 1.0; broken, and needs `cipherSuites`. */
  TLS_1_0 = 'TLSV1_0',
  /** TLS 1.1; broken, and needs `cipherSuites`. */
  TLS_1_1 = 'TLSV1_1',
  /** TLS 1.2. */
  TLS_1_2 = 'TLSV1_2',
  /** TLS 1.3. */
  TLS_1_3 = 'TLSV1_3',
}
