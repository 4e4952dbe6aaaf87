/** Writes `docs/patterns/`: a page for every example that tells the story of a pattern, and an index. Reads the `.jsii` of the last build. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Assembly, loadAssembly } from './assembly';
import { writePages } from './write-pages';
import { CHAPTERS, Fate, PatternStory, TrafficRow } from '../examples/pattern-story';
import { isIstioKind } from '../src/schema/kinds';
import { filesBelow } from '../test/support/run-example';
import { PATTERN_EXAMPLES, PatternExample } from '../test/support/stories';

const FOLDER = 'docs/patterns';

/** The pages by their path in the repository. */
export function patternPages(assembly: Assembly): Record<string, string> {
  const pages = PATTERN_EXAMPLES.map(example => [`${FOLDER}/${example.name}.md`, page(example, assembly)]);
  return { [`${FOLDER}/README.md`]: index(), ...Object.fromEntries(pages) };
}

function index(): string {
  const chapters = CHAPTERS.flatMap(chapter => {
    const rows = PATTERN_EXAMPLES.filter(({ story }) => story.chapter === chapter)
      .map(({ name, story }) => `| [${story.title}](${name}.md) | \`${story.pattern}\` | ${firstSentence(story.when)} |`);
    return rows.length === 0 ? [] : [`## ${chapter[0].toUpperCase()}${chapter.slice(1)}\n\n| Pattern | Class | When |\n|---|---|---|\n${rows.join('\n')}\n`];
  });
  return `${header('examples/*/story.ts')}# Patterns

Each page has the code, the YAML it becomes, and a traffic table: the promise, sent row by row through Istio's own translation and a real
Envoy (\`test/oracle/mesh-lab\`).

${chapters.join('\n')}`;
}

function page({ name, folder, story }: PatternExample, assembly: Assembly): string {
  const type = assembly.types[`cdk8s-istio.${story.pattern}`];
  const docs = `${type?.docs?.summary ?? ''}\n\n${type?.docs?.remarks ?? ''}`.trim();
  return `${header(`examples/${name}`)}# ${story.title}

\`${story.pattern}\`: ${docs}

## When to use it

${story.when.trim()}

## The code

[examples/${name}/main.ts](../../examples/${name}/main.ts)

\`\`\`ts
${readFileSync(join(folder, 'main.ts'), 'utf8').replace(/'\.\.\/\.\.\/src'/g, "'cdk8s-istio'").trim()}
\`\`\`

## The traffic

${trafficTable(story)}

## What it protects from

| Mistake | What would happen | Who refuses it |
|---|---|---|
${story.mistakes.map(({ mistake, consequence, refusedBy }) => `| ${cell(mistake)} | ${cell(consequence)} | ${refusedBy === 'compiler' ? 'the compiler' : `\`${refusedBy}\``} |`).join('\n')}

## The YAML

${yaml(join(folder, 'dist'), story.environment ?? 'production')}
`;
}

function trafficTable({ traffic }: PatternStory): string {
  const beyond = traffic.filter(({ beyondTheLab }) => beyondTheLab !== undefined);
  const rows = traffic.map(row => `| ${cell(row.request)} | ${cell(requestWords(row))} | ${cell(fateWords(row.fate))}${row.beyondTheLab === undefined ? '' : ` [${beyond.indexOf(row) + 1}]`} |`);
  const notes = beyond.map(({ beyondTheLab }, i) => `[${i + 1}] Not sent by the lab: ${beyondTheLab}`);
  return ['| Who | Request | What becomes of it |\n|---|---|---|', ...rows].join('\n') + (notes.length > 0 ? `\n\n${notes.join('\n\n')}` : '');
}

function requestWords({ method, url, headers, token, clientAddress, times, sidecar, service }: TrafficRow): string {
  return [
    `\`${method ?? 'GET'} ${url}\``,
    ...Object.entries(headers ?? {}).map(([name, value]) => `\`${name}: ${value}\``),
    ...token === undefined ? [] : [token === 'forged' ? 'a forged token' : `token \`${JSON.stringify(token)}\``],
    ...clientAddress === undefined ? [] : [`from ${clientAddress}`],
    ...sidecar === false ? ['without a sidecar'] : [],
    ...times === undefined ? [] : [`${times} times`],
    ...service?.status === undefined ? [] : [`the service answers ${service.status}`],
    ...service?.delaySeconds === undefined ? [] : [`the service takes ${service.delaySeconds} s`],
  ].join(', ');
}

function fateWords({ to, via, mirrored, status, statuses, closed, sees, answer, attempts, secondsAtLeast, transport }: Fate): string {
  const shares = (destinations: { readonly [destination: string]: number }) => Object.entries(destinations)
    .map(([destination, percent]) => percent === 100 ? `\`${destination}\`` : `${percent} % \`${destination}\``).join(', ');
  return [
    ...to ? [`→ ${shares(to)}`] : [],
    ...via?.length ? [`via ${via.map(each => `\`${each}\``).join(', ')}`] : [],
    ...mirrored ? [Object.keys(mirrored).length > 0 ? `copied to ${shares(mirrored)}` : 'not copied'] : [],
    ...status === undefined ? [] : [`answered ${status}`],
    ...statuses ? [Object.entries(statuses).map(([code, count]) => `${count} × ${code}`).join(', ')] : [],
    ...closed ? ['connection closed'] : [],
    ...sees?.path === undefined ? [] : [`path \`${sees.path}\``],
    ...sees?.host === undefined ? [] : [`host \`${sees.host}\``],
    ...headerWords('the service sees', sees?.headers),
    ...headerWords('the caller sees', answer),
    ...attempts === undefined ? [] : [attempts === 1 ? 'tried once' : `tried ${attempts} times`],
    ...secondsAtLeast === undefined ? [] : [`after ${secondsAtLeast} s`],
    ...transport === undefined ? [] : [TRANSPORTS[transport]],
  ].join('; ');
}

function headerWords(who: string, headers: { readonly [name: string]: string | null } | undefined): string[] {
  return Object.entries(headers ?? {}).map(([name, value]) => value === null ? `${who} no \`${name}\`` : `${who} \`${name}: ${value}\``);
}

const TRANSPORTS = { 'plaintext': 'in plain text', 'tls': 'over TLS', 'mutual-tls': 'over mutual TLS', 'istio-mutual': 'over mutual TLS of the mesh' };

/** The Istio and Gateway API objects of an environment; what others deploy and plain Kubernetes objects are left out. */
function yaml(dist: string, environment: string): string {
  return [...filesBelow(join(dist, environment))]
    .filter(([path, text]) => !path.endsWith('kustomization.yaml') && isMeshObject(text))
    .map(([path, text]) => `\`${environment}/${path}\`\n\n\`\`\`yaml\n${text.trim()}\n\`\`\``).join('\n\n');
}

function isMeshObject(text: string): boolean {
  const apiVersion = /^apiVersion: (\S+)$/m.exec(text)?.[1] ?? '';
  return isIstioKind(apiVersion, '') || apiVersion.startsWith('gateway.networking.k8s.io/');
}

function header(source: string): string {
  return `<!-- Generated from ${source} by projenrc/pattern-pages.ts. Do not edit. -->\n`;
}

function firstSentence(text: string): string {
  return cell(/^[^]*?[.!?](?=\s|$)/.exec(text.trim())?.[0] ?? text);
}

/** Text for one cell of a table. */
function cell(text: string): string {
  return text.trim().replace(/\s+/g, ' ').replace(/\|/g, '\\|');
}

if (require.main === module) {
  writePages(FOLDER, patternPages(loadAssembly()));
}
