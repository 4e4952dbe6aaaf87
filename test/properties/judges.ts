import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printYaml, printYamlStream } from '../../src/kernel/yaml-printer';
import { checkObject } from '../../src/schema/check';
import { ApiServer } from '../oracle/api-server';
import { dataSkipReason } from '../oracle/conformance-data';
import { validate } from '../oracle/istioctl';
import { skipReason } from '../oracle/tools';

/** What a judge says against an object of a program. */
export interface Complaint {
  /** Number of the program. */
  readonly program: number;
  readonly judge: string;
  readonly level: 'refused' | 'warning';
  readonly message: string;
}

/** The objects of one program. */
export interface Emitted {
  readonly program: number;
  readonly objects: readonly any[];
}

/** One of those that say whether an object is right. */
export interface Judge {
  readonly name: string;
  /** Why it cannot be asked on this machine. */
  skipReason(): string | undefined;
  judge(programs: readonly Emitted[]): Promise<readonly Complaint[]>;
  stop(): Promise<void>;
}

/** All judges of objects, by the names of the option `--judges`. */
export function allJudges(): readonly Judge[] {
  return [crdLayer(), apiServer(), istioctl()];
}

/** The library's own reading of Istio's CRDs. */
function crdLayer(): Judge {
  return {
    name: 'crd',
    skipReason: () => undefined,
    judge: async programs => programs.flatMap(({ program, objects }) => objects.flatMap(object =>
      checkObject(object, '1.31').map(({ message }): Complaint => ({ program, judge: 'crd', level: 'refused', message: `${object.kind}: ${message}` })))),
    stop: async () => undefined,
  };
}

function apiServer(): Judge {
  let server: Promise<ApiServer> | undefined;
  return {
    name: 'api-server',
    skipReason: () => skipReason('etcd', 'kube-apiserver') ?? dataSkipReason(),
    judge: async programs => {
      server ??= ApiServer.start({ istio: '1.31', crds: ['gateway-api'] });
      const all = programs.flatMap(({ program, objects }) => objects.map(object => ({ program, object, text: printYaml(object) })));
      const verdicts = await (await server).judge(all);
      return all.flatMap(({ program, object }, i): Complaint[] => verdicts[i].accepted
        ? [] : [{ program, judge: 'api-server', level: 'refused', message: `${object.kind}: ${verdicts[i].message}` }]);
    },
    stop: async () => (await server)?.stop(),
  };
}

/** What Istio says of every EnvoyFilter, whatever is in it. */
const STANDING = /EnvoyFilter exposes internal implementation details/;

function istioctl(): Judge {
  return {
    name: 'istioctl',
    skipReason: () => skipReason('istioctl'),
    judge: async programs => {
      const folder = mkdtempSync(join(tmpdir(), 'programs-'));
      try {
        for (const { program, objects } of programs) {
          writeFileSync(join(folder, `${program}.yaml`), printYamlStream(objects));
        }
        return validate(folder).filter(({ message }) => !STANDING.test(message)).map(({ level, file, message }): Complaint => ({
          program: parseInt(file, 10), judge: 'istioctl', level: level === 'Error' ? 'refused' : 'warning', message,
        }));
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
    stop: async () => undefined,
  };
}
