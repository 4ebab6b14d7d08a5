/** What users of a workspace may do beside what references grant them. */

export const PERMISSIONS = ['create_ref', 'upload_file', 'remove_file'] as const;
export type Permission = (typeof PERMISSIONS)[number];
export type Permissions = Record<Permission, boolean>;

/** The permissions that at least one of the sources gives. */
export function unitedPermissions(sources: readonly Partial<Permissions>[]): Permissions {
  const given = PERMISSIONS.map((permission) => [permission, sources.some((source) => source[permission] === true)]);
  return Object.fromEntries(given) as Permissions;
}

/** Permissions with those that an input names set to what it says. */
export function changedPermissions(before: Permissions, input: Partial<Permissions> = {}): Permissions {
  return Object.fromEntries(PERMISSIONS.map((name) => [name, input[name] ?? before[name]])) as Permissions;
}
