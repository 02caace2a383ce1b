"""A worker: asks the service for a job, says that it is alive while it works, reports the result, and asks again.
It needs Python 3.8 and nothing else. Variables: UNSTUCK_URL, WORKER_KEY, WORKER_ID."""
import contextlib
import json
import os
import signal
import socket
import sys
import threading
import urllib.error
import urllib.request

URL = os.environ.get("UNSTUCK_URL", "http://127.0.0.1:3003")
WORKER_ID = os.environ.get("WORKER_ID", f"{socket.gethostname()}-{os.getpid()}")
stopping = threading.Event()


class Refused(Exception):
    """The service said no: asking again would not help."""


def call(name, body, timeout=30):
    request = urllib.request.Request(
        f"{URL}/worker/{name}",
        json.dumps(body).encode(),
        {"authorization": f"Bearer {os.environ.get('WORKER_KEY')}", "content-type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=timeout) as response:
            return json.load(response)["data"]
    except urllib.error.HTTPError as error:
        # What the service cannot do now, or not so often, it may do in a moment; the rest is an answer.
        if error.code >= 500 or error.code == 429:
            raise
        refusal = json.load(error)["error"]
        raise Refused(f"{refusal['code']}: {refusal['message']}") from None


def analyze(given, done):
    """The analysis itself. It stops when `done` says that nobody waits for it any more."""
    if done.wait(given["takesMs"] / 1000):
        raise Refused("the lease is lost")
    words = given["text"].split()
    return {"words": len(words), "longestWord": max(words, key=len, default=""), "countedBy": WORKER_ID}


def beat(lease, every, done):
    """A lost beat is made good by the next; one that is refused ends the work."""
    while not done.wait(every):
        try:
            call("heartbeat", lease, timeout=every)
        except Refused:
            done.set()
        except OSError as error:
            print(f"a heartbeat was lost: {error}", file=sys.stderr)


def complete(lease, result, done):
    """Repeated under the same lease, a report is answered the same: nothing happens twice."""
    while True:
        try:
            return call("complete", {**lease, "result": result})
        except OSError:
            if done.wait(1):
                raise


def work(claim):
    lease = {name: claim[name] for name in ("jobId", "attempt", "leaseToken")}
    done = threading.Event()
    beating = threading.Thread(target=beat, args=(lease, claim["leaseMs"] / 3000, done))
    beating.start()
    try:
        complete(lease, analyze(claim["input"], done), done)
    except Refused as refusal:  # Given to another worker, ended, or a failed try: not ours any more.
        print(f"{lease['jobId']}: {refusal}", file=sys.stderr)
    except Exception as error:
        with contextlib.suppress(Exception):  # Its lease runs out then, which ends the try as well.
            call("fail", {**lease, "reason": repr(error)[:2000], "transient": True})
    finally:
        done.set()
        beating.join()


for number in (signal.SIGTERM, signal.SIGINT):
    signal.signal(number, lambda *_: stopping.set())
seconds = 1
while not stopping.is_set():  # What it has is finished first, and so is a poll: it is short for that.
    try:
        claim = call("claim", {"workerId": WORKER_ID, "assessmentName": "Word Count", "waitMs": 2000})
        seconds = 1
        if claim:
            work(claim)
    except Refused as refusal:  # A wrong key or a wrong name stays wrong: somebody has to look.
        sys.exit(f"stopped, for it would be refused again: {refusal}; see WORKER_KEY and UNSTUCK_URL")
    except Exception as error:
        print(f"asking again in {seconds} s: {error}", file=sys.stderr)
        stopping.wait(seconds)
        seconds = min(2 * seconds, 30)
