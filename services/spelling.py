"""What a misspelt word was probably meant to be."""

from collections.abc import Iterable

LONGEST_WORD = 40


def nearest(typed: str, words: Iterable[str]) -> str | None:
    """The word that differs from the typed one by a slip of the fingers: one letter too many, too
    few, wrong or in its neighbor's place; two of them in long words. None where there is none.
    """
    typed = typed.casefold()
    if not typed or len(typed) > LONGEST_WORD:
        return None
    distances = {word: slips(typed, word.casefold()) for word in words}
    best = min(distances, key=lambda word: distances[word], default=None)
    if best is None or distances[best] > allowance(len(best)):
        return None
    return best


def allowance(length: int) -> int:
    """How many slips a word of so many letters may have."""
    return 0 if length < 2 else 1 if length < 8 else 2


def slips(typed: str, word: str) -> int:
    """How many letters are to be put in, left out, exchanged or swapped with the next one."""
    if abs(len(typed) - len(word)) > 2:
        return max(len(typed), len(word))
    before: list[int] = []
    row = list(range(len(word) + 1))
    for at, letter in enumerate(typed, 1):
        before, above, row = row, before, [at]
        for place, other in enumerate(word, 1):
            cost = min(before[place] + 1, row[-1] + 1, before[place - 1] + (letter != other))
            if at > 1 and place > 1 and letter == word[place - 2] and typed[at - 2] == other:
                cost = min(cost, above[place - 2] + 1)
            row.append(cost)
    return row[-1]
