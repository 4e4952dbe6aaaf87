/** Istio's kinds by API group. Argo CD has no health check for any of them. */
export const ISTIO_KINDS_BY_GROUP: Readonly<Record<string, readonly string[]>> = {
  'extensions.istio.io': ['TrafficExtension', 'WasmPlugin'],
  'networking.istio.io': [
    'DestinationRule', 'EnvoyFilter', 'Gateway', 'ProxyConfig', 'ServiceEntry', 'Sidecar', 'VirtualService', 'WorkloadEntry', 'WorkloadGroup',
  ],
  'security.istio.io': ['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication'],
  'telemetry.istio.io': ['Telemetry'],
};

/**
 * Health of an object of Istio as Argo CD asks for it: Lua 5.1 with its base and table libraries only, one second at most.
 *
 * - No status: healthy. istiod writes none unless its analysis is on (`PILOT_ENABLE_ANALYSIS`), and not for every kind.
 * - A message of the analysis of level ERROR, UNKNOWN or none: degraded. WARNING and INFO are shown and do no harm. `type` of a message is an object.
 * - A condition of the ambient mesh that is False: degraded, because ztunnel or the waypoint does not carry the object out.
 */
export const ISTIO_HEALTH_SCRIPT = `local health = { status = "Healthy", message = "" }
if obj.status == nil then
  return health
end
local texts = {}
local harmless = { WARNING = true, INFO = true }
for _, message in ipairs(obj.status.validationMessages or {}) do
  local what = message.type or {}
  local level = message.level or "UNKNOWN"
  table.insert(texts, level .. " " .. (what.code or "?") .. " " .. (what.name or "?"))
  if not harmless[level] then
    health.status = "Degraded"
  end
end
local enforced = { ["ZtunnelAccepted"] = true, ["WaypointAccepted"] = true, ["istio.io/WaypointBound"] = true }
for _, condition in ipairs(obj.status.conditions or {}) do
  if enforced[condition.type] and condition.status == "False" then
    health.status = "Degraded"
    table.insert(texts, condition.type .. " is False: " .. (condition.reason or "?") .. " " .. (condition.message or ""))
  end
end
health.message = table.concat(texts, "; ")
return health
`;

/** The settings of argocd-cm, one key per kind: keys take no wildcards, and one key for all would replace what others have set. */
export function istioHealthSettings(): Record<string, string> {
  return Object.fromEntries(Object.entries(ISTIO_KINDS_BY_GROUP).flatMap(([group, kinds]) =>
    kinds.map(kind => [`resource.customizations.health.${group}_${kind}`, ISTIO_HEALTH_SCRIPT])));
}
