import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { compileInto } from '../environments/compiled';
import { filesBelow } from '../support/run-example';

const ROOT = resolve(__dirname, '../..');

/** What a command left. */
export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The library and its command line as plain JavaScript. */
export interface Compiled {
  readonly main: string;
  readonly library: string;
  readonly remove: () => void;
}

/** A Git repository with a program, in a temporary folder, on which the real command line runs. */
export class GitProject {
  /** Compiles the library once; the repositories of a test file share it. */
  public static compile(): Compiled {
    const folder = mkdtempSync(join(tmpdir(), 'cdk8s-istio-compiled-'));
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    return {
      main: compileInto(folder, 'src/cli/main.ts'), library: compileInto(folder, 'src/index.ts'), remove: () => rmSync(folder, { recursive: true }),
    };
  }

  /** A repository with a program and other files, with nothing rendered or committed. `LIBRARY` in the program is the library. */
  public static create(compiled: Compiled, program: string, files: Readonly<Record<string, string>>): GitProject {
    const project = new GitProject(compiled);
    symlinkSync(join(ROOT, 'node_modules'), join(project.folder, 'node_modules'));
    project.write({ '.gitignore': 'node_modules\n.hydrated\nbody.md\n', 'cdk8s.yaml': 'app: node main.js\n', 'main.js': program.replace('LIBRARY', JSON.stringify(compiled.library)), ...files });
    project.git('init', '--quiet', '--initial-branch=main');
    project.git('config', 'user.name', 'Ada');
    project.git('config', 'user.email', 'ada@example.com');
    return project;
  }

  public readonly folder = mkdtempSync(join(tmpdir(), 'cdk8s-istio-project-'));

  private constructor(private readonly compiled: Compiled) {
  }

  /** A repository in the same state. */
  public copy(): GitProject {
    const project = new GitProject(this.compiled);
    cpSync(this.folder, project.folder, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    return project;
  }

  public write(files: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      writeFileSync(join(this.folder, path), text);
    }
  }

  public read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  public has(path: string): boolean {
    return existsSync(join(this.folder, path));
  }

  /** Changes one place of a file. */
  public edit(path: string, from: string, to: string): void {
    const text = this.read(path);
    expect(text.split(from)).toHaveLength(2);
    this.write({ [path]: text.replace(from, to) });
  }

  /** The output as text, by path. */
  public output(below = 'dist'): ReadonlyMap<string, string> {
    return filesBelow(join(this.folder, below));
  }

  public git(...args: string[]): string {
    const { status, stdout, stderr } = spawnSync('git', args, { cwd: this.folder, encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, expect.anything()]);
    return stdout;
  }

  /** Renders and commits everything. */
  public release(message: string): void {
    expect(this.run('synth')).toMatchObject({ status: 0 });
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '-m', message);
  }

  public run(...args: string[]): Ran {
    const { NO_COLOR: _, FORCE_COLOR: __, ...environment } = process.env;
    const { status, stdout, stderr } = spawnSync(process.execPath, [this.compiled.main, ...args], { cwd: this.folder, encoding: 'utf8', env: environment });
    return { status, stdout, stderr };
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
