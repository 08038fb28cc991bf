"""The network: the only home of httpx, httpcore, protego and brotli.

HttpFetcher (fetcher)    a Request in; a Page, an Unchanged or a FetchError out
  Robots (robots)        may this URL be fetched?
  Client (client)        one GET and its redirects
    HostGates (gates)    whose turn is it?
    PoolTransport (transport) over GuardedNetwork (network), which asks Guard (addresses)
  bodies, headers, locations   what strangers wrote, made safe
"""

from pipeline.adapters.spared import spared

with spared("httpx._main"):  # its command line, and with it all that paints terminals
    import httpx  # noqa: F401  (whoever imports it from now on finds it loaded)

from pipeline.adapters.http.fetcher import HttpFetcher
from pipeline.adapters.http.policy import Clocks, HttpPolicy

__all__ = ["Clocks", "HttpFetcher", "HttpPolicy"]
