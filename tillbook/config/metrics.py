"""Figures of this process in Prometheus' text format."""

import threading
from collections import Counter

_BOUNDS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_lock = threading.Lock()
_requests: Counter[tuple[str, int]] = Counter()
_buckets: Counter[float] = Counter()
_sums = [0.0]


def observe(method: str, status: int, elapsed_s: float) -> None:
    """Count one answered request; methods that HTTP does not know are counted as one."""
    method = method if method in _METHODS else "OTHER"
    with _lock:
        _requests[method, status] += 1
        _sums[0] += elapsed_s
        for bound in _BOUNDS_S:
            if elapsed_s <= bound:
                _buckets[bound] += 1


def text() -> str:
    """Write the counters of this process."""
    with _lock:
        total = sum(_requests.values())
        lines = ["# TYPE tillbook_requests_total counter"]
        lines += [
            f'tillbook_requests_total{{method="{method}",status="{status}"}} {count}'
            for (method, status), count in sorted(_requests.items())
        ]
        lines.append("# TYPE tillbook_request_seconds histogram")
        lines += [
            f'tillbook_request_seconds_bucket{{le="{bound}"}} {_buckets[bound]}'
            for bound in _BOUNDS_S
        ]
        lines.append(f'tillbook_request_seconds_bucket{{le="+Inf"}} {total}')
        lines.append(f"tillbook_request_seconds_sum {_sums[0]:.6f}")
        lines.append(f"tillbook_request_seconds_count {total}")
    return "\n".join(lines) + "\n"
