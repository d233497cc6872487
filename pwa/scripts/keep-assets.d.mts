export function keepAssets(old: string, fresh: string): string[]
