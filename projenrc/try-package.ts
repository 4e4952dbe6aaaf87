import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assert, attempt, packLibrary, run } from './try-project';

/**
 * Packs the library, installs the tarball into an empty project and uses it there as a stranger would: synthesize, check, and
 * break a name on purpose. Needs the compiled library (`npx projen compile`).
 */
const MAIN = `
import { Chart } from 'cdk8s';
import { Fleet, HttpService, MeshService } from 'cdk8s-istio';

const fleet = new Fleet();
for (const name of ['staging', 'production']) {
  const chart = new Chart(fleet.addEnvironment(name), 'shop', { namespace: 'shop' });
  const cart = new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }], selector: { app: 'cart' } });
  new HttpService(chart, 'CartHttp', { service: cart, port: 'http' });
}
fleet.synth();
`;

const project = mkdtempSync(join(tmpdir(), 'cdk8s-istio-try-'));
try {
  const tarball = packLibrary(project);
  console.log(`packed ${tarball.filename}, ${Math.round(tarball.size / 1024)} KiB`);
  assert(tarball.size < 3 * 1024 * 1024, 'the package is at most 3 MiB');
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'try', private: true }));
  run(project, 'npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error',
    join(project, tarball.filename), 'cdk8s@^2.70.0', 'constructs@^10.5.0', 'tsx@^4.23.0', 'typescript@~6.0.0', '@types/node@^20');

  writeFileSync(join(project, 'main.ts'), MAIN);
  writeFileSync(join(project, 'cdk8s.yaml'), 'language: typescript\napp: npx tsx main.ts\noutput: dist\n');
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({
    compilerOptions: { module: 'node16', moduleResolution: 'node16', target: 'es2022', strict: true, skipLibCheck: false, noEmit: true, types: ['node'] },
    include: ['main.ts'],
  }));
  run(project, 'npx', 'tsc', '-p', '.');
  run(project, 'npx', 'cdk8s-istio', 'synth');
  assert(existsSync(join(project, 'dist/production/shop/virtualservice.cart.yaml')), 'synth writes dist/production/shop/virtualservice.cart.yaml');
  run(project, 'npx', 'cdk8s-istio', 'check', 'dist/production');

  mkdirSync(join(project, 'copy', '_known'), { recursive: true });
  for (const folder of ['production', '_known']) {
    run(project, 'cp', '-r', join('dist', folder), 'copy/');
  }
  const file = join(project, 'copy/production/shop/virtualservice.cart.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('host: cart.shop', 'host: crat.shop'));
  const broken = attempt(project, 'npx', 'cdk8s-istio', 'check', 'copy/production');
  assert(broken.status === 1 && broken.output.includes('cart.shop.svc.cluster.local'), 'check names the host that was meant');
  console.log('installed, synthesized, checked, and a broken name was found');
} finally {
  rmSync(project, { recursive: true, force: true });
}
