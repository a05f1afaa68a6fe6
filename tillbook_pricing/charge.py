"""What a line comes to, while the rules fill it in."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tillbook_pricing.shapes import Step
    from tillbook_pricing.taxes import Stack


class Charge:
    """What a line comes to, filled in rule by rule; `taxes` has one amount for each of its stack.

    `total` is always list + discount + document_discount.
    """

    __slots__ = ("discount", "document_discount", "id", "list", "stack", "steps", "taxes", "total")

    def __init__(self, name: str, stack: "Stack") -> None:
        self.id = name
        self.stack = stack
        self.list = 0
        self.discount = 0
        self.document_discount = 0
        self.total = 0
        self.taxes: list[int] = []
        self.steps: "list[Step]" = []

    def book(self, kind: str, name: str, amount: int) -> None:
        """Change the line's amounts by one rule, and note it as a step."""
        if kind == "discount":
            self.discount += amount
        elif kind == "document_discount":
            self.document_discount += amount
        else:
            self.list += amount
        self.total += amount
        self.steps.append({"kind": kind, "id": name, "amount": amount})
