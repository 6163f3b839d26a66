"""Starts the simulated organisation and prints one line of JSON when it is ready. See README.md."""

import argparse
import dataclasses
import json
import logging
import os
import sys
import tempfile

# moto reads these when it is imported.
os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"
os.environ["MOTO_EC2_LOAD_DEFAULT_AMIS"] = "false"
os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--port", type=int, default=0, help="0 takes a free one")
    arguments.add_argument("--seed", type=int, default=7)
    arguments.add_argument("--enforce-iam", action="store_true", help="every call needs its permission, as in AWS")
    chosen = arguments.parse_args()

    import clock

    clock.install()
    import missing

    missing.install()

    from moto import mock_aws, settings
    from moto.moto_api._internal import mock_random
    from moto.server import ThreadedMotoServer

    from fill import EXTERNAL_ID, fill

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    # Filling goes past the network: the server serves what this process holds.
    mock = mock_aws()
    mock.start()
    mock_random.seed(chosen.seed)
    filled = fill(chosen.seed)
    mock.stop(remove_data=False)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=chosen.port, verbose=False)
    server.start()
    if chosen.enforce_iam:
        settings.INITIAL_NO_AUTH_ACTION_COUNT = 0
    with tempfile.NamedTemporaryFile("w", prefix="isobar-aws-", suffix=".json", delete=False) as manifest:
        json.dump(filled.manifest, manifest)
    ready = {
        "endpoint": "http://%s:%d" % server.get_host_and_port(),
        "accounts": {"management": filled.management, "member": filled.member, "closed": filled.closed},
        "collector": {**dataclasses.asdict(filled.collector), "external_id": EXTERNAL_ID},
        "manifest": manifest.name,
    }
    print(json.dumps(ready), flush=True)
    try:
        # Whoever started us ends us by closing our standard input.
        sys.stdin.read()
    except KeyboardInterrupt:
        pass
    finally:
        server.stop()
        os.unlink(manifest.name)


if __name__ == "__main__":
    main()
