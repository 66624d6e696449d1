"""Which words are counted and what each is counted as; frequencies that lead back to opinions."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import CORPUS
from opinionmine.corpus.frequency import count_words, tally_words
from opinionmine.corpus.vocabulary import ALL_POS, Vocabulary, build_vocabulary, find_cut_terms, is_word
from opinionmine.errors import DocumentError
from opinionmine.japanese.tokenize import Terms, domain_terms, tokenize
from opinionmine.records import Opinion


def opinions(*texts):
    return [Opinion(str(number), "comment", text) for number, text in enumerate(texts, 1)]


def listed(*texts, **files):
    return [
        (w.label, w.lemma, w.count, w.opinion_ids)
        for w in count_words(opinions(*texts), build_vocabulary(**files)).words
    ]


def test_words_with_the_opinions_behind_them():
    found = count_words(opinions("こどもの居場所がない。", "子どもとこどもの研修をやった", "。"))
    assert (found.n, found.n_words) == (3, 13)
    # 子ども and こども are one lemma, shown in the commoner spelling; ない, やる and signs say nothing.
    assert [(w.lemma, w.label, w.pos, w.count, w.opinion_ids) for w in found.words] == [
        ("子供", "こども", "名詞", 3, ("1", "2")),
        ("居場所", "居場所", "専門用語", 1, ("1",)),
        ("研修", "研修", "名詞", 1, ("2",)),
    ]


def test_an_inflected_word_is_shown_in_its_dictionary_form():
    assert listed("やめて困っている", "困った") == [("困る", "困る", 2, ("1", "2")), ("やめる", "止める", 1, ("1",))]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, [("高齢", 2), ("年寄り", 1), ("老人", 1)]),
        ({"terms": ["高齢者"]}, [("高齢者", 2), ("年寄り", 1), ("老人", 1)]),
        ({"synonyms": ["お年寄り,高齢者", "老人\t高齢者"]}, [("高齢者", 4)]),
        # A chain ends in one word; what is counted as itself changes nothing.
        ({"synonyms": ["お年寄り,老人", "老人,高齢者", "高齢者,高齢者"]}, [("高齢者", 4)]),
        ({"synonyms": ["# 注", "", "  ", "お年寄り , 老人,", "高齢者,老人"]}, [("老人", 4)]),
        ({"stopwords": ["老人"], "terms": ["高齢者"]}, [("高齢者", 2), ("年寄り", 1)]),
        ({"stopwords": ["高齢者"], "synonyms": ["お年寄り,高齢者", "老人,高齢者"]}, []),
    ],
)
def test_terms_synonyms_and_stopwords(files, expected):
    assert [(label, count) for label, _, count, _ in listed("高齢者とお年寄り", "老人、高齢者", **files)] == expected


@pytest.mark.parametrize(
    ("line", "label", "lemma"),
    [("子ども,児童", "児童", "児童"), ("児童,子ども", "子ども", "子供"), ("児童,こども", "こども", "子供")],
)
def test_a_synonym_takes_all_spellings_with_it(line, label, lemma):
    """Of a form (子ども for こども, too) and of the word it is counted as."""
    assert listed("子ども", "こども", "児童、児童", synonyms=[line])[0][1:] == (lemma, 4, ("1", "2", "3"))
    assert listed("児童、児童", synonyms=[line])[0][0] == label


@pytest.mark.parametrize(
    ("pos", "expected"), [((), ["急ぐ", "支援"]), (("副詞",), ["もっと"]), (("助詞", "名詞"), ["を", "支援"])]
)
def test_parts_of_speech_can_be_chosen(pos, expected):
    vocabulary = build_vocabulary(pos=pos) if pos else Vocabulary()
    assert sorted(w.label for w in count_words(opinions("もっと支援を急ぐ"), vocabulary).words) == expected


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"synonyms": ["老人"]}, "synonyms, line 1: 「老人」 found, a form, a comma and the word it is counted as"),
        ({"synonyms": ["", "老人,高齢者,人"]}, "synonyms, line 2: 「老人,高齢者,人」 found"),
        (
            {"synonyms": ["老人,高齢者", "老人,人"]},
            "line 2: 「老人」 is counted as 「人」 here and as 「高齢者」 in line 1",
        ),
        ({"synonyms": ["老人,高齢者", "高齢者,老人"]}, "line 1: 「老人」 is counted as itself in the end"),
        ({"terms": ["高齢者,老人"]}, "terms, line 1: 「高齢者,老人」 found, one word expected"),
        ({"terms": ["あ" * 101]}, "one word expected"),
        ({"stopwords": ["事"] * 20_001}, "more than 20,000 lines"),
        ({"pos": ["名し"]}, "--pos 名し: no part of speech of UniDic"),
        ({"pos": ["動詞 "]}, "did you mean 「動詞」?"),
    ],
)
def test_a_faulty_file_is_one_sentence(files, message):
    with pytest.raises(DocumentError) as error:
        build_vocabulary(**files)
    assert message in str(error.value)


def test_a_term_is_counted_whatever_it_is():
    """もっと is an adverb, and 会 a stop word."""
    assert listed("もっと会を") == []
    assert [label for label, *_ in listed("もっと会を", terms=["もっと", "会"])] == ["もっと", "会"]


def test_a_term_the_dictionary_never_ends_with_is_told():
    texts = ["だれでも食堂と健康教育委員会", "だれでも食堂"]
    vocabulary = build_vocabulary(terms=["だれでも食堂", "康教育", "移動販売車"])
    assert find_cut_terms(texts, vocabulary) == ("康教育",)
    assert find_cut_terms(texts, Vocabulary()) == ()


def test_two_lists_of_terms_are_never_mixed_up():
    """The texts that were cut last are kept; a list of terms that was forgotten or changed must not answer for another."""
    text = "だれでも食堂へ行く"
    for _ in range(3):
        mine, other = domain_terms().and_these({"だれでも食堂": "A"}), Terms.of({"だれでも食堂": "B"})
        lemmas = [tokenize(text, terms)[0].lemma for terms in (mine, None, other, mine)]
        assert lemmas == ["A", "誰", "B", "A"] and tokenize(text)[0].lemma == "誰"


def test_terms_of_a_user_leave_those_of_the_model_as_they_are():
    text = "民生委員の居場所"
    assert [t.lemma for t in tokenize(text, domain_terms().and_these({"委員": "委員"}))] == [
        t.lemma for t in tokenize(text)
    ]


@given(st.text(max_size=40))
def test_a_list_without_terms_cuts_any_text_as_the_dictionary_does(text):
    tokens = tokenize(text, Terms.of({}))
    assert all(token.surface and text[token.start : token.end] for token in tokens)
    assert {token.pos for token in tokens} <= {*ALL_POS, "補助記号", "記号", "空白"} - {"専門用語"}


@given(st.lists(st.text("研修こどもの子を、。続ける12 \n", max_size=12), max_size=4), st.permutations(range(4)))
def test_counts_add_up_in_any_order(texts, order):
    vocabulary = Vocabulary(pos=frozenset(ALL_POS), stopwords=frozenset())
    found = count_words(opinions(*texts), vocabulary)
    tokens = [token for text in texts for token in tokenize(text)]
    assert found.n_words == sum(map(is_word, tokens))
    assert sum(w.count for w in found.words) == sum(
        is_word(token) and not token.surface.isnumeric() for token in tokens
    )
    assert all(1 <= len(w.opinion_ids) <= w.count for w in found.words)
    turned = [Opinion(str(i), "comment", texts[i]) for i in order if i < len(texts)]
    again = {(w.lemma, w.label, w.count, frozenset(w.opinion_ids)) for w in count_words(turned, vocabulary).words}
    numbered = [Opinion(str(i), "comment", text) for i, text in enumerate(texts)]
    assert again == {
        (w.lemma, w.label, w.count, frozenset(w.opinion_ids)) for w in count_words(numbered, vocabulary).words
    }


def test_every_count_of_a_real_corpus_leads_back_to_its_texts():
    rows = [json.loads(line) for line in (CORPUS / "free-34.jsonl").read_text("utf-8").splitlines()]
    corpus = [Opinion(row["id"], row["voice"], row["text"]) for row in rows]
    found = count_words(corpus)
    text_of = {opinion.opinion_id: opinion.text for opinion in corpus}
    assert len(found.words) > 1000
    for word in found.words[:200]:
        counts = [
            sum(t.lemma == word.lemma and Vocabulary().counts(t) for t in tokenize(text_of[i]))
            for i in word.opinion_ids
        ]
        assert all(counts) and sum(counts) == word.count
    tally = tally_words(corpus)
    assert tally.commonest(3) == [word.lemma for word in sorted(found.words, key=lambda w: (-w.count, w.lemma))][:3]
    assert tally.commonest(10_000, fewest=3)[-1] in {word.lemma for word in found.words if word.count == 3}
