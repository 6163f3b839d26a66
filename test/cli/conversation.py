"""Runs a command on a pseudo-terminal and talks to it.

Arguments: the command. Standard input: a JSON list of steps [text to wait for, what is typed then].
Standard output: JSON with the exit status (negative for a signal), and all that the terminal showed.
"""
import json
import os
import pty
import select
import sys
import time

steps = json.load(sys.stdin)
deadline = time.monotonic() + 30
child, terminal = pty.fork()
if child == 0:
    os.execvp(sys.argv[1], sys.argv[1:])

shown = ""
seen = 0
while time.monotonic() < deadline:
    ready, _, _ = select.select([terminal], [], [], 0.1)
    if ready:
        try:
            data = os.read(terminal, 65536)
        except OSError:  # Linux says so when the other side is closed.
            break
        if not data:
            break
        shown += data.decode("utf-8", "replace")
    while steps and shown.find(steps[0][0], seen) >= 0:
        wanted, typed = steps.pop(0)
        seen = shown.find(wanted, seen) + len(wanted)
        os.write(terminal, typed.encode())
else:
    os.kill(child, 9)

_, status = os.waitpid(child, 0)
json.dump({"status": os.waitstatus_to_exitcode(status), "shown": shown, "unsaid": len(steps)}, sys.stdout)
