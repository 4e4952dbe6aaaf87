/** An API server on which every rule holds in a namespace of its own: the server names one policy of those that refuse, so all others pass there. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiObject, App, Chart } from 'cdk8s';
import { ApiClient, ApiRequest, ApiResponse, waitUntil } from './api-client';
import { ApiServer } from './api-server';
import { POLICY_CASES } from './policy-bundle';
import { supervise, Supervised, temporaryFolder } from './supervisor';
import { requireTool } from './tools';
import { policy } from '../../src';
import { POLICY_RULES } from '../../src/delivery/policy/rules';

const MINUTE = 60_000;
const COLLECTION = '/apis/admissionregistration.k8s.io/v1';
const RULES = POLICY_RULES.map(({ rule }) => rule);

export class PolicyServer {
  /** Starts the server, stores the policies, and waits until each of them refuses what it must: a policy holds some moments after it was stored. */
  static async start(): Promise<PolicyServer> {
    const server = await ApiServer.start({ istio: '1.30', crds: [] });
    const { port, token, certificateFile } = server.connection;
    const started = new PolicyServer(server, new ApiClient(port, token, readFileSync(certificateFile)));
    for (const rule of RULES) {
      await started.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: rule } });
      await started.store(chart => new policy.AdmissionPolicies(chart, 'Policies', {
        rules: [rule], action: policy.AdmissionAction.DENY, exceptNamespaces: RULES.filter(other => other !== rule),
      }));
    }
    await Promise.all(RULES.map(rule => waitUntil(`${rule} refuses`, MINUTE, async () => {
      const refused = POLICY_CASES.find(({ definition, case: { faults } }) => definition.rule === rule && faults.length > 0)!;
      return await started.verdictOf(rule, refused.object) !== '';
    })));
    return started;
  }

  private constructor(private readonly server: ApiServer, private readonly client: ApiClient) {}

  /** What the server says to an object in the namespace of a rule: empty where it would store it. Objects of other namespaces than `shop` stay there. */
  verdictOf(rule: string, object: any): Promise<string> {
    const { name, namespace } = object.metadata;
    return this.verdict({ ...object, metadata: { name, namespace: namespace === 'shop' ? rule : namespace } });
  }

  /** What the server says to an object. */
  async verdict(object: any): Promise<string> {
    const [{ message }] = await this.server.judge([{ text: JSON.stringify(object), object }]);
    return message;
  }

  /** The answer of the server to a request of any kind. */
  ask(what: ApiRequest): Promise<ApiResponse> {
    return this.client.send(what);
  }

  /** Stores the policies of a chart. */
  async store(fill: (chart: Chart) => unknown): Promise<void> {
    const chart = new Chart(new App(), 'policies');
    fill(chart);
    for (const object of chart.node.findAll().filter(construct => ApiObject.isApiObject(construct))) {
      const json = (object as ApiObject).toJson();
      const plural = json.kind === 'ValidatingAdmissionPolicy' ? 'validatingadmissionpolicies' : 'validatingadmissionpolicybindings';
      await this.create(`${COLLECTION}/${plural}`, json);
    }
  }

  /** What the type checker wrote into the status of a policy. It runs in the controller manager. */
  async typeWarnings(name: string): Promise<object[]> {
    let status: any;
    await waitUntil(`${name} is type-checked`, MINUTE, async () => {
      const { body } = await this.client.send({ method: 'GET', path: `${COLLECTION}/validatingadmissionpolicies/${name}` });
      status = body.status;
      return status.observedGeneration === body.metadata.generation;
    });
    return status.typeChecking?.expressionWarnings ?? [];
  }

  /** Starts the controller that checks the expressions of policies against the schemas of what they match. */
  startTypeChecker(): Supervised {
    const folder = temporaryFolder();
    const { port, token, certificateFile } = this.server.connection;
    const kubeconfig = join(folder, 'kubeconfig');
    writeFileSync(kubeconfig, JSON.stringify({
      'apiVersion': 'v1',
      'kind': 'Config',
      'clusters': [{ name: 'lab', cluster: { 'server': `https://127.0.0.1:${port}`, 'certificate-authority': certificateFile } }],
      'users': [{ name: 'lab', user: { token } }],
      'contexts': [{ name: 'lab', context: { cluster: 'lab', user: 'lab' } }],
      'current-context': 'lab',
    }), { mode: 0o600 });
    return supervise(folder, [{
      name: 'kube-controller-manager',
      program: requireTool('kube-controller-manager'),
      args: [`--kubeconfig=${kubeconfig}`, '--controllers=validatingadmissionpolicy-status-controller', '--leader-elect=false', '--secure-port=0'],
    }]);
  }

  async stop(): Promise<void> {
    this.client.close();
    await this.server.stop();
  }

  async create(path: string, object: object): Promise<void> {
    await this.client.expect({ method: 'POST', path: `${path}?fieldValidation=Strict`, contentType: 'application/json', body: JSON.stringify(object) });
  }
}
