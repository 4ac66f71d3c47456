"""An RTSP server of a moving picture, for tests: rtsp-server.py PORT [USER PASSWORD [digest]], or --check; HOST=::1 for another host

Paths: /video, and /sound, which has no picture. Prints "ready" once it listens; with --check "ok" if it could.
"""
import os
import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

MOUNTS = {
    "/video": "( videotestsrc is-live=true pattern=ball ! video/x-raw,width=64,height=48,framerate=30/1 "
    "! x264enc tune=zerolatency speed-preset=ultrafast key-int-max=10 ! rtph264pay name=pay0 pt=96 config-interval=1 )",
    "/sound": "( audiotestsrc is-live=true ! mulawenc ! rtppcmupay name=pay0 pt=0 )",
}


def main() -> None:
    port, *credentials = sys.argv[1:]
    Gst.init(None)
    if port == "--check":
        for launch in MOUNTS.values():
            Gst.parse_launch(launch.strip("( )").replace("name=pay0", ""))
        print("ok")
        return
    server = GstRtspServer.RTSPServer()
    server.set_address(os.environ.get("HOST", "127.0.0.1"))
    server.set_service(port)
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "viewer")
    if credentials:
        auth = GstRtspServer.RTSPAuth()
        user, password, *how = credentials
        if how == ["digest"]:
            auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
            auth.add_digest(user, password, token)
        else:
            auth.add_basic(GstRtspServer.RTSPAuth.make_basic(user, password), token)
        server.set_auth(auth)
    for path, launch in MOUNTS.items():
        factory = GstRtspServer.RTSPMediaFactory()
        factory.set_launch(launch)
        factory.set_shared(True)
        if credentials:
            permissions = GstRtspServer.RTSPPermissions()
            permissions.add_permission_for_role("viewer", "media.factory.access", True)
            permissions.add_permission_for_role("viewer", "media.factory.construct", True)
            factory.set_permissions(permissions)
        server.get_mount_points().add_factory(path, factory)
    server.attach(None)
    print("ready", flush=True)
    GLib.MainLoop().run()


main()
