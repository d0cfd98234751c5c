"""A browser, or any other program, as far as its requests to the sandbox go."""

import json
import urllib.error
import urllib.request
from typing import Any

Payload = dict[str, Any]


class Page:
    def __init__(self, address: str, as_: str = "U0ANN") -> None:
        self.address = address
        self.as_ = as_

    def read(self, path: str, **query: Any) -> Any:
        text = "&".join(f"{key}={value}" for key, value in {"as": self.as_, **query}.items())
        with urllib.request.urlopen(f"{self.address}{path}?{text}", timeout=30) as response:
            return json.load(response)

    def do(self, path: str, verb: str = "POST", **body: Any) -> Payload:
        """The answer as JSON, also where it is a refusal."""
        data = json.dumps({"as": self.as_, **body}).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self.address + path, data, headers, method=verb)
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                answer: Payload = json.load(response)
        except urllib.error.HTTPError as refusal:
            with refusal:
                answer = json.load(refusal)
        return answer

    def status(self, path: str, data: bytes | None = None, **headers: str) -> int:
        request = urllib.request.Request(self.address + path, data, headers)
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return int(response.status)
        except urllib.error.HTTPError as refusal:
            with refusal:
                return refusal.code
