"""What the engine answers to a cart it cannot read."""


class PricingError(Exception):
    """A malformed cart; `code` is stable, `pointer` (RFC 6901) names the place in the cart."""

    def __init__(self, code: str, pointer: str, message: str) -> None:
        super().__init__(code + " at " + (pointer or "/") + ": " + message)
        self.code = code
        self.pointer = pointer
        self.message = message
