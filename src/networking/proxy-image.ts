import { nonEmptyText } from './field-checks';

/**
 * Which of the published images a proxy runs. Istio field `spec.image.imageType`.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/proxy-config/#ProxyImage
 */
export class ProxyImage {
  /** The usual image. */
  public static readonly DEFAULT = new ProxyImage('default');
  /** An image with tools for finding faults. */
  public static readonly DEBUG = new ProxyImage('debug');
  /** An image without shell and packages. */
  public static readonly DISTROLESS = new ProxyImage('distroless');

  /** Another image, if the hub that the mesh uses has it. */
  public static of(imageType: string): ProxyImage {
    return new ProxyImage(nonEmptyText(imageType, 'ProxyImage.of')!);
  }

  private constructor(private readonly imageType: string) {}

  /** @internal */
  public _render(): object {
    return { imageType: this.imageType };
  }
}
