import { DNS_LABEL, DNS_SUBDOMAIN } from './names';

/** A host inside a cluster: `cart.shop.svc.cluster.local`. */
export interface ClusterHost {
  readonly service: string;
  readonly namespace: string;
}

/** Whether a text is a host name of DNS: labels of letters, digits and `-` (any case), joined by points, 253 characters. */
export function isHostName(host: string): boolean {
  return host.length <= DNS_SUBDOMAIN.longest && HOST_NAME.test(host);
}

/** Whether a text is a fully qualified host name: at least two labels. */
export function isFullyQualified(host: string): boolean {
  return host.includes('.') && isHostName(host);
}

/** Whether a text is a wildcard host: `*`, or `*.` and a host name. */
export function isWildcard(host: string): boolean {
  return host === '*' || (host.startsWith('*.') && isHostName(host.slice(2)));
}

/** Why a text is neither a host name nor (where `wildcard` is legal) a wildcard; undefined when it is one. */
export function hostFault(host: string, wildcard: boolean = false): string | undefined {
  if (isHostName(host) || (wildcard && isWildcard(host))) {
    return undefined;
  }
  const shown = JSON.stringify(host);
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(host)) {
    return `${shown} is a URL: give the host name alone.`;
  }
  if (/^[^:]+:[0-9]+$/.test(host)) {
    return `${shown} carries a port: give the host name alone.`;
  }
  if (host.includes('*')) {
    return wildcard ? `${shown} is no wildcard host: "*" stands alone or as the whole first label.` : `${shown} is a wildcard, and this place takes one host.`;
  }
  if (host.endsWith('.') && isHostName(host.slice(0, -1))) {
    return `${shown} ends with a point: write ${JSON.stringify(host.slice(0, -1))}.`;
  }
  return `${shown} is no host name: labels of letters, digits and "-", joined by points, at most 63 characters each.`;
}

/** Service and namespace of a host in the cluster domain; undefined for every other host. */
export function parseClusterHost(host: string, clusterDomain: string = 'cluster.local'): ClusterHost | undefined {
  const suffix = `.svc.${clusterDomain}`;
  if (!host.endsWith(suffix)) {
    return undefined;
  }
  const labels = host.slice(0, -suffix.length).split('.');
  return labels.length === 2 && labels.every(isDnsLabel) ? { service: labels[0], namespace: labels[1] } : undefined;
}

/** The host of a service in the cluster domain. */
export function clusterHost(service: string, namespace: string, clusterDomain: string = 'cluster.local'): string {
  return `${service}.${namespace}.svc.${clusterDomain}`;
}

/** Labels of 1 to 63 letters, digits and inner `-`. */
const HOST_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/;

function isDnsLabel(label: string): boolean {
  return label.length <= DNS_LABEL.longest && DNS_LABEL.pattern.test(label);
}
