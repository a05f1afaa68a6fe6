"""Text in, text out: how the till calls the engine, since numbers must not cross its border.

MicroPython hands integers to JavaScript with 32 bits; texts arrive whole. The answer is canonical
JSON: keys sorted, no spaces, nothing escaped but quotes and backslashes (no text that the engine
lets through holds control characters). It is the same, byte for byte, on both engines.
"""

import json

from tillbook_pricing import reading
from tillbook_pricing.document import price
from tillbook_pricing.errors import PricingError
from tillbook_pricing.reversal import reverse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tillbook_pricing.shapes import DocumentTax, Priced, PricedLine

DOCUMENT = (
    '{"currency":"%s","discount":%d,"engine":"%s","lines":[%s],"list":%d,"net":%d,"rounding":"%s",'
    '"tax":%d,"taxes":[%s],"total":%d}'
)
LINE = (
    '{"discount":%d,"document_discount":%d,"gross":%d,"id":%s,"list":%d,"net":%d,"steps":[%s],'
    '"tax":%d,"taxes":[%s],"total":%d}'
)
STEP = '{"amount":%d,"id":%s,"kind":"%s"}'
LINE_TAX = '{"amount":%d,"base":%d,"id":%s}'
DOCUMENT_TAX = '{"amount":%d,"base":%d,"id":%s,"inclusive":%s,"rate_ppm":%d}'
REFUSAL = '{"error":{"code":"%s","message":%s,"pointer":%s}}'


def price_json(text: str) -> str:
    """Price a cart; a malformed one answers {"error": {"code", "message", "pointer"}}."""
    try:
        return canonical(price(_parsed(text)))
    except PricingError as error:
        return _refused(error)


def reverse_json(text: str) -> str:
    """Reverse {"cart", "priced", "returned_before", "lines"}; errors as in price_json."""
    try:
        asked = reading.record(_parsed(text), "")
        priced = reverse(
            asked.get("cart"), asked.get("priced"), asked.get("returned_before"), asked.get("lines")
        )
        return canonical(priced)
    except PricingError as error:
        return _refused(error)


def canonical(priced: "Priced") -> str:
    """Write a priced document, keys sorted. Writing it field by field is what makes it fast."""
    names: dict[str, str] = {}
    return DOCUMENT % (
        priced["currency"],
        priced["discount"],
        priced["engine"],
        ",".join([_line(line, names) for line in priced["lines"]]),
        priced["list"],
        priced["net"],
        priced["rounding"],
        priced["tax"],
        ",".join([_document_tax(tax, names) for tax in priced["taxes"]]),
        priced["total"],
    )


def _line(line: "PricedLine", names: dict[str, str]) -> str:
    steps = [
        STEP % (step["amount"], _quoted(step["id"], names), step["kind"]) for step in line["steps"]
    ]
    taxes = [
        LINE_TAX % (tax["amount"], tax["base"], _quoted(tax["id"], names)) for tax in line["taxes"]
    ]
    return LINE % (
        line["discount"],
        line["document_discount"],
        line["gross"],
        _quoted(line["id"], names),
        line["list"],
        line["net"],
        ",".join(steps),
        line["tax"],
        ",".join(taxes),
        line["total"],
    )


def _document_tax(tax: "DocumentTax", names: dict[str, str]) -> str:
    inclusive = "true" if tax["inclusive"] else "false"
    quoted = _quoted(tax["id"], names)
    return DOCUMENT_TAX % (tax["amount"], tax["base"], quoted, inclusive, tax["rate_ppm"])


def _parsed(text: str) -> object:
    try:
        value: object = json.loads(text)
    except (ValueError, RuntimeError):  # RuntimeError: nested too deeply
        message = "The text is not JSON."
    else:
        return value
    raise PricingError("pricing.not_json", "", message)


def _refused(error: PricingError) -> str:
    names: dict[str, str] = {}
    return REFUSAL % (error.code, _quoted(error.message, names), _quoted(error.pointer, names))


def _quoted(text: str, names: dict[str, str]) -> str:
    """Quote a text; `names` remembers the few that come again and again."""
    if text not in names:
        names[text] = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return names[text]
