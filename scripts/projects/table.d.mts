/** One small project. */
export interface Project {
  name: string;
  manager: string;
  node?: string;
  from?: string;
  shared: string[];
  steps: [command: string, prints: RegExp][];
  seconds?: number;
  limit?: string;
  create?: string;
}
export const projects: Project[];
