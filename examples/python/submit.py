"""Submits scores, follows the job live and prints the result, with Python's standard library only.

Live events come as Server-Sent Events. Each has a number; whoever was cut off asks for what came after the last one and
misses nothing. The number and the job are kept in a file, so that the script, too, goes on where it was stopped.
"""

import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

URL = os.environ.get("UNSTUCK_URL", "http://127.0.0.1:3003")
ACCOUNT = {
    "email": os.environ.get("UNSTUCK_EMAIL", "you@example.com"),
    "password": os.environ.get("UNSTUCK_PASSWORD", "choose your own"),
}
ENDS = {"analysis-complete", "analysis-failed"}


class Refused(Exception):
    """The service said no; the code is for programs, the message for people."""

    def __init__(self, error):
        super().__init__(f"{error['code']}: {error['message']}")
        self.code = error["code"]


def ask(method, path, body=None, token=None, headers=None):
    """One REST call; answers its data or raises Refused."""
    sent = {"content-type": "application/json", **(headers or {})}
    if token:
        sent["authorization"] = f"Bearer {token}"
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(URL + path, data, sent, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.load(response)["data"]
    except urllib.error.HTTPError as refusal:
        raise Refused(json.load(refusal)["error"]) from None


def sign_in():
    """A token; the account is made at first."""
    try:
        return ask("POST", "/auth/login", ACCOUNT)["token"]
    except Refused as refusal:
        if refusal.code != "UNAUTHORIZED":
            raise
        return ask("POST", "/auth/register", ACCOUNT)["token"]


def newest_event(token):
    """The number of the newest event of this account: what is submitted next comes after it."""
    request = urllib.request.Request(
        URL + "/trpc/notifications.unreadCount", headers={"authorization": f"Bearer {token}"}
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.load(response)["result"]["data"]["cursor"]


def events(token, after):
    """Yields (number, event) after a number, until the connection is cut."""
    query = urllib.parse.urlencode({"input": json.dumps({"lastEventId": str(after)})})
    request = urllib.request.Request(
        f"{URL}/trpc/notifications.onEvent?{query}",
        headers={"authorization": f"Bearer {token}", "accept": "text/event-stream"},
    )
    number, data, kind = None, [], None
    with urllib.request.urlopen(request, timeout=60) as stream:
        for raw in stream:
            line = raw.decode().rstrip("\r\n")
            name, _, value = line.partition(": ")
            if name == "id":
                number = int(value)
            elif name == "event":
                kind = value
            elif name == "data":
                data.append(value)
            elif line == "":
                # Pings and the like have a kind; what happened has none.
                if kind is None and number is not None and data:
                    yield number, json.loads("\n".join(data))
                number, data, kind = None, [], None


def follow(token, state, save):
    """Waits for the end of the job, over any disconnects."""
    while True:
        try:
            for number, event in events(token, state["after"]):
                state["after"] = number
                save(state)
                if event.get("jobId") != state["jobId"]:
                    continue
                print(event["timestamp"], event["event"], flush=True)
                if event["event"] in ENDS:
                    return event
        except (urllib.error.URLError, ConnectionError, TimeoutError) as trouble:
            print(f"cut off ({trouble}); going on after event {state['after']}", file=sys.stderr)
        time.sleep(1)


def main(scores_file, state_file):
    def save(state):
        with open(state_file, "w", encoding="utf-8") as file:
            json.dump(state, file)

    token = sign_in()
    if os.path.exists(state_file):
        with open(state_file, encoding="utf-8") as file:
            state = json.load(file)
        print(f"going on with job {state['jobId']} after event {state['after']}")
    else:
        with open(scores_file, encoding="utf-8") as file:
            scores = json.load(file)
        after = newest_event(token)
        # Sent again under the same key it would be the same job, charged once.
        key = {"idempotency-key": str(uuid.uuid4())}
        job = ask("POST", "/assessment/submit", scores, token, key)
        state = {"jobId": job["jobId"], "resultId": job["resultId"], "after": after}
        save(state)
        print(f"job {job['jobId']}, {job['remainingTokens']} tokens left")
    end = follow(token, state, save)
    os.remove(state_file)
    if end["event"] == "analysis-failed":
        print(f"failed with {end['error_code']}; {end['refunded_tokens']} token(s) came back")
        return 1
    result = ask("GET", f"/archive/results/{state['resultId']}", token=token)["test_result"]
    print(result["archetype"])
    print(result["shortSummary"])
    return 0


if __name__ == "__main__":
    scores = sys.argv[1] if len(sys.argv) > 1 else "examples/talent-mapping.json"
    try:
        sys.exit(main(scores, os.environ.get("UNSTUCK_STATE", "unstuck-job.json")))
    except Refused as refusal:
        sys.exit(str(refusal))
