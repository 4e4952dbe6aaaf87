/** One lint zone: files under `target` must not import from `from`. */
export interface Zone {
  readonly target: string;
  readonly from: string | string[];
  readonly except?: string[];
  readonly message: string;
}

const ROOMS = [
  'kernel', 'schema', 'networking', 'security', 'telemetry', 'extensions', 'patterns', 'delivery',
  'model', 'analysis', 'simulation', 'diff', 'report', 'environments', 'testing', 'cli',
];

/** What each room may import besides itself; everything else in `src/` is closed to it, with the reason as the message. */
const MAY_IMPORT: Record<string, { rooms: string[]; imports?: boolean; reason: string }> = {
  kernel: { rooms: [], reason: 'kernel knows nothing of Istio: it imports no other room' },
  schema: { rooms: ['kernel'], reason: 'schema holds what Istio says of fields: it imports kernel only' },
  networking: { rooms: ['kernel', 'schema', 'security'], imports: true, reason: 'L2 rooms build on imports, schema, kernel and each other’s values' },
  security: { rooms: ['kernel', 'schema', 'networking'], imports: true, reason: 'L2 rooms build on imports, schema, kernel and each other’s values' },
  telemetry: { rooms: ['kernel', 'schema', 'networking', 'security'], imports: true, reason: 'L2 rooms build on imports, schema, kernel and each other’s values' },
  extensions: { rooms: ['kernel', 'schema', 'networking', 'security'], imports: true, reason: 'L2 rooms build on imports, schema, kernel and each other’s values' },
  patterns: {
    rooms: ['kernel', 'networking', 'security', 'telemetry', 'extensions'],
    reason: 'a pattern is built from L2 only, so that users can write their own the same way',
  },
  delivery: {
    rooms: ['kernel', 'networking'],
    imports: true,
    reason: 'delivery emits controllers’ objects: it sees L2 values, never the examination wing; environments hands it what was emitted',
  },
  model: { rooms: ['kernel', 'schema'], reason: 'the model is pure: Istio’s semantics over plain manifests, no constructs, no files' },
  analysis: { rooms: ['kernel', 'schema', 'model'], reason: 'rules read the model; the construction wing and the files are out of their sight' },
  simulation: { rooms: ['kernel', 'schema', 'model'], reason: 'the simulator reads the model only' },
  diff: { rooms: ['kernel', 'schema', 'model', 'analysis', 'simulation'], reason: 'diff compares two models' },
  report: { rooms: ['kernel', 'analysis'], reason: 'report turns result types into text and decides nothing' },
  environments: {
    rooms: ROOMS.filter(room => !['testing', 'cli'].includes(room)),
    imports: true,
    reason: 'environments is the staircase: it sees both wings, and nothing above it',
  },
  testing: { rooms: ROOMS.filter(room => room !== 'cli'), imports: true, reason: 'nothing imports the command line' },
  cli: { rooms: ROOMS, imports: true, reason: '' },
};

/** The floors of the house as `import/no-restricted-paths` zones: which room must not look into which. */
export function floorZones(): Zone[] {
  const zones: Zone[] = [];
  for (const [room, { rooms, imports, reason }] of Object.entries(MAY_IMPORT)) {
    const closed = ROOMS.filter(other => other !== room && !rooms.includes(other)).map(other => `./src/${other}`);
    if (!imports) {
      closed.push('./imports');
    }
    for (const from of closed) {
      zones.push({ target: `./src/${room}`, from, message: `${reason}.` });
    }
  }
  return zones;
}

/** Rooms that may touch files, the process and the console. */
export const ROOMS_WITH_THE_WORLD = ['environments', 'cli', 'testing'];

/** Rooms that may import cdk8s and constructs. */
export const ROOMS_WITHOUT_CONSTRUCTS = ['kernel', 'schema', 'model', 'analysis', 'simulation', 'diff', 'report'];
