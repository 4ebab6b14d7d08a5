/** What Vite adds; its own declarations would bring those of browsers along. */
interface ImportMeta {
  glob<Module>(patterns: string[]): Record<string, () => Promise<Module>>;
}
