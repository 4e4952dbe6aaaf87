import { Chart } from 'cdk8s';

/** The chapters of the pattern pages, in their order. */
export const CHAPTERS = ['routing', 'release', 'resilience', 'security', 'edge', 'egress', 'limits', 'scope', 'ambient'] as const;

/**
 * What an example says of the pattern it shows: `examples/<pattern>/story.ts` exports one as `STORY`.
 *
 * The page of the pattern is made of it, the traffic table is sent through a real Envoy, and every mistake is made in a test.
 */
export interface PatternStory {
  /** Name of the exported class that is the pattern: `CanaryRelease`. */
  readonly pattern: string;
  readonly chapter: typeof CHAPTERS[number];
  /** A few words, in sentence case: `Canary release`. */
  readonly title: string;
  /** When to use it, and when something else: one or two paragraphs of Markdown. */
  readonly when: string;
  /** What the pattern makes impossible. At least one. */
  readonly mistakes: readonly Mistake[];
  /** The promise: requests and what becomes of them. At least two rows. */
  readonly traffic: readonly TrafficRow[];
  /** The environment whose folder the table speaks of. @default - the only one, or `production` */
  readonly environment?: string;
  /** Mesh configuration that the example needs, as in Istio's `meshConfig`. @default - Istio's defaults, root namespace `istio-system` */
  readonly meshConfig?: object;
}

/** A mistake that people make without the pattern, and who refuses it here. */
export interface Mistake {
  /** The mistake in words: `Weights that do not add up to 100`. */
  readonly mistake: string;
  /** What would happen in a mesh. */
  readonly consequence: string;
  /**
   * Who refuses it: `'compiler'` (the line carries `@ts-expect-error`), or the code of the error or finding, `MESH0002`.
   */
  readonly refusedBy: string;
  /** A part of the fix that the error or finding proposes. Only with a code. */
  readonly fix?: string;
  /** The code that makes the mistake. It is not run when the compiler refuses it. `chart` is in the namespace `shop`. */
  readonly program: (chart: Chart) => void;
}

/** One request, and its fate. */
export interface TrafficRow {
  /** The request in words, with who sends it: `a tester in the mesh, with the header x-canary`. */
  readonly request: string;
  /**
   * The workload that sends it, as namespace/name of its Deployment. A Deployment made by `new MeshService` is called like the service.
   * @default - a client outside of the cluster, who comes to `gateway`
   */
  readonly from?: string;
  /** The gateway at which a client outside of the cluster enters, as namespace/name of its Deployment. */
  readonly gateway?: string;
  /** Whether the caller has a sidecar: without one it speaks plain text and has no identity. @default true */
  readonly sidecar?: boolean;
  /** @default 'GET' */
  readonly method?: string;
  /** `http://cart.shop:8080/cart`, `https://shop.example.com/cart` at a gateway with TLS, `tcp://10.0.0.1:3306`, `tls://api.example.com:443` (SNI). */
  readonly url: string;
  /** @default - none */
  readonly headers?: { readonly [name: string]: string };
  /**
   * The token in the Authorization header: its claims (without `exp` it is valid), signed with the key whose public half is `LAB_JWKS`; or
   * one that looks valid and is signed with another key. Every `jwksUri` of the mesh is answered with `LAB_JWKS`. @default - no token
   */
  readonly token?: { readonly [claim: string]: unknown } | 'forged';
  /** Address of a client outside of the cluster. @default '198.51.100.10' */
  readonly clientAddress?: string;
  /** How the service behaves. @default - answers 200 at once */
  readonly service?: { readonly status?: number; readonly delaySeconds?: number };
  /**
   * How often the request is sent, one after the other. @default - once per percent where the mesh has a split or a percentage, so that
   * shares are exact (those of connections, which are drawn by chance, within 8 points); once if the service is slow or fails
   */
  readonly times?: number;
  /** What becomes of it. */
  readonly fate: Fate;
  /** Why the lab cannot send it; the row is then a promise that only reading proves. @default - the lab sends it */
  readonly beyondTheLab?: string;
}

/** What becomes of a request. Only what is given is compared. */
export interface Fate {
  /**
   * Where it arrives, and the percentage of such requests: `{ 'cart.shop.svc.cluster.local:8080 canary': 10, … }` is host, port and subset.
   * Arrival means that the sidecar of the destination let it through. Several hops (an egress gateway) are followed to the last. What a
   * proxy lets out to a host that nobody declared arrives at `PassthroughCluster`. A caller without sidecar chooses no subset.
   */
  readonly to?: { readonly [destination: string]: number };
  /** Workloads passed on the way, as namespace/name: gateways, in their order. */
  readonly via?: readonly string[];
  /** Where copies go, and the percentage of requests that are copied. */
  readonly mirrored?: { readonly [destination: string]: number };
  /** The status that the caller sees: 404 no route, 403 policy, 401 token, 503 no destination, 301 redirect, 429 rate limit. @default - where all arrive, what the service answers */
  readonly status?: number;
  /** How many of `times` requests are answered with which status: `{ 200: 10, 429: 5 }`. */
  readonly statuses?: { readonly [status: number]: number };
  /** True where the connection is closed without an answer: mutual TLS is required, the host is unknown under REGISTRY_ONLY on a port of TCP. */
  readonly closed?: boolean;
  /** What the service sees of the request after the proxies changed it. `null`: the header is not there. */
  readonly sees?: { readonly path?: string; readonly host?: string; readonly headers?: { readonly [name: string]: string | null } };
  /** Headers of the answer that the caller sees: `location`, `access-control-allow-origin`. `null`: not there. */
  readonly answer?: { readonly [header: string]: string | null };
  /** How often the service is tried: 1 and the retries. */
  readonly attempts?: number;
  /** Seconds that pass at least before the answer. */
  readonly secondsAtLeast?: number;
  /** How the last connection is made: plain text, TLS by the proxy, or mutual TLS of the mesh. */
  readonly transport?: 'plaintext' | 'tls' | 'mutual-tls' | 'istio-mutual';
}

/** Issuer of the lab's tokens. */
export const LAB_ISSUER = 'https://login.example.com';

/**
 * The public key of the lab's tokens. The lab derives the private one: the scalar is the SHA-256 of `cdk8s-istio mesh lab`, so that no
 * private key is kept anywhere.
 */
export const LAB_JWKS = '{"keys":[{"kty":"EC","crv":"P-256","kid":"lab","alg":"ES256","use":"sig","x":"_C66ldrKgA3eig9Nnxlu_lAYl3kq6PL5lNC608zoEAY","y":"oB_pngWSgyZMjjgPullHJT_unS6h3ZAqNn7k_T1fxtw"}]}';
