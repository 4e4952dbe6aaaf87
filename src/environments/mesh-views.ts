import { MeshObject } from './mesh-object';

/** The lists of routes of a VirtualService. */
export enum RouteProtocol {
  /** `spec.http`. */
  HTTP = 'http',
  /** `spec.tls`. */
  TLS = 'tls',
  /** `spec.tcp`. */
  TCP = 'tcp',
}

/** One place that a route sends requests, or copies of them, to. */
export interface MeshDestination {
  /** The host as it is written; `MeshModel.lookUpHost` says what it means. */
  readonly host: string;
  /**
   * The subset.
   * @default - none
   */
  readonly subset?: string;
  /**
   * The port.
   * @default - none is written
   */
  readonly port?: number;
  /**
   * The weight.
   * @default - none is written
   */
  readonly weight?: number;
  /** True for a mirror: it gets copies, and its answers are dropped. */
  readonly isMirror: boolean;
  /** The field in the VirtualService: `spec.http[0].route[1].destination`. */
  readonly field: string;
}

/** One route of a VirtualService. */
export interface MeshRoute {
  /** The VirtualService. */
  readonly object: MeshObject;
  /** The list it is in. */
  readonly protocol: RouteProtocol;
  /**
   * Name of the route.
   * @default - it has none
   */
  readonly name?: string;
  /** Hosts of the VirtualService as they are written; empty for a part that another one delegates to. */
  readonly hosts: string[];
  /** Gateways of the VirtualService as they are written, `mesh` where none is. */
  readonly gateways: string[];
  /** Where it leads: routes, then mirrors. Empty for redirects, direct responses and delegates. */
  readonly destinations: MeshDestination[];
  /** The field in the VirtualService: `spec.http[0]`. */
  readonly field: string;
  /** The route itself, frozen. */
  readonly json: any;
}

/** What a host of the mesh stands for. */
export enum MeshHostOrigin {
  /** A Service, emitted or declared. */
  SERVICE = 'Service',
  /** A host of a ServiceEntry. */
  SERVICE_ENTRY = 'ServiceEntry',
  /** A Service that a controller makes, such as that of a Gateway of the Gateway API. */
  GENERATED = 'generated',
}

/** A port of a host. */
export interface MeshHostPort {
  /** Its number. */
  readonly number: number;
  /**
   * Its name.
   * @default - it has none
   */
  readonly name?: string;
}

/** A host that the mesh knows. */
export interface MeshHost {
  /** The full host, `cart.shop.svc.cluster.local`; may begin with `*.` for a ServiceEntry. */
  readonly host: string;
  /** What it stands for. */
  readonly origin: MeshHostOrigin;
  /** The object that makes it known. */
  readonly object: MeshObject;
  /** Name of the Service or ServiceEntry. */
  readonly name: string;
  /** Its namespace. */
  readonly namespace: string;
  /** Its ports; empty where they are not written down. */
  readonly ports: MeshHostPort[];
  /** Labels of its workloads; empty where it selects none. */
  readonly selector: { [key: string]: string };
}

/** A subset of a DestinationRule. */
export interface MeshSubset {
  /** Its name. */
  readonly name: string;
  /** Labels of its workloads; empty where it has none of its own. */
  readonly labels: { [key: string]: string };
  /** The field in the DestinationRule: `spec.subsets[0]`. */
  readonly field: string;
}

/** A DestinationRule. */
export interface MeshDestinationRule {
  /** The object. */
  readonly object: MeshObject;
  /** The full host it speaks of. */
  readonly host: string;
  /** Its subsets. */
  readonly subsets: MeshSubset[];
}

/** A Gateway of Istio, or of the Gateway API. */
export interface MeshGateway {
  /** The object. */
  readonly object: MeshObject;
  /** The hosts it serves, without their namespaces; `*` serves all. */
  readonly hosts: string[];
}

/** An AuthorizationPolicy, PeerAuthentication or RequestAuthentication. */
export interface MeshPolicy {
  /** The object. */
  readonly object: MeshObject;
  /** Labels of the workloads it is for; empty for a whole namespace, for a `targetRefs`, and in the root namespace for the mesh. */
  readonly selector: { [key: string]: string };
  /** True where it is in the root namespace: a policy without selector is for the whole mesh there. */
  readonly isInRootNamespace: boolean;
}

/** Something that runs, or stands for what runs: a Pod, an object with a template for Pods, a WorkloadEntry. */
export interface MeshWorkload {
  /** The object. */
  readonly object: MeshObject;
  /** Its namespace. */
  readonly namespace: string;
  /** Labels of what runs. */
  readonly labels: { [key: string]: string };
}

/** The answer to "is there such a host?". */
export enum LookupAnswer {
  /** There is one. */
  YES = 'yes',
  /** There is none: requests would be answered 503. */
  NO = 'no',
  /** It takes more than this environment to decide. A rule that reports this as an error is wrong for others’ services. */
  CANNOT_TELL = 'cannot tell',
}

/** What a host means that an object writes. */
export interface HostLookup {
  /** The answer. */
  readonly answer: LookupAnswer;
  /**
   * The host.
   * @default - none, unless the answer is yes
   */
  readonly host?: MeshHost;
  /**
   * Why not, or what is missing to decide.
   * @default - none where the answer is yes
   */
  readonly because?: string;
  /**
   * The existing name nearest to it, spelt as one would write it there.
   * @default - none is near
   */
  readonly nearest?: string;
}
