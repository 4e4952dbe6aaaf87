/** The Git repository that holds the synthesized folders, as controllers fetch it. */
export interface DeliveryRepository {
  /**
   * Address of the repository: `https://…`, `ssh://git@…`, or for Argo CD also `git@host:path`. Never with a password or a
   * token in it: credentials belong in a Secret (`secretRef`).
   */
  readonly url: string;
  /**
   * Branch that is delivered. Written out always: Argo CD would follow the repository's `HEAD`, Flux `master`.
   *
   * @default 'main'
   */
  readonly branch?: string;
  /**
   * Name of the Secret with the credentials, in the namespace of the controllers' objects. Only Flux is told its name
   * (`spec.secretRef.name` of the GitRepository); Argo CD finds credentials by address among its repository secrets.
   *
   * @default - a repository anyone can read, or credentials that the controller finds itself
   */
  readonly secretRef?: string;
}
