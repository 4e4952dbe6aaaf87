/**
 * The register of codes. One code, one meaning, never reused. Ranges: 00xx arguments of constructs, 01xx the CRD layer,
 * 02xx identity, names and scalars of any object, 03xx reading YAML, 04xx environments and output, 05xx command line and
 * configuration, 06xx faults of our own, 07xx rule packs and acknowledgements, 08xx delivery and promotion, 10xx routing, 11xx selection, 12xx security.
 */
export const CODES = {
  /** An argument of a construct has an illegal value. */
  INVALID_ARGUMENT: 'MESH0001',
  /** Two arguments exclude each other, or one of several is required. */
  ARGUMENTS_CONFLICT: 'MESH0002',
  /** A name, host, label or namespace is not legal for its kind. */
  INVALID_NAME: 'MESH0003',
  /** A duration is out of the range of its field. */
  INVALID_DURATION: 'MESH0004',
  /** Weights of a split do not add up. */
  INVALID_SPLIT: 'MESH0005',
  /** A port, subset or other member that the referenced object does not declare. */
  UNKNOWN_MEMBER: 'MESH0006',
  /** A route after a catch-all can never be reached. */
  UNREACHABLE_ROUTE: 'MESH0007',
  /** Something that must be unique inside one object is there twice. */
  DUPLICATE_MEMBER: 'MESH0008',
  /** A JSON patch hits nothing. */
  PATCH_WITHOUT_TARGET: 'MESH0009',
  /** A value cannot be written as YAML: cyclic, a class instance, not finite. */
  UNPRINTABLE_VALUE: 'MESH0010',
  /** An object without rules would mean something else than it says. */
  AMBIGUOUS_POLICY: 'MESH0011',
  /** A policy needs the labels or the service account of a workload, and the handle of its service does not know them. */
  UNKNOWN_WORKLOAD: 'MESH0012',
  /** A part of a release that belongs to the owner of its weights, or that the owner needs and does not get. */
  TRAFFIC_OWNER: 'MESH0013',
  /** Tries and pauses of a request do not fit the time it has, or multiply with those of its caller. */
  BUDGET_EXCEEDED: 'MESH0016',
  /** Failover between localities without an outlier detection that can empty one. */
  FAILOVER_WITHOUT_DETECTION: 'MESH0017',
  /** A second Telemetry for all workloads of one namespace: Istio follows one of them only. */
  SECOND_TELEMETRY: 'MESH0018',
  /** An object that holds for the whole mesh and does not say so, or says so and does not. */
  MESH_WIDE: 'MESH0019',
  /** A path that is exempt from a check stands for paths that were not meant. */
  OPEN_PATH: 'MESH0020',
  /** An exception to a rule of security that does not say why. */
  MISSING_REASON: 'MESH0021',
  /** A route that no request reaches, because a route of the same or another team takes them all before. */
  HIDDEN_ROUTE: 'MESH0022',
  /** A route outside of what the owner of its host granted to the team. */
  OUTSIDE_GRANT: 'MESH0023',
  /** A wildcard in a CORS policy that lets browsers send credentials. */
  CORS_WILDCARD: 'MESH0024',
  /** What is said of a call cannot be enforced where the call passes. */
  UNENFORCEABLE_CALL: 'MESH0025',
  /** A waypoint does not take what is enrolled in it: its traffic or its admission says otherwise. */
  WAYPOINT_REFUSES: 'MESH0028',
  /** Requests that pass a waypoint unchecked reach workloads that trust it. */
  UNCHECKED_AT_WAYPOINT: 'MESH0029',
  /** A policy that a waypoint enforces names ports that no request has there. */
  UNKNOWN_WAYPOINT_PORT: 'MESH0030',

  /** A field the CRD does not know. */
  CRD_UNKNOWN_FIELD: 'MESH0101',
  /** A value of the wrong type. */
  CRD_TYPE: 'MESH0102',
  /** A value outside a closed set. */
  CRD_ENUM: 'MESH0103',
  /** A number outside its range. */
  CRD_RANGE: 'MESH0104',
  /** A text that does not match its pattern. */
  CRD_PATTERN: 'MESH0105',
  /** A required field is missing. */
  CRD_REQUIRED: 'MESH0106',
  /** More (or fewer) of a set of exclusive fields than allowed. */
  CRD_ONE_OF: 'MESH0107',
  /** A CEL rule of the CRD does not hold. */
  CRD_CEL: 'MESH0108',
  /** A list, map or text too short or too long. */
  CRD_SIZE: 'MESH0109',
  /** Two entries of a keyed list with one key. */
  CRD_DUPLICATE_KEY: 'MESH0110',
  /** A kind or version that this Istio does not serve, or a field newer than the environment's Istio. */
  CRD_VERSION: 'MESH0111',
  /** A number that the API server takes and Istio's webhook cannot read: it does not fit the bits it has on the wire. */
  WIRE_RANGE: 'MESH0112',
  /** A field or value that Istio has deprecated. */
  DEPRECATED_FIELD: 'MESH0113',

  /** Two objects with one identity (kind, namespace, name). */
  DUPLICATE_OBJECT: 'MESH0201',
  /** A name, namespace, label or annotation Kubernetes refuses. */
  OBJECT_NAME: 'MESH0202',
  /** A namespaced object without namespace. */
  MISSING_NAMESPACE: 'MESH0203',
  /** A scalar that readers of YAML disagree on, or that Kubernetes refuses. */
  SCALAR: 'MESH0204',
  /** apiVersion, kind or metadata is missing or malformed. */
  OBJECT_SHAPE: 'MESH0205',

  /** A file that is not YAML. */
  READ_SYNTAX: 'MESH0301',
  /** A key twice in one map. */
  READ_DUPLICATE_KEY: 'MESH0302',
  /** A file that cannot be opened, is too large, or nests too deep. */
  READ_FILE: 'MESH0303',
  /** A file that kustomize merges into objects or makes them of: no object by itself, so it was not checked. */
  READ_PATCH: 'MESH0304',

  /** The output folder holds files that this library did not write. */
  OUTPUT_FOREIGN: 'MESH0401',
  /** Another synth writes the same folder. */
  OUTPUT_LOCKED: 'MESH0402',
  /** An environment emits nothing. */
  ENVIRONMENT_EMPTY: 'MESH0403',
  /** Two objects want one path. */
  OUTPUT_PATH_TWICE: 'MESH0404',
  /** The file system refused. */
  OUTPUT_FAILED: 'MESH0405',
  /** An environment is named twice, or comes after one that does not exist. */
  ENVIRONMENT_ORDER: 'MESH0406',
  /** A name that cannot be a folder. */
  OUTPUT_NAME: 'MESH0407',
  /** A validation that the program added to a construct says no. */
  VALIDATION_FAILED: 'MESH0408',
  /** A controller would look for the output where it is not. */
  DELIVERED_PATH: 'MESH0409',

  /** The command line is wrong. */
  USAGE: 'MESH0501',
  /** A configuration file is missing, or a key in it is missing or mistyped. */
  CONFIGURATION: 'MESH0502',
  /** The user's program failed. */
  PROGRAM_FAILED: 'MESH0503',

  /** A check of ours failed: our fault, never the user's finding. */
  CHECK_FAILED: 'MESH0601',

  /** An acknowledgement that no finding needs, or that names an error nobody can acknowledge. */
  UNUSED_ACKNOWLEDGEMENT: 'MESH0701',
  /** A rule of a rule pack failed: the fault of the pack, neither ours nor a finding about the mesh. */
  RULE_PACK_FAILED: 'MESH0702',
  /** A rule pack that cannot be added: its name, or the id of a rule, is missing, taken or not legal. */
  INVALID_RULE_PACK: 'MESH0703',

  /** Who may sign or call is said so that somebody else passes too. */
  OPEN_IDENTITY: 'MESH0806',
  /** Namespaces that cannot be applied one after the other: objects of both belong together. */
  TIED_NAMESPACES: 'MESH0807',
  /** A marker of image automation that no policy answers, or that cannot be read. */
  IMAGE_MARKER: 'MESH0808',

  /** A sync option of Argo CD that would keep live routes in place of those in Git. */
  LIVE_ROUTES_OVER_GIT: 'MESH0801',
  /** An Application whose folder cannot be: it is the one the Application lies in, or the branch it is rendered from. */
  APPLICATION_FOLDER: 'MESH0802',
  /** A credential in plain text where the name of one belongs. */
  PLAIN_CREDENTIAL: 'MESH0803',
  /** A hook that never ends, so that the sync never does. */
  ENDLESS_HOOK: 'MESH0804',
  /** A time zone that the controller would silently take for UTC. */
  TIME_ZONE: 'MESH0805',
  /** The weights of one service have two owners. */
  TWO_WEIGHT_OWNERS: 'MESH0811',
  /** Steps or limits of a release that its engine cannot carry out, or that would never end it. */
  RELEASE_STEPS: 'MESH0812',
  /** A metric that cannot judge a release: its query, its range or its limits. */
  RELEASE_METRIC: 'MESH0813',
  /** A folder holds files where `init` would write its own. */
  INIT_OCCUPIED: 'MESH0828',
  /** The choices of a repository (`cdk8s-istio` in package.json) are missing or none. */
  REPOSITORY_CHOICES: 'MESH0829',
  /** A file at the path of a managed one was written by somebody else. */
  FOREIGN_MANAGED_FILE: 'MESH0830',
  /** A managed file is missing, or not what this version writes. */
  MANAGED_FILE_DIFFERS: 'MESH0831',
  /** A value of `config/<environment>.yaml` that the program does not read. */
  UNREAD_VALUE: 'MESH0833',
  /** A promotion against the order of the environments. */
  PROMOTION_ORDER: 'MESH0834',
  /** Changes that are not committed, or output that is not what the program makes: nobody could tell what a promotion changes. */
  UNSYNTHESIZED_CHANGES: 'MESH0835',
  /** A promotion of a value that stays in its environment. */
  PINNED_VALUE: 'MESH0836',
  /** The environment is frozen now. */
  FROZEN: 'MESH0837',
  /** One change takes away what live routes still need. */
  BREAK_BEFORE_MAKE: 'MESH0838',
  /** A promotion would change what the promoted values do not decide. */
  FOREIGN_CHANGE: 'MESH0839',
  /** A route to a subset that is retired. */
  RETIRED_SUBSET: 'MESH0840',
  /** There is no Git repository, or no commit to compare with. */
  NO_REPOSITORY: 'MESH0841',

  /** A Secret or a private key in plain text in what an environment emits: it would be in Git. */
  PLAIN_SECRET: 'MESH0816',
  /** A value that stands where ciphertext of kubeseal belongs, and is none. */
  NOT_SEALED: 'MESH0817',
  /** The Secret of a gateway's certificate: where the workload reads it is not known, or the gateway does not ask for it. */
  GATEWAY_SECRET: 'MESH0818',
  /** An expression that Prometheus does not take. */
  PROMQL: 'MESH0819',
  /** A schedule that is no cron expression. */
  CRON: 'MESH0820',

  /** An admission policy that the API server would not store, or that would check nothing. */
  INVALID_ADMISSION_POLICY: 'MESH0825',
  /** A rule that needs several objects, for those who are shown one at a time. */
  RULE_NEEDS_MESH: 'MESH0826',

  /** A route, mirror or rule names a host that no service has. */
  ROUTE_TO_UNKNOWN_HOST: 'MESH1001',
  /** A route names a subset that no DestinationRule of the host declares. */
  ROUTE_TO_UNKNOWN_SUBSET: 'MESH1002',
  /** A route names a port that the service does not have. */
  ROUTE_TO_UNKNOWN_PORT: 'MESH1003',
  /** A VirtualService names a gateway that does not exist. */
  UNKNOWN_GATEWAY: 'MESH1004',
  /** A VirtualService's host is served by none of its gateways. */
  HOST_NOT_SERVED_BY_GATEWAY: 'MESH1005',
  /** A route leads callers to a service whose policies do not admit them. */
  ROUTE_TO_REFUSING_SERVICE: 'MESH1006',
  /** Two VirtualServices answer for one host, and their age decides. */
  HOST_CLAIMED_TWICE: 'MESH1007',
  /** A route names a subset that is only kept for one more release. */
  ROUTE_TO_RETIRED_SUBSET: 'MESH1008',
  /** A selector that matches no workload. */
  SELECTOR_WITHOUT_WORKLOAD: 'MESH1101',
  /** A Namespace in which nothing is, called almost as one in which something is. */
  MISSPELT_NAMESPACE: 'MESH1102',
  /** A PeerAuthentication with a selector in the root namespace. */
  IGNORED_PEER_AUTHENTICATION: 'MESH1201',
  /** Two PeerAuthentications of one level that say different things. */
  COMPETING_PEER_AUTHENTICATIONS: 'MESH1202',
  /** A policy at a gateway names a host that the gateway does not serve. */
  POLICY_HOST_NOT_SERVED: 'MESH1203',
  /** A gateway asks for a certificate that is made where its workload does not look. */
  CERTIFICATE_OUT_OF_REACH: 'MESH1204',
  /** A namespace or workload with the labels of sidecars and of the ambient mesh. */
  TWO_DATA_PLANES: 'MESH1211',
  /** A label asks for a waypoint that does not exist. */
  UNKNOWN_WAYPOINT: 'MESH1212',
  /** A waypoint does not take what asks for it. */
  WAYPOINT_REFUSES_ENROLMENT: 'MESH1213',
  /** A rule on HTTP in a policy that ztunnel enforces. */
  HTTP_RULE_AT_ZTUNNEL: 'MESH1214',
  /** An action or a condition that ztunnel ignores. */
  POLICY_BEYOND_ZTUNNEL: 'MESH1215',
  /** A policy names a target that no waypoint or gateway stands before. */
  TARGET_WITHOUT_WAYPOINT: 'MESH1216',
  /** A RequestAuthentication or a plugin in the ambient mesh that no waypoint carries out. */
  POLICY_NEEDS_WAYPOINT: 'MESH1217',
  /** A policy on callers whom a waypoint hides, or that selects the waypoint. */
  POLICY_BEHIND_WAYPOINT: 'MESH1218',
  /** An object for sidecars in the ambient mesh. */
  NO_EFFECT_IN_AMBIENT: 'MESH1219',
  /** A gateway leads requests past the waypoint that enforces a policy. */
  INGRESS_PAST_WAYPOINT: 'MESH1220',
  /** Workloads take connections that did not pass the waypoint that enforces a policy. */
  UNGUARDED_WORKLOADS: 'MESH1221',
  /** A policy at a waypoint names ports of workloads. */
  WORKLOAD_PORT_AT_WAYPOINT: 'MESH1222',
  /** An exportTo that the ambient mesh does not follow. */
  EXPORT_TO_IN_AMBIENT: 'MESH1223',
  /** A trusted waypoint lets requests to addresses of workloads pass unchecked. */
  UNCHECKED_WORKLOAD_REQUESTS: 'MESH1224',
} as const;
