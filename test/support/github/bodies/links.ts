/** The many addresses that a body holds, from one. */
export function links<const T extends Record<string, string>>(base: string, parts: T): { [K in keyof T]: string } {
  return Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, base + part])) as {
    [K in keyof T]: string;
  };
}

export const nodeId = (kind: string, id: number) => Buffer.from(`${kind}:${id}`).toString('base64');
