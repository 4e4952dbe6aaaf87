import { join } from 'node:path';
import { Duration } from 'cdk8s';
import { addEnvironments } from './mesh';
import { argocd, Fleet } from '../../src';

const { ApplicationAction, NotificationService, NotificationTrigger, Project, SyncWindow } = argocd;

const fleet = new Fleet({ outdir: process.env.CDK8S_OUTDIR ?? join(__dirname, 'dist') });
addEnvironments(fleet);

const slack = NotificationService.slack();
const pager = NotificationService.webhook('pager', { url: 'https://pager.example.com/events', headers: { Authorization: 'Bearer $pager-token' } });
fleet.deliver(argocd.Applications.perEnvironment({
  repository: { url: 'https://git.example.com/shop/mesh.git' },
  appOfApps: {},
  project: Project.derived({
    description: 'The mesh of the shop',
    roles: [
      { roleName: 'readers', actions: [ApplicationAction.GET], groups: ['shop-developers'] },
      { roleName: 'operators', actions: [ApplicationAction.GET, ApplicationAction.SYNC], groups: ['shop-operators'], environments: ['production'] },
    ],
    syncWindows: [
      SyncWindow.deny({
        schedule: '0 16 * * fri', duration: Duration.hours(64), timeZone: 'Europe/Berlin', environments: ['production'], description: 'No release over the weekend',
      }),
    ],
  }),
  notifications: [
    { triggers: [NotificationTrigger.DEPLOYED, NotificationTrigger.SYNC_FAILED], service: slack, recipients: ['shop-releases'] },
    { triggers: [NotificationTrigger.SYNC_FAILED, NotificationTrigger.HEALTH_DEGRADED], service: pager, environments: ['production'] },
  ],
  healthChecks: true,
}));
fleet.synth();
