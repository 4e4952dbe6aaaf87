import { GITHUB_ACTIONS, requireForm } from './oidc-identity';
import { requireSecretName } from './secret-name';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { DNS_LABEL, requireName } from '../../kernel/names';

/** A webhook of a forge. */
export interface ForgeReceiverProps {
  /** Name of the Secret with the `token` that the forge signs with. */
  readonly secretRef: string;
  /**
   * Names of the events that count.
   *
   * @default - pushes: 'ping' and 'push' of GitHub, 'Push Hook' and 'Tag Push Hook' of GitLab
   */
  readonly events?: string[];
  /**
   * CEL over `req`, the body, and `res`, the metadata of a source: only sources for which it is true are asked.
   *
   * @default - all sources
   */
  readonly resourceFilter?: string;
  /**
   * Name of the receiver: a DNS label.
   *
   * @default 'push'
   */
  readonly name?: string;
}

/** A workflow of GitHub Actions that calls. */
export interface GitHubActionsReceiverProps {
  /** The repository the workflow runs in, `acme/mesh`. */
  readonly repository: string;
  /**
   * The reference it runs for.
   *
   * @default 'refs/heads/main'
   */
  readonly ref?: string;
  /**
   * The environment of GitHub that the job runs in.
   *
   * @default - any, or none
   */
  readonly environment?: string;
  /**
   * The audience of the token.
   *
   * @default - Flux's: notification-controller
   */
  readonly audience?: string;
  /**
   * CEL over `req`, `res` and `claims`: only sources for which it is true are asked.
   *
   * @default - all sources
   */
  readonly resourceFilter?: string;
  /**
   * Name of the receiver: a DNS label.
   *
   * @default 'pipeline'
   */
  readonly name?: string;
}

/** What must be true of a caller's token. */
export interface ClaimValidation {
  /** CEL that is true or false, over `claims` and `vars`: `claims.repository == 'acme/mesh'`. */
  readonly expression: string;
  /** What the caller is told when it is false. */
  readonly message: string;
}

/** A pipeline that calls with a token of an OpenID Connect issuer. */
export interface OidcReceiverProps {
  /** The issuer: begins with `https://` (MESH0001). */
  readonly issuerUrl: string;
  /** What must be true of the token. One of them at least looks at `claims` (MESH0806): public issuers give tokens to everybody. */
  readonly validations: ClaimValidation[];
  /**
   * The audience of the token.
   *
   * @default - Flux's: notification-controller
   */
  readonly audience?: string;
  /**
   * CEL over `req`, `res` and `claims`: only sources for which it is true are asked.
   *
   * @default - all sources
   */
  readonly resourceFilter?: string;
  /**
   * Name of the receiver: a DNS label.
   *
   * @default 'pipeline'
   */
  readonly name?: string;
}

/**
 * Who may tell Flux that there is something new, so that it does not wait for the next interval: a `Receiver`
 * (`notification.toolkit.fluxcd.io/v1`) for each Flux, for all sources of its environments. The address to call is in its `status.webhookPath`.
 *
 * @see https://fluxcd.io/flux/components/notification/receivers/
 */
export class Receiver {
  /** A webhook of GitHub, or of Gitea and Forgejo. */
  public static gitHub(props: ForgeReceiverProps): Receiver {
    return forge('github', ['ping', 'push'], props);
  }

  /** A webhook of GitLab. */
  public static gitLab(props: ForgeReceiverProps): Receiver {
    return forge('gitlab', ['Push Hook', 'Tag Push Hook'], props);
  }

  /** A workflow of GitHub Actions, by the token that GitHub gives it: nothing secret is shared. Flux 2.9 or newer. */
  public static gitHubActions(props: GitHubActionsReceiverProps): Receiver {
    const { repository, ref = 'refs/heads/main', environment } = props;
    requireForm(repository, /^[A-Za-z0-9-]+\/[A-Za-z0-9._-]+$/, 'a repository', "Write it as 'acme/mesh'.");
    requireForm(ref, /^refs\/[^\s*'\\]+$/, 'a reference', "Write it as 'refs/heads/main'.");
    if (environment !== undefined) {
      requireForm(environment, /^[^'\\\n]+$/, 'the name of an environment of GitHub', 'Write its name as GitHub shows it, without quotes.');
    }
    return Receiver.genericOidc({
      ...props,
      issuerUrl: GITHUB_ACTIONS,
      validations: [
        { expression: `claims.repository == '${repository}'`, message: 'another repository' },
        { expression: `claims.ref == '${ref}'`, message: 'another reference' },
        ...environment === undefined ? [] : [{ expression: `claims.environment == '${environment}'`, message: 'another environment' }],
      ],
    });
  }

  /** Any caller with a token of an OpenID Connect issuer. Flux 2.9 or newer. */
  public static genericOidc(props: OidcReceiverProps): Receiver {
    const name = props.name ?? 'pipeline';
    checkOidc(props, `flux.Receiver ${name}`);
    const { issuerUrl, audience, validations } = props;
    return new Receiver(name, {
      type: 'generic-oidc',
      oidcProviders: [{
        issuerURL: issuerUrl,
        ...audience === undefined ? {} : { audience },
        validations: validations.map(({ expression, message }) => ({ expression, message })),
      }],
      ...filterOf(props.resourceFilter, `flux.Receiver ${name}`),
    });
  }

  /** @internal */
  public static _ofForge(name: string, spec: object): Receiver {
    return new Receiver(name, spec, true);
  }

  /** Name of the receiver. Its object is called `<namePrefix>-<name>`, and `-<cluster>` where each cluster has a Flux of its own. */
  public readonly receiverName: string;

  private constructor(name: string, private readonly spec: object, private readonly ofForge = false) {
    this.receiverName = requireName(name, DNS_LABEL, 'name of a flux.Receiver');
  }

  /**
   * Whether a call says something about this kind of source: a push says nothing of a registry.
   * @internal
   */
  public _concerns(kind: string): boolean {
    return !this.ofForge || kind === 'GitRepository';
  }

  /** @internal */
  public get _spec(): object {
    return this.spec;
  }
}

function forge(type: string, standard: readonly string[], { name = 'push', secretRef, events, resourceFilter }: ForgeReceiverProps): Receiver {
  const where = `flux.Receiver ${name}`;
  if (events?.length === 0) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: 'The list of events is empty.',
      where: `${where}: events`,
      why: 'Flux takes an empty list for all events.',
      fix: 'Name the events that count, or leave out the list for pushes.',
    });
  }
  const filter = filterOf(resourceFilter, where);
  if (/\bclaims\b/.test(resourceFilter ?? '')) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: 'The filter reads claims.',
      where: `${where}: resourceFilter`,
      why: `A webhook of ${type} has no token with claims; Flux would refuse the expression, and every call.`,
      fix: 'Read req and res, or use Receiver.genericOidc.',
    });
  }
  return Receiver._ofForge(name, { type, events: [...events ?? standard], secretRef: { name: requireSecretName(secretRef, `${where}: secretRef`) }, ...filter });
}

function filterOf(resourceFilter: string | undefined, where: string): object {
  if (resourceFilter?.trim() === '') {
    fail({ code: CODES.INVALID_ARGUMENT, what: 'The filter is empty.', where: `${where}: resourceFilter`, fix: 'Leave it out for all sources.' });
  }
  return resourceFilter === undefined ? {} : { resourceFilter };
}

/** CEL without its texts and comments. */
function withoutTexts(expression: string): string {
  return expression.replace(/\/\/[^\n]*|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g, match => match.startsWith('/') ? '' : "''");
}

function checkOidc({ issuerUrl, validations }: OidcReceiverProps, where: string): void {
  if (!/^https:\/\/[^\s@?#]+$/.test(issuerUrl)) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: `${JSON.stringify(issuerUrl)} is not the address of an issuer.`,
      where: `${where}: issuerUrl`,
      why: 'Whoever can change what it answers can sign tokens.',
      fix: `Begin it with https://, for example '${GITHUB_ACTIONS}'.`,
    });
  }
  if (!validations.some(({ expression }) => /\bclaims\s*[.[]/.test(withoutTexts(expression)))) {
    fail({
      code: CODES.OPEN_IDENTITY,
      what: 'No validation looks at the claims of the token.',
      where: `${where}: validations`,
      why: 'A good signature says only that the issuer gave the token, and public issuers give tokens to everybody.',
      fix: "Say who may call, for example { expression: \"claims.repository == 'acme/mesh'\", message: 'another repository' }.",
    });
  }
}
