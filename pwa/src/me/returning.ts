/* Where to go after signing in: only a page of this app, never a foreign address, never the sign-in page itself. */
export function returnPath(wanted: unknown, fallback = '/me'): string {
  const path = Array.isArray(wanted) ? wanted[0] : wanted
  if (typeof path !== 'string' || !/^\/(?![/\\])/.test(path) || /^\/sign-in(?![\w-])/.test(path)) return fallback
  return path
}
