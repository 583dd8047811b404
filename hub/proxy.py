"""configurable-http-proxy, the one door: where it listens, its certificate, its secret."""

import shutil
from pathlib import Path

from . import private

INSTALLED = Path(__file__).with_name("node_modules") / ".bin/configurable-http-proxy"


def configure(c, settings):
    hub, folder = settings.hub, settings.hub.folder
    scheme = "https" if hub.certificate else "http"
    address = f"[{hub.address}]" if ":" in hub.address else hub.address
    c.JupyterHub.bind_url = f"{scheme}://{address}:{hub.port}"
    if hub.certificate:
        if not Path(hub.certificate).is_file():
            raise ValueError(
                f"certificate in [hub] is {hub.certificate!r}, which is no file: correct its path."
            )
        c.JupyterHub.ssl_cert = hub.certificate
        c.JupyterHub.ssl_key = str(private.private_file(Path(hub.key).resolve()))
    if hub.public_url:
        c.JupyterHub.public_url = hub.public_url

    # The version of package-lock.json rather than whatever the machine has.
    command = str(INSTALLED) if INSTALLED.exists() else shutil.which("configurable-http-proxy")
    if not command or not shutil.which("node"):
        raise ValueError(
            "configurable-http-proxy is not installed: install Node.js 20 or later, then run "
            "npm ci in the folder hub."
        )
    c.ConfigurableHTTPProxy.command = [command]
    # In files, so that a hub that was killed finds its proxy, ends it, and starts another.
    c.ConfigurableHTTPProxy.auth_token = private.token(folder / "proxy_token")
    c.ConfigurableHTTPProxy.pid_file = str(folder / "proxy.pid")
    # The hub itself and the proxy's own interface listen to this machine alone.
    c.JupyterHub.hub_ip = "127.0.0.1"
    c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:8001"
