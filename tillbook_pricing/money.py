"""Whole numbers only: one rounding, one split."""

MILLION = 1_000_000


def half_up(numerator: int, denominator: int) -> int:
    """Round a fraction to a whole number, halves away from zero; `denominator` is positive."""
    if numerator >= 0:
        return (2 * numerator + denominator) // (2 * denominator)
    return -((denominator - 2 * numerator) // (2 * denominator))


def rank(name: str) -> tuple[int, str]:
    """Order ids as people number them ("9" before "10"), the same on both engines."""
    return (len(name), name)


def allocate(total: int, weights: list[int], names: list[str]) -> list[int]:
    """Split `total` by weight; the parts always add up to it (largest remainder).

    Weights are not negative; when all are zero the split is equal. What is left after rounding
    towards zero goes, one unit each, to the largest remainders; among equals to the name that
    comes first. A negative total is the mirror of a positive one.
    """
    whole = sum(weights)
    if whole == 0:
        weights = [1] * len(weights)
        whole = len(weights)
    size = abs(total)
    parts = [size * weight // whole for weight in weights]
    left = size - sum(parts)
    if left:
        places = sorted(
            (-(size * weight % whole), rank(name), place)
            for place, (weight, name) in enumerate(zip(weights, names))
        )
        for _, _, place in places[:left]:
            parts[place] += 1
    if total < 0:
        return [-part for part in parts]
    return parts
