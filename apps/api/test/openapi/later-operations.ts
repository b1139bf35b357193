/** Operations of the reference that this version does not have yet; README says so too. */
export const LATER: readonly string[] = [
  'CreateClient', 'ListClients', 'RemoveClient',
  'ListDevices', 'GetDevice',
];
