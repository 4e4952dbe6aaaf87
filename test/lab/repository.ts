/** The lab's repository as the library fills it: releases are synthesized and committed, controllers' objects applied as a person would. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { GitServer } from './git-server';
import { KubeObject } from './kube';
import { Release, synthesizeShop } from './programs/shop-fleet';
import { quietly } from './quietly';
import { IDelivery } from '../../src';
import { changeOf, EnvironmentChange } from '../../src/environments/releases';
import { readFolder } from '../oracle/documents';

export class ShopRepository {
  constructor(private readonly git: GitServer, private readonly deliveries: (url: string) => readonly IDelivery[]) {}

  /** Synthesizes a release and publishes it; returns the commit. */
  release(message: string, release: Release): string {
    quietly(() => synthesizeShop(this.git.workTree, release, this.deliveries(this.git.url)));
    return this.git.commit(message);
  }

  /** What `cdk8s-istio plan` finds between the last release of an environment and this one. Nothing is written. */
  plan(environment: string, release: Release): EnvironmentChange {
    const scratch = mkdtempSync(join(tmpdir(), 'cdk8s-istio-lab-plan-'));
    try {
      quietly(() => synthesizeShop(scratch, release, this.deliveries(this.git.url)));
      const member = { name: environment, after: [], clusters: [], rootNamespace: 'istio-system', clusterDomain: 'cluster.local', frozen: [] };
      return changeOf(member, join(this.git.workTree, 'dist'), join(scratch, 'dist'));
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  }

  /** The controllers' objects below `dist/_delivery/<folder>`, as the library wrote them. */
  controllerObjects(folder: string): KubeObject[] {
    return readFolder(join(this.git.workTree, 'dist', '_delivery', folder))
      .map(({ text }) => parse(text) as KubeObject)
      // Beside them lie patches and values for the controller's own installation.
      .filter(({ kind }) => kind !== undefined);
  }

  /** The objects of an environment, as the library wrote them. */
  objects(environment: string): KubeObject[] {
    return readFolder(join(this.git.workTree, 'dist', environment)).map(({ text }) => parse(text) as KubeObject);
  }

  /** Texts beside the controllers' objects, by their path below the engine's folder. */
  attachment(engine: string, path: string): string {
    return readFileSync(join(this.git.workTree, 'dist', '_delivery', engine, path), 'utf8');
  }
}
