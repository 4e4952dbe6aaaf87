import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';

const SRC = join(__dirname, '../../src');

/** The doc comments of all types and members of the library, by `Type` and `Type.member`. */
export function docComments(): ReadonlyMap<string, string> {
  return new Map(readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter(file => /\.ts$/.test(file) && !/\.gen\.ts$/.test(file))
    .flatMap(file => commentsOf(readFileSync(join(SRC, file), 'utf8'))));
}

function commentsOf(text: string): [string, string][] {
  return ts.createSourceFile('a.ts', text, ts.ScriptTarget.Latest, true).statements.flatMap((statement): [string, string][] => {
    if (!ts.isClassDeclaration(statement) && !ts.isInterfaceDeclaration(statement) && !ts.isEnumDeclaration(statement)) {
      return [];
    }
    const type = statement.name!.text;
    return [
      [type, commentOf(statement)],
      ...[...statement.members].filter(member => member.name).map((member): [string, string] => [`${type}.${member.name!.getText()}`, commentOf(member)]),
    ];
  });
}

function commentOf(node: ts.Node): string {
  return ts.getJSDocCommentsAndTags(node).map(each => each.getText()).join('\n').replace(/\n\s*\* ?/g, ' ');
}
