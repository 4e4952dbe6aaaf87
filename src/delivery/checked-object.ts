import { ApiObject, ApiObjectProps } from 'cdk8s';
import { Construct } from 'constructs';

/**
 * An object that is checked when it is written, because it depends on constructs that may come after it. cdk8s wraps what is thrown while it
 * resolves lazy values into an error without code; what the check throws stays as it is.
 */
export class CheckedObject extends ApiObject {
  constructor(scope: Construct, id: string, props: ApiObjectProps, private readonly check: () => void) {
    super(scope, id, props);
  }

  public toJson(): any {
    this.check();
    return super.toJson();
  }
}
