import { Outcome, report } from './report';

function outcome(name: string, over: Partial<Outcome> = {}): Outcome {
  return {
    name,
    scenario: { title: `Title of ${name}`, about: 'What it shows.', tools: [], programs: ['redis-server'], cluster: false, run: async () => undefined },
    tools: ['etcd'],
    steps: [{ sentence: 'it works', ok: true, seconds: 1.25, text: '3 objects | all' }],
    failed: false,
    ...over,
  };
}

describe('the report of the lab', () => {
  it('says of every step what came out, in a table', () => {
    const text = report('', ['flux'], [outcome('flux')]);
    expect(text).toContain('## Title of flux');
    expect(text).toContain('Tools: etcd v3.6.5, redis-server of the machine.');
    expect(text).toContain('| it works | ok | 1.3 | 3 objects \\| all |');
    expect(text).toContain('All 1 steps passed.');
  });

  it('keeps the sections of scenarios that were not run, and drops those that are gone', () => {
    const before = report('', ['argocd', 'flux', 'gone'], [outcome('argocd'), outcome('flux'), outcome('gone')]);
    const after = report(before, ['argocd', 'flux'], [outcome('flux', { failed: true, steps: [{ sentence: 'it works', ok: false, seconds: 2, text: 'why' }] })]);
    expect(after).toContain('## Title of argocd');
    expect(after).not.toContain('Title of gone');
    expect(after).toContain('| it works | **failed** | 2.0 | why |');
    expect(after.match(/## Title of flux/g)).toHaveLength(1);
    expect(after.indexOf('Title of argocd')).toBeLessThan(after.indexOf('Title of flux'));
  });

  it('says loudly what was not run and why', () => {
    const text = report('', ['argocd', 'flux'], [outcome('flux', { skipped: 'flux is missing', steps: [] })]);
    expect(text).toContain('**Not run**: flux is missing.');
    expect(text).toContain('Not run yet: argocd.');
  });

  it('is the same when nothing new was run', () => {
    const once = report('', ['argocd', 'flux'], [outcome('argocd'), outcome('flux')]);
    expect(report(once, ['argocd', 'flux'], [])).toBe(once);
  });
});
