"""An example plugin for opinionmine: words by SudachiPy, themes by nearest neighbours."""

from opinionmine import hookimpl


@hookimpl
def opinionmine_tokenizers():
    """Words of Sudachi's small dictionary."""
    from opinionmine_sudachi_knn.sudachi import tokenize

    return {"sudachi": tokenize}


@hookimpl
def opinionmine_classifiers():
    """Themes of the five nearest labelled opinions."""
    from opinionmine_sudachi_knn.neighbours import NearestNeighbours

    return {"knn": NearestNeighbours(n_neighbours=5)}
