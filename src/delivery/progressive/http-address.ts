import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';

const ADDRESS = /^https?:\/\/(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::[0-9]{1,5})?(?:[/?][^\s#]*)?$/;

/** A parameter that is a credential by its name. */
const CREDENTIAL = /[?&][^=&]*(?:auth|token|key|secret|password|signature)[^=&]*=[^&]|[?&](?:sig|code)=[^&]/i;

/** An address that an engine sends requests to: `http://` or `https://`, without credentials, which would lie in Git for all to read. */
export function httpAddress(address: string, where: string): string {
  if (!ADDRESS.test(address) || CREDENTIAL.test(address)) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: /[@?]/.test(address) ? 'an address that is none, or that carries credentials (not shown)' : `${JSON.stringify(address)} is no address`,
      where,
      fix: "write it as 'http://prometheus.monitoring:9090', without user and password",
    });
  }
  return address;
}
