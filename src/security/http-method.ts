/**
 * HTTP methods. Istio compares methods exactly and in upper case; gRPC calls are `POST`.
 *
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/#Operation
 */
export enum HttpMethod {
  /** GET requests. */
  GET = 'GET',
  /** HEAD requests. */
  HEAD = 'HEAD',
  /** POST requests. */
  POST = 'POST',
  /** PUT requests. */
  PUT = 'PUT',
  /** PATCH requests. */
  PATCH = 'PATCH',
  /** DELETE requests. */
  DELETE = 'DELETE',
  /** OPTIONS requests. */
  OPTIONS = 'OPTIONS',
  /** CONNECT requests. */
  CONNECT = 'CONNECT',
  /** TRACE requests. */
  TRACE = 'TRACE',
}
