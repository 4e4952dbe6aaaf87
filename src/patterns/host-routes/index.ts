export * from './host-routes';
export { HostTeam, type HostRoute, type HostTeamProps } from './host-team';
