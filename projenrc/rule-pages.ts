import { writePages } from './write-pages';
import { Rule } from '../src/analysis/rule';
import { RULES } from '../src/analysis/rules';

const FOLDER = 'docs/rules';

/** The page of every rule, by its path in the repository. */
export function rulePages(): Record<string, string> {
  return Object.fromEntries(RULES.map(rule => [`${FOLDER}/${rule.name}.md`, page(rule)]));
}

function page({ code, name, layer, severity, summary, why, fix, cannotTell, equals, reads, examples }: Rule): string {
  return `<!-- Generated from src/analysis/rules by projenrc/rule-pages.ts. Do not edit. -->
# ${name}

\`${code}\` · ${severity} · layer ${layer}${equals.length > 0 ? ` · equals ${equals.join(', ')}` : ''}

${summary}

**Why.** ${why}

**Fix.** ${fix}

**Cannot tell** when ${cannotTell}

**Reads** ${reads.join(', ')}.

## Bad

\`\`\`yaml
${examples.bad.trim()}
\`\`\`

## Good

\`\`\`yaml
${examples.good.trim()}
\`\`\`
`;
}

if (require.main === module) {
  writePages(FOLDER, rulePages());
}
