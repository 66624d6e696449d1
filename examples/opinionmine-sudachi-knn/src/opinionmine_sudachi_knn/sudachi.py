"""Words by SudachiPy."""

from functools import cache

from sudachipy import Dictionary

from opinionmine.japanese.tokenize import Token


def tokenize(text: str) -> tuple[Token, ...]:
    """Words of the small dictionary, with places in the text as printed; SudachiPy normalises by itself.

    Examples
    --------
    >>> [token.lemma for token in tokenize("子どもが打込む")]
    ['子供', 'が', '打ち込む']
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
    return Dictionary(dict="small").create()
