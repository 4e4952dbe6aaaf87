import { CrdKind } from './import-crd';
export function l1Text(crds: CrdKind[]): string { return '// TODO ' + crds.length + '\n'; }
