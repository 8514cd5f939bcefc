/** Why a document from elsewhere could not be had, and what its author can do; fetched when that happens. */

/** The same file where a code host serves it as it is; undefined for other addresses. */
export function rawAddress(address: URL): string | undefined {
  const { hostname, pathname } = address;
  const github = /^\/([^/]+\/[^/]+)\/blob\/(.+)$/.exec(pathname);
  if (hostname === 'github.com' && github) return `https://raw.githubusercontent.com/${github[1]}/${github[2]}`;
  const gist = /^\/([^/]+\/[0-9a-f]{20,})\/?$/.exec(pathname);
  if (hostname === 'gist.github.com' && gist) return `https://gist.githubusercontent.com/${gist[1]}/raw`;
  const gitlab = /^(\/.+\/-)\/blob\/(.+)$/.exec(pathname);
  if (gitlab) return `${address.origin}${gitlab[1]}/raw/${gitlab[2]}`;
  const codeberg = /^(\/[^/]+\/[^/]+)\/src\/(.+)$/.exec(pathname);
  return hostname === 'codeberg.org' && codeberg ? `${address.origin}${codeberg[1]}/raw/${codeberg[2]}` : undefined;
}

function better(address: URL): string {
  const raw = rawAddress(address);
  return raw === undefined ? '' : ` This is a code host's page about the file; the file itself is at ${raw}`;
}

/** Nothing came. A browser does not tell a page why: the connection, or the other server's rules. */
export function unreachable(name: string, address: URL, same: boolean): string {
  const failed = `${name} could not be loaded.`;
  if (same) return `${failed} There is no connection to this site`;
  const raw = better(address);
  return (
    `${failed} Either ${address.host} cannot be reached, or it does not let other sites read this file.${raw}` +
    (raw === ''
      ? ' Its author can allow that: the server has to send the header "Access-Control-Allow-Origin: *" with it, as raw files of code hosts have it'
      : '')
  );
}

/** What came is a page for readers. */
export function isPage(name: string, address: URL): string {
  return `${name} is a web page, not a Markdown document.${better(address)}`;
}
