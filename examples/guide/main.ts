import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applications } from './argocd';
import { addEnvironments } from './environments';
import { imageUpdates, kustomizations } from './flux-system';
import { Fleet } from '../../src';

const fleet = new Fleet({ outdir: process.env.CDK8S_OUTDIR ?? join(__dirname, 'dist') });
addEnvironments(fleet, { development: [], staging: [], production: [] });

// Two engines for the sake of the guide, which shows both. A repository of yours has one of them.
fleet.deliver(applications());
fleet.deliver(kustomizations());
const images = imageUpdates();
images.checkInput('config/development.yaml', readFileSync(join(__dirname, 'config/development.yaml'), 'utf8'));
fleet.deliver(images);
fleet.synth();
