"""Words by SudachiPy."""

from functools import cache

from sudachipy import Dictionary, SplitMode

from opinionmine.japanese.tokenize import Token


def tokenize(text: str) -> tuple[Token, ...]:
    """Words in the longest units, with places in the text as printed; SudachiPy normalises by itself.

    Examples
    --------
    >>> [token.lemma for token in tokenize("民生委員が回る。")]
    ['民生委員', 'が', '回る', '。']
    """
    return tuple(
        Token(
            word.surface(),
            word.normalized_form(),
            word.part_of_speech()[0],
            word.begin(),
            word.end(),
            word.dictionary_form(),
        )
        for word in _tokenizer().tokenize(text)
        if word.surface()
    )


@cache
def _tokenizer():
    return Dictionary(dict="small").create(SplitMode.C)
