import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { goUrlScheme } from '../schema/go-url';

/** The URL of a WebAssembly module, checked as Istio does: a URL of its schemes, or an image without scheme. */
export function pluginUrl(url: string, where: string): string {
  const scheme = goUrlScheme(url) ?? goUrlScheme(`http://${url}`);
  if (url === '' || scheme === undefined || !['', 'file', 'http', 'https', 'oci'].includes(scheme)) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: `${JSON.stringify(url)} is no URL of a module`,
      where,
      why: 'Istio takes images (oci://, or without scheme), https://, http:// and file://; it reads what stands before a first ":" as the scheme',
      fix: /^[^/]+:[^/]/.test(url) ? `write oci://${url}` : 'write the image with its digest: oci://registry.example.com/plugins/auth@sha256:…',
    });
  }
  return url;
}
