/** A request as a proxy sees it, and which match of a VirtualService takes it: a second, naive reading of `route.go`, for properties. */
export interface SampleRequest {
  /** Path without query. */
  readonly path: string;
  readonly method: string;
  readonly authority: string;
  /** Several values of one name are several headers. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly port: number;
  /** Gateway of the proxy, or `mesh`. */
  readonly gateway: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly namespace: string;
}

/** A match as a VirtualService writes it. */
export interface WrittenMatch {
  readonly uri?: WrittenText;
  readonly ignoreUriCase?: boolean;
  readonly method?: WrittenText;
  readonly authority?: WrittenText;
  readonly headers?: Readonly<Record<string, WrittenText>>;
  readonly withoutHeaders?: Readonly<Record<string, WrittenText>>;
  readonly queryParams?: Readonly<Record<string, WrittenText>>;
  readonly port?: number;
  readonly sourceLabels?: Readonly<Record<string, string>>;
  readonly sourceNamespace?: string;
  readonly gateways?: readonly string[];
}

/** A text condition; none of the three asks for presence. */
export interface WrittenText {
  readonly exact?: string;
  readonly prefix?: string;
  readonly regex?: string;
}

/** Whether a request meets a match. */
export function takes(match: WrittenMatch, request: SampleRequest): boolean {
  return isOnProxy(match, request)
    && (match.uri === undefined || text(match.uri, request.path, match.ignoreUriCase))
    && (match.method === undefined || text(match.method, request.method))
    && (match.authority === undefined || text(match.authority, request.authority))
    && Object.entries(match.headers ?? {}).every(([name, condition]) => header(name, condition, request, false))
    && Object.entries(match.withoutHeaders ?? {}).every(([name, condition]) => !header(name, condition, request, true))
    && Object.entries(match.queryParams ?? {}).every(([name, condition]) => {
      const first = request.query.find(([key]) => key === name);
      return first !== undefined && text(condition, first[1]);
    });
}

/** The static filters, which decide whether a proxy has the match at all. */
function isOnProxy({ port, gateways, sourceLabels, sourceNamespace }: WrittenMatch, request: SampleRequest): boolean {
  if (port !== undefined && port !== request.port) {
    return false;
  }
  if (gateways?.length) {
    return gateways.includes(request.gateway);
  }
  return Object.entries(sourceLabels ?? {}).every(([key, value]) => request.labels[key] === value)
    && (sourceNamespace === undefined || sourceNamespace === request.namespace);
}

/** Values of one name are compared one by one. Where the condition excludes by a value, a missing header is an empty one. */
function header(name: string, condition: WrittenText, { headers }: SampleRequest, isExcluded: boolean): boolean {
  const values = headers.filter(([key]) => key === name.toLowerCase()).map(([, value]) => value);
  const isPresence = Object.keys(condition).length === 0;
  return (values.length === 0 && isExcluded && !isPresence ? [''] : values).some(value => text(condition, value));
}

function text({ exact, prefix, regex }: WrittenText, value: string, ignoresCase: boolean = false): boolean {
  const fold = (each: string): string => ignoresCase ? each.toLowerCase() : each;
  if (exact !== undefined) {
    return fold(value) === fold(exact);
  }
  if (prefix !== undefined) {
    return fold(value).startsWith(fold(prefix));
  }
  return regex === undefined || new RegExp(`^(?:${regex})$`).test(value);
}
