/** A VirtualService, as far as exports look at it. */
export interface Router {
  /** Hosts that sidecars call. Empty for gateways only, and for delegates. */
  readonly hosts: readonly string[];
  /** Namespaces of the Gateways it is bound to. */
  readonly gatewayNamespaces: readonly string[];
  readonly namespace?: string;
  /** Its routes, as they are written. */
  routes(): readonly RenderedRoute[];
}

/** A route as it is written, as far as exports look at it. */
export interface RenderedRoute {
  readonly route?: readonly { readonly destination: { readonly host: string } }[];
  readonly mirror?: { readonly host: string };
  readonly mirrors?: readonly { readonly destination: { readonly host: string } }[];
  readonly delegate?: { readonly name: string; readonly namespace?: string };
}

/** All routes of a spec, whatever they route. */
export function routesOf(spec: object): readonly RenderedRoute[] {
  const { http = [], tls = [], tcp = [] } = spec as { http?: RenderedRoute[]; tls?: RenderedRoute[]; tcp?: RenderedRoute[] };
  return [...http, ...tls, ...tcp];
}

/** The hosts that a route leads to, mirrors included. */
export function destinationsOf({ route = [], mirror, mirrors = [] }: RenderedRoute): string[] {
  return [...route, ...mirrors].map(({ destination }) => destination.host).concat(mirror ? [mirror.host] : []);
}
