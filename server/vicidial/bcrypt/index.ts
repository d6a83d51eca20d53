export type { Lane } from "./fairQueue.ts";
export { createHasher, type Hasher, HashingFailed, type HashSettings } from "./hasher.ts";
